import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { makePair } from '../support/people.ts';
import { answers, buildServer, endEverything, launch, startBuilt } from './built-server.ts';
import { ChatLoad, expectNothingLostOrDoubled, readHistory } from './chat-load.ts';
import { type FaultGround, prepareGround } from './ground.ts';

let ground: FaultGround | undefined;
beforeAll(() => buildServer());
afterEach(async () => {
  endEverything();
  await ground?.remove();
});

const STOP_MS = 10_000;

describe.each([
  { kind: 'embedded', viaNpm: false },
  { kind: 'postgres', viaNpm: false },
  { kind: 'embedded', viaNpm: true },
] as const)('SIGTERM under load ($kind database, through npm start: $viaNpm)', ({ kind, viaNpm }) => {
  test('ends the server with 0 within ten seconds; each send is acknowledged or surely absent', async () => {
    ground = await prepareGround(kind);
    const { env } = ground;
    let server = await startBuilt({ env, viaNpm });
    const pairs = await Promise.all(Array.from({ length: 6 }, () => makePair(server)));
    const load = new ChatLoad(pairs, { urls: [server.url], retries: false });
    await load.progress(100);
    const signalledAt = performance.now();
    server.signal('SIGTERM');
    await sleep(20);
    server.signal('SIGTERM');
    const stopping = load.stop();
    expect(await server.ended).toMatchObject({ code: 0 });
    const tookMs = performance.now() - signalledAt;
    expect(await answers(server.api)).toBe(false);
    expect(tookMs).toBeLessThan(STOP_MS);
    await stopping;

    server = await startBuilt({ env });
    await expectNothingLostOrDoubled(server.api, pairs, load);
    const stored = (await Promise.all(pairs.map((pair) => readHistory(server.api, pair)))).flat();
    const storedIds = new Set(stored.map(({ clientMessageId }) => clientMessageId));
    const unknown = load.attempts.filter(({ outcome }) => outcome !== 'ok');
    process.stdout.write(
      `  SIGTERM, ${kind}, npm ${viaNpm}: ${Math.round(tookMs)} ms, ${load.acknowledged} acknowledged, ${unknown.length} not\n`,
    );
    expect(unknown.filter(({ clientMessageId }) => storedIds.has(clientMessageId))).toEqual([]);
    server.signal('SIGTERM');
    await server.ended;
  });
});

test('SIGINT, as Ctrl+C sends it, ends an idle server with 0 at once', async () => {
  ground = await prepareGround('embedded');
  const server = await startBuilt({ env: ground.env });
  const signalledAt = performance.now();
  server.signal('SIGINT');
  expect(await server.ended).toMatchObject({ code: 0 });
  expect(performance.now() - signalledAt).toBeLessThan(3_000);
});

test('an idle keep-alive connection and an idle socket do not delay the stop', async () => {
  ground = await prepareGround('embedded');
  const server = await startBuilt({ env: ground.env });
  const pair = await makePair(server);
  const load = new ChatLoad([pair], { urls: [server.url], retries: false, pauseMs: 60 });
  await load.progress(2);
  const stopping = load.stop();
  const signalledAt = performance.now();
  server.signal('SIGTERM');
  expect(await server.ended).toMatchObject({ code: 0 });
  expect(performance.now() - signalledAt).toBeLessThan(3_000);
  await stopping;
});

const isRoot = process.getuid?.() === 0;
if (!isRoot) process.stderr.write('\n  NOT TESTED: process 1, since only root may make one\n\n');

describe.each([
  { as: 'an ordinary process', prefix: [] as string[], possible: true },
  { as: 'process 1', prefix: ['unshare', '--pid', '--fork', '--kill-child'], possible: isRoot },
])('SIGTERM while the start waits for another server, as $as', ({ prefix, possible }) => {
  test.skipIf(!possible)('ends it with 0, and it has said for what it waited', async () => {
    ground = await prepareGround('postgres');
    const other = new pg.Client({ connectionString: ground.env.DATABASE_URL });
    await other.connect();
    await other.query(`select pg_advisory_lock(${0x6a69676779})`);
    const server = launch({ env: ground.env, prefix });
    await vi.waitFor(
      () => expect(server.output()).toContain('waiting for another server that is migrating the database'),
      { timeout: 20_000 },
    );
    const told = prefix.length === 0 ? [server.pid] : childrenOf(server.pid);
    for (const pid of [...told, ...told]) process.kill(pid, 'SIGTERM');
    expect(await server.ended).toMatchObject({ code: 0 });
    expect(server.output()).toContain('stopped before it was ready');
    await other.end();
  });
});

function childrenOf(pid: number): number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').map(Number);
}
