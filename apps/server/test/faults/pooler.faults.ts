import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { findFreePort } from '../support/free-port.ts';
import { makePair } from '../support/people.ts';
import { buildServer, endEverything, startBuilt } from './built-server.ts';
import { ChatLoad, expectNothingLostOrDoubled } from './chat-load.ts';
import { type FaultGround, prepareGround } from './ground.ts';

let ground: FaultGround | undefined;
let pooler: Pooler | undefined;
afterEach(async () => {
  endEverything();
  await pooler?.stop();
  await ground?.remove();
});

test('behind a pooler that lends a session for one transaction, on an empty database, two servers store everything', async () => {
  await buildServer();
  ground = await prepareGround('postgres');
  pooler = await startPooler(new URL(ground.env.DATABASE_URL as string));
  const env = { ...ground.env, DATABASE_URL: pooler.url, REDIS_URL: '' };
  const [first, second] = await Promise.all([
    startBuilt({ env }),
    startBuilt({ env: { ...env, PORT: String(await findFreePort()) } }),
  ]);
  expect(first.output()).toContain('a pooler stands before the database');
  const pairs = await Promise.all(Array.from({ length: 6 }, () => makePair(first)));
  const load = new ChatLoad(pairs, { urls: [first.url, second.url], retries: false });
  await load.progress(300);
  await load.stop();
  expect(new Set(load.attempts.map(({ outcome }) => outcome))).toEqual(new Set(['ok']));
  await expectNothingLostOrDoubled(first.api, pairs, load);
  expect(first.output() + second.output()).not.toMatch(/26000|42P05/);
  for (const server of [first, second]) {
    server.signal('SIGTERM');
    expect(await server.ended).toMatchObject({ code: 0 });
  }
});

interface Pooler {
  readonly url: string;
  stop(): Promise<void>;
}

/** PgBouncer before a database, with fewer sessions than clients. */
async function startPooler(database: URL): Promise<Pooler> {
  const home = mkdtempSync(join(tmpdir(), 'jiggy-pooler-'));
  const port = await findFreePort();
  const settings = join(home, 'pgbouncer.ini');
  const people = join(home, 'people');
  writeFileSync(people, `"${database.username}" "${database.password}"\n`);
  writeFileSync(
    settings,
    `[databases]
* = host=127.0.0.1 port=${database.port}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = trust
auth_file = ${people}
pool_mode = transaction
default_pool_size = 4
max_client_conn = 100
`,
  );
  const account = findAccount();
  if (account) for (const path of [home, settings, people]) chownSync(path, account.uid, account.gid);
  const child: ChildProcess = spawn('pgbouncer', [settings], {
    ...account,
    env: { PATH: `${process.env.PATH}${delimiter}/usr/sbin` },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  await new Promise<void>((resolve, reject) => {
    let output = '';
    child.stderr?.on('data', (chunk) => {
      output += chunk;
      if (output.includes('process up')) resolve();
    });
    child.once('error', reject);
    child.once('exit', () => reject(new Error(`the pooler has ended: ${output}`)));
  });
  const url = Object.assign(new URL(database), { port: String(port) }).href;
  return {
    url,
    stop: async () => {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await ended;
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** PgBouncer refuses to run as root. */
function findAccount(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const idOf = (flag: string): number => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: idOf('-u'), gid: idOf('-g') };
}
