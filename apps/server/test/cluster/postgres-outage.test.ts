import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { ChatLoad, expectNothingLostOrDoubled } from '../faults/chat-load.ts';
import { ask } from '../support/api.ts';
import { makePair, type Pair } from '../support/people.ts';
import type { RealPostgres } from '../support/real-postgres.ts';
import { startTwoNodes, type TwoNodes } from './two-nodes.ts';

let nodes: TwoNodes;
let postgres: RealPostgres;
let pairs: Pair[];

beforeAll(async () => {
  nodes = await startTwoNodes();
  ({ postgres } = nodes);
});
beforeEach(async () => {
  pairs = await Promise.all(Array.from({ length: 4 }, () => makePair(first())));
});
afterAll(() => nodes.close());

const first = () => nodes.first;
/** Both servers of the one database; nothing else connects them here. */
const urls = () => [nodes.first.url, nodes.second.url];
const answers = (load: ChatLoad) => load.attempts.flatMap((attempt) => attempt.answers);
const countOf = (load: ChatLoad, wanted: string) =>
  answers(load).filter((answer) => answer === wanted).length;
/** Whoever waits is told; nobody is left to the end of the client's own patience. */
const expectRefusedInWords = (load: ChatLoad) => {
  const refusals = answers(load).filter((answer) => answer !== 'message_sent');
  expect(new Set(refusals)).toEqual(new Set(['unavailable']));
};
const readiness = async () => (await ask(first().api, 'GET', '/health/ready')).status;

describe('while PostgreSQL is down', () => {
  test('sends are refused in words; when it is back all goes on, nothing is lost or doubled', async () => {
    const load = new ChatLoad(pairs, { urls: urls(), retries: true });
    await load.progress(100);
    await postgres.halt();
    expect(await readiness()).toBe(503);
    expect((await ask(first().api, 'GET', '/health')).status).toBe(200);
    await vi.waitFor(() => expect(countOf(load, 'unavailable')).toBeGreaterThan(pairs.length));
    const acknowledgedMeanwhile = load.acknowledged;
    await postgres.start();
    await load.progress(100);
    expect(await readiness()).toBe(200);
    await load.stop();

    expectRefusedInWords(load);
    expect(acknowledgedMeanwhile).toBeGreaterThan(0);
    await expectNothingLostOrDoubled(first().api, pairs, load);
  });

  test('a short restart is not noticed but for the wait', async () => {
    const load = new ChatLoad(pairs, { urls: urls(), retries: false });
    await load.progress(100);
    await postgres.halt();
    await postgres.start();
    await load.progress(100);
    await load.stop();
    expect(new Set(load.attempts.map(({ outcome }) => outcome))).toEqual(new Set(['ok']));
    await expectNothingLostOrDoubled(first().api, pairs, load);
  });
});

test('connections that PostgreSQL ends at random, again and again, cost nothing but a wait', async () => {
  const admin = new pg.Client({ connectionString: postgres.url });
  await admin.connect();
  const load = new ChatLoad(pairs, { urls: urls(), retries: true });
  for (let round = 0; round < 20; round += 1) {
    await load.progress(20);
    await admin.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where application_name = 'jiggy-care-chat' and random() < 0.7`,
    );
  }
  await load.progress(50);
  await load.stop();
  await admin.end();
  await expectNothingLostOrDoubled(first().api, pairs, load);
});

test('a PostgreSQL that hangs is answered for in words, and picked up again when it wakes', async () => {
  const admin = new pg.Client({ connectionString: postgres.url });
  await admin.connect();
  const load = new ChatLoad(pairs, { urls: urls(), retries: true });
  await load.progress(50);
  // Only processes that this test has started: its own postmaster, which then opens no more, and the backends of it.
  process.kill(postgres.pid, 'SIGSTOP');
  const { rows } = await admin.query<{ pid: number }>(
    "select pid from pg_stat_activity where application_name = 'jiggy-care-chat'",
  );
  await admin.end();
  const processes = [postgres.pid, ...rows.map(({ pid }) => pid)];
  for (const pid of processes) process.kill(pid, 'SIGSTOP');
  try {
    await vi.waitFor(() => expect(countOf(load, 'unavailable')).toBeGreaterThan(pairs.length));
    await vi.waitFor(async () => expect(await readiness()).toBe(503));
  } finally {
    for (const pid of processes.reverse()) process.kill(pid, 'SIGCONT');
  }
  await load.progress(50);
  await load.stop();
  expectRefusedInWords(load);
  await expectNothingLostOrDoubled(first().api, pairs, load);
  // Whoever comes now needs no second try: no connection that hung is used again.
  await vi.waitFor(async () => expect(await readiness()).toBe(200));
  const after = new ChatLoad(pairs, { urls: urls(), retries: false });
  await after.progress(100);
  await after.stop();
  expect(new Set(answers(after))).toEqual(new Set(['message_sent']));
});

test('a conversation that somebody holds locked does not stop the others for long', async () => {
  const [locked, ...free] = pairs as [Pair, ...Pair[]];
  const admin = new pg.Client({ connectionString: postgres.url });
  await admin.connect();
  await admin.query('begin');
  await admin.query('select from conversations where id = $1 for update', [locked.conversation.id]);
  const load = new ChatLoad(pairs, { urls: urls(), retries: true });
  const sentTo = (isLocked: boolean) =>
    load.attempts.filter(
      ({ outcome, conversationId }) =>
        outcome === 'ok' && (conversationId === locked.conversation.id) === isLocked,
    ).length;
  await vi.waitFor(() => expect(sentTo(false)).toBeGreaterThan(50 * free.length), { timeout: 20_000 });
  expect(sentTo(true)).toBe(0);
  await admin.query('rollback');
  await admin.end();
  await load.progress(50);
  await load.stop();
  await expectNothingLostOrDoubled(first().api, pairs, load);
});
