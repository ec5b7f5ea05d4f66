import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Clock } from '../../src/clock/clock.ts';
import { Config } from '../../src/config/config.ts';
import { Log } from '../../src/operations/log.ts';
import { RetentionRepository } from '../../src/retention/retention.repository.ts';
import { Retention } from '../../src/retention/retention.ts';
import { makePair, type Pair, signUp } from '../support/people.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';

/* What is not kept for ever, on both databases. */

let server: TestServer;
let pair: Pair;

beforeAll(async () => {
  server = await startTestServer();
});
beforeEach(async () => {
  pair = await makePair(server);
});
afterAll(() => server.close());

/** The job as a server with these settings has it. */
function retentionWith(kept: { sessionsKeptDays: number; callsKeptDays: number | undefined }): Retention {
  const config = { ...server.app.get(Config), ...kept } as Config;
  return new Retention(
    new RetentionRepository(server.database),
    config,
    server.app.get(Clock),
    server.app.get(Log),
  );
}

async function countOf(statement: string, ...values: unknown[]): Promise<number> {
  const { rows } = await server.database.pool.query(`select count(*)::int as n from ${statement}`, values);
  return rows[0].n;
}

async function addCalls(count: number, ended: string | null, status = 'ended'): Promise<void> {
  await server.database.pool.query(
    `insert into calls (id, conversation_id, caller_id, callee_id, call_type, status, started_at, ended_at, change)
     select gen_random_uuid(), $1, $2, $3, 'audio', $4, now() - interval '99 days', ${ended ?? 'null'}, n
     from generate_series(1, $5) as n`,
    [pair.conversation.id, pair.patient.id, pair.consultant.id, status, count],
  );
}
const callsOfPair = () => countOf('calls where conversation_id = $1', pair.conversation.id);

describe('sessions', () => {
  test('that are over for longer than they are kept go with their tokens; all others stay', async () => {
    const people = await Promise.all(Array.from({ length: 4 }, () => signUp(server, 'patient')));
    const [endedLong, endedLately, ranOut, open] = people.map(({ id }) => id);
    const { pool } = server.database;
    const end = `update sessions set ended_at = now() - $2::interval where user_id = $1`;
    await pool.query(end, [endedLong, '31 days']);
    await pool.query(end, [endedLately, '29 days']);
    const runOut = `update sessions set expires_at = now() - interval '31 days' where user_id = $1`;
    await pool.query(runOut, [ranOut]);
    const { sessions } = await retentionWith({ sessionsKeptDays: 30, callsKeptDays: undefined }).run();
    expect(sessions).toBe(2);
    const left = await Promise.all(
      [endedLong, endedLately, ranOut, open].map((id) =>
        countOf('refresh_tokens t join sessions s on s.id = t.session_id where s.user_id = $1', id),
      ),
    );
    expect(left).toEqual([0, 1, 0, 1]);
  });
});

describe('a session of a token from elsewhere', () => {
  test('is remembered as ended for as long as that token could be shown', async () => {
    const { id } = await signUp(server, 'patient');
    const { pool } = server.database;
    await pool.query(
      `update sessions set client_type = 'app', ended_at = now() - interval '99 days',
        expires_at = now() + interval '99 days' where user_id = $1`,
      [id],
    );
    const retention = retentionWith({ sessionsKeptDays: 30, callsKeptDays: undefined });
    await retention.run();
    expect(await countOf('sessions where user_id = $1', id)).toBe(1);
    await pool.query(`update sessions set expires_at = now() - interval '31 days' where user_id = $1`, [id]);
    await retention.run();
    expect(await countOf('sessions where user_id = $1', id)).toBe(0);
  });
});

describe('calls', () => {
  test('are kept for ever where nothing is set', async () => {
    await addCalls(3, `now() - interval '98 days'`);
    await retentionWith({ sessionsKeptDays: 30, callsKeptDays: undefined }).run();
    expect(await callsOfPair()).toBe(3);
  });

  test('that are over for longer go, however many they are; those that are on stay', async () => {
    await addCalls(1_201, `now() - interval '31 days'`);
    await addCalls(2, `now() - interval '29 days'`);
    await addCalls(1, null, 'active');
    const { calls } = await retentionWith({ sessionsKeptDays: 30, callsKeptDays: 30 }).run();
    expect(calls).toBeGreaterThanOrEqual(1_201);
    expect(await callsOfPair()).toBe(3);
    const { body } = await pair.patient.ask('GET', `/chat/calls?conversationId=${pair.conversation.id}`);
    expect(body.calls).toHaveLength(3);
    await server.database.pool.query('delete from calls where conversation_id = $1', [pair.conversation.id]);
  });

  test('goes on another time where somebody else is at it, and deletes nothing twice', async () => {
    await addCalls(900, `now() - interval '31 days'`);
    const jobs = Array.from({ length: 3 }, () => retentionWith({ sessionsKeptDays: 30, callsKeptDays: 30 }));
    const deleted = await Promise.all(jobs.map((job) => job.run()));
    const all = deleted.reduce((sum, { calls }) => sum + calls, 0);
    expect(all).toBeLessThanOrEqual(900);
    await jobs[0]?.run();
    expect(await callsOfPair()).toBe(0);
  });
});
