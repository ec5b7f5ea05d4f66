import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { findFreePort } from '../support/free-port.ts';
import { buildServer, endEverything, launch, startBuilt } from './built-server.ts';
import { type FaultGround, prepareGround } from './ground.ts';
import { killAgainAndAgain } from './kill-rounds.ts';

const ROUNDS = Number(process.env.ROUNDS ?? 10);

beforeAll(() => buildServer());
afterEach(() => endEverything());

describe.each(['embedded', 'postgres'] as const)('on the %s database', (kind) => {
  let ground: FaultGround;
  beforeAll(async () => {
    ground = await prepareGround(kind);
  });
  afterAll(() => ground.remove());

  test(`${ROUNDS} times killed with -9 under load, the server loses and doubles nothing`, async () => {
    const report = await killAgainAndAgain(ground, ROUNDS);
    process.stdout.write(`  kill -9, ${kind}: ${JSON.stringify(report)}\n`);
    expect(report.acknowledged).toBeGreaterThan(ROUNDS * 50);
  });
});

describe('killed with -9 during its very first start', () => {
  test.each([100, 400, 800, 1_500, 2_500])('after %i ms, it starts the next time', async (ms) => {
    const home = mkdtempSync(join(tmpdir(), 'jiggy-first-'));
    const env = { PORT: String(await findFreePort()), DATA_DIR: join(home, 'data'), NODE_ENV: 'development' };
    const first = launch({ env });
    await sleep(ms);
    first.signal('SIGKILL');
    await first.ended;
    const second = await startBuilt({ env });
    // The demo is complete, though its making may have been cut off.
    const login = await fetch(`${second.api}/auth/login`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ email: 'patient@jiggy.demo', password: 'jiggy-care-demo' }),
    });
    const { user, accessToken } = (await login.json()) as { user: { id: string }; accessToken: string };
    const conversations = await fetch(
      `${second.api}/chat/conversations?patientId=${user.id}&expand=lastMessage`,
      {
        headers: { Authorization: `Bearer ${accessToken}` },
      },
    );
    expect(await conversations.json()).toMatchObject([{ lastMessage: { content: expect.any(String) } }]);
    second.signal('SIGTERM');
    expect(await second.ended).toMatchObject({ code: 0 });
    rmSync(home, { recursive: true });
  });
});
