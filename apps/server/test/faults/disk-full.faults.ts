import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, expect, test } from 'vitest';
import { findFreePort } from '../support/free-port.ts';
import { makePair } from '../support/people.ts';
import { buildServer, type Ending, endEverything, startBuilt } from './built-server.ts';
import { ChatLoad, expectNothingLostOrDoubled } from './chat-load.ts';

const SIZE_MB = 160;
const mayMount = process.getuid?.() === 0;
if (!mayMount) process.stderr.write('\n  NOT TESTED: a full disk, since only root may mount a tmpfs\n\n');

beforeAll(() => buildServer());

test.skipIf(!mayMount)(
  'a full disk: nothing is acknowledged that is not stored, it is seen from outside, and all goes on when there is room',
  async () => {
    const disk = mkdtempSync(join(tmpdir(), 'jiggy-disk-'));
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${SIZE_MB}m`, 'tmpfs', disk]);
    try {
      const env = {
        PORT: String(await findFreePort()),
        DATA_DIR: join(disk, 'data'),
        JWT_SECRET: 'only for tests, 0123456789 abcdefghij',
      };
      let server = await startBuilt({ env });
      const pairs = await Promise.all(Array.from({ length: 3 }, () => makePair(server)));
      const load = new ChatLoad(pairs, { urls: [server.url], retries: true });
      await load.progress(50);
      const { bavail, bsize } = statfsSync(disk);
      writeFileSync(join(disk, 'ballast'), Buffer.alloc(Math.max(0, bavail * bsize - 64 * 1024)));
      // The database has some room of its own left; then it refuses, or panics and the process ends.
      let ending: Ending | undefined;
      void server.ended.then((how) => {
        ending = how;
      });
      const isNoticed = () =>
        ending !== undefined ||
        load.attempts.some(({ answers }) => answers.some((answer) => answer === 'unavailable'));
      for (let tries = 0; !isNoticed(); tries += 1) {
        if (tries > 600) throw new Error('the disk does not fill up');
        await sleep(100);
      }
      await sleep(2_000);
      process.stdout.write(
        `  full disk after ${load.acknowledged} messages: the server ${ending === undefined ? 'refuses sends and lives' : `ended with ${ending.code}`}\n`,
      );
      if (ending !== undefined) {
        expect(ending.code).toBe(1);
        expect(ending.output).toContain('the embedded database has stopped');
      } else {
        expect(server.output()).toContain('the database has no room left on its disk');
        expect((await fetch(`${server.api}/health/ready`)).status).toBe(503);
      }
      rmSync(join(disk, 'ballast'));
      if (ending !== undefined) server = await startBuilt({ env });
      await load.progress(50);
      await load.stop();
      server.signal('SIGKILL');
      await server.ended;
      server = await startBuilt({ env });
      await expectNothingLostOrDoubled(server.api, pairs, load);
      server.signal('SIGTERM');
      await server.ended;
    } finally {
      endEverything();
      execFileSync('umount', [disk]);
      rmSync(disk, { recursive: true });
    }
  },
);
