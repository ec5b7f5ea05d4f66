import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { hashSecret, judgeRefresh, SESSION_LIFETIMES, sessionExpiry } from './refresh-tokens.ts';
import { authNode, registration, TestClock, visitor } from './testing/auth-ground.ts';
import {
  emptyTables,
  FIRST_START_MS,
  openTestDatabase,
  type TestDatabase,
} from './testing/open-test-database.ts';
import { ACCESS_TTL_S } from './tokens.ts';

const GRACE_MS = 20_000;
const HOUR_MS = 3_600_000;

let ground: TestDatabase;
let clock: TestClock;
let node: ReturnType<typeof authNode>;

beforeAll(async () => {
  ground = await openTestDatabase();
}, FIRST_START_MS);
afterAll(() => ground.remove());
beforeEach(async () => {
  await emptyTables(ground.database);
  clock = new TestClock();
  node = authNode(ground.database, clock);
});

const signIn = (clientType: 'web' | 'mobile' = 'mobile') =>
  node.auth.register(registration('ada@example.org'), visitor('192.0.2.1', clientType));
const refresh = async (token: string, on = node) => (await on.sessions.refresh(token)).grant.refreshToken;
const unauthorized = { code: 'unauthorized' };

describe('a refresh token', () => {
  it('is traded for another one of the same session, which can be traded in turn', async () => {
    const { refreshToken, sessionId } = await signIn();
    const { grant, user } = await node.sessions.refresh(refreshToken);
    expect(grant).toMatchObject({ sessionId });
    expect(grant.refreshToken).toMatch(/^[\w-]{43}$/);
    expect(grant.refreshToken).not.toBe(refreshToken);
    expect(user).toMatchObject({ email: 'ada@example.org', role: 'patient' });
    await expect(refresh(grant.refreshToken)).resolves.toBeTypeOf('string');
  });

  it('traded by ten tabs at once gives all of them the same successor, on one node or two', async () => {
    const { refreshToken } = await signIn();
    const other = authNode(ground.database, clock);
    const got = await Promise.all(
      Array.from({ length: 10 }, (_, index) => refresh(refreshToken, index % 2 === 0 ? node : other)),
    );
    expect(new Set(got).size).toBe(1);
    const { rows } = await ground.database.pool.query('select hash, spent_at from refresh_tokens');
    expect(rows).toHaveLength(2);
    expect(rows.filter(({ spent_at }) => spent_at === null)).toHaveLength(1);
  });

  it('whose answer was lost gives the same successor again, until the grace is over', async () => {
    const { refreshToken } = await signIn();
    const successor = await refresh(refreshToken);
    clock.pass(GRACE_MS - 1);
    expect(await refresh(refreshToken)).toBe(successor);
    await expect(refresh(successor)).resolves.toBeTypeOf('string');
  });

  it('that comes back after the grace ends the whole session, for thief and victim alike', async () => {
    const { refreshToken, accessToken, sessionId } = await signIn();
    const ended: string[] = [];
    node.facts.hear('sessions.ended', ({ sessionIds }) => ended.push(...sessionIds));
    const successor = await refresh(refreshToken);
    clock.pass(GRACE_MS);
    await expect(refresh(refreshToken)).rejects.toMatchObject(unauthorized);
    expect(ended).toEqual([sessionId]);
    await expect(refresh(successor)).rejects.toMatchObject(unauthorized);
    await expect(node.authenticator.authenticate(accessToken)).rejects.toMatchObject(unauthorized);
    expect(node.log.lines.some((line) => line.includes('came back late'))).toBe(true);
  });

  it('stolen and used first gives the thief away as soon as the victim refreshes later', async () => {
    const { refreshToken } = await signIn();
    const thiefs = await refresh(refreshToken);
    clock.pass(ACCESS_TTL_S * 1000);
    await expect(refresh(refreshToken)).rejects.toMatchObject(unauthorized);
    await expect(refresh(thiefs)).rejects.toMatchObject(unauthorized);
  });

  it('answers with its own successor within the grace, also when that was traded already', async () => {
    const { refreshToken } = await signIn();
    const second = await refresh(refreshToken);
    clock.pass(5_000);
    const third = await refresh(second);
    clock.pass(5_000);
    expect(await refresh(refreshToken)).toBe(second);
    expect(await refresh(second)).toBe(third);
    await expect(refresh(third)).resolves.toBeTypeOf('string');
  });

  it('is never kept in the database or the log, and its successor cannot be made without the secret', async () => {
    const { refreshToken } = await signIn();
    const successor = await refresh(refreshToken);
    const { rows } = await ground.database.pool.query('select * from refresh_tokens, sessions');
    const kept = JSON.stringify(rows) + node.log.lines.join();
    expect(kept).toContain(hashSecret(refreshToken));
    for (const token of [refreshToken, successor]) expect(kept).not.toContain(token);
    expect(successor).not.toBe(hashSecret(refreshToken));
  });

  it('that is none of ours is refused', async () => {
    await signIn();
    for (const token of ['', 'x', 'A'.repeat(43), '\u0000'.repeat(43), 'A'.repeat(10_000)]) {
      await expect(refresh(token)).rejects.toMatchObject(unauthorized);
    }
  });

  it('gives no grace where none is configured', async () => {
    node = authNode(ground.database, clock, { REFRESH_GRACE_S: '0' });
    const { refreshToken } = await signIn();
    await refresh(refreshToken);
    await expect(refresh(refreshToken)).rejects.toMatchObject(unauthorized);
  });
});

describe('a session', () => {
  it.each(['mobile', 'web'] as const)('of %s ends when it is idle for too long', async (clientType) => {
    const { idleMs } = SESSION_LIFETIMES[clientType];
    const { refreshToken, sessionId } = await signIn(clientType);
    clock.pass(idleMs - 1);
    const successor = await refresh(refreshToken);
    clock.pass(idleMs);
    expect(await node.sessions.isActive(sessionId)).toBe(false);
    await expect(refresh(successor)).rejects.toMatchObject(unauthorized);
  });

  it('that is used again and again ends after its longest time', async () => {
    let { refreshToken } = await signIn('web');
    for (let hours = 1; hours < 12; hours += 1) {
      clock.pass(HOUR_MS);
      refreshToken = await refresh(refreshToken);
    }
    clock.pass(HOUR_MS);
    await expect(refresh(refreshToken)).rejects.toMatchObject(unauthorized);
  });

  it('that is used runs on from there, though nobody refreshes it, and not beyond its longest time', async () => {
    const { sessionId } = await signIn('web');
    const { rows: before } = await ground.database.pool.query('select expires_at from sessions');
    clock.pass(90 * 60_000);
    node.sessions.noteUse(sessionId);
    node.sessions.noteUse(sessionId);
    await vi.waitFor(async () => {
      const { rows } = await ground.database.pool.query('select expires_at from sessions');
      expect(rows[0].expires_at).not.toEqual(before[0].expires_at);
    });
    clock.pass(119 * 60_000);
    expect(await node.sessions.isActive(sessionId)).toBe(true);
    clock.pass(60_000);
    expect(await node.sessions.isActive(sessionId)).toBe(false);
    await node.watch.touch(sessionId, clock.now(), SESSION_LIFETIMES);
    expect(await node.watch.isActive(sessionId, clock.now())).toBe(false);
  });

  it('of a page ends when an operator says', async () => {
    node = authNode(ground.database, clock, { WEB_SESSION_IDLE_MIN: '15', WEB_SESSION_MAX_H: '1' });
    const { sessionId, refreshToken } = await signIn('web');
    clock.pass(14 * 60_000);
    expect(await node.sessions.isActive(sessionId)).toBe(true);
    clock.pass(60_000);
    expect(await node.sessions.isActive(sessionId)).toBe(false);
    await expect(refresh(refreshToken)).rejects.toMatchObject(unauthorized);
  });

  it('belongs to one person in one role, whatever a token that was signed with our secret says', async () => {
    const { sessionId, user } = await signIn();
    const other = await node.auth.register(registration('bob@example.org'), visitor());
    for (const identity of [
      { userId: other.user.id, role: 'patient' as const, sessionId },
      { userId: user.id, role: 'consultant' as const, sessionId },
    ]) {
      const forged = await node.tokens.sign(identity, clock.now());
      await expect(node.authenticator.authenticate(forged)).rejects.toMatchObject(unauthorized);
    }
    const own = await node.tokens.sign({ userId: user.id, role: 'patient', sessionId }, clock.now());
    await expect(node.authenticator.authenticate(own)).resolves.toBeDefined();
  });

  it('tells other nodes how long its newest access token lives, and when it ended', async () => {
    const { refreshToken, sessionId, user } = await signIn();
    const { now: before } = await node.sessions.changedSince(undefined);
    clock.pass(60_000);
    await refresh(refreshToken);
    const newest = Math.floor(clock.now() / 1000) * 1000 + ACCESS_TTL_S * 1000;
    expect(await node.sessions.changedSince(before)).toEqual({
      now: expect.any(String),
      changes: [{ id: sessionId, endedAt: null, accessExpiresAt: new Date(newest).toISOString() }],
    });
    await node.sessions.end(user.id, sessionId);
    const [change] = (await node.sessions.changedSince(before)).changes;
    expect(change?.endedAt).not.toBeNull();
    const later = new Date(Date.now() + 60_000).toISOString();
    expect((await node.sessions.changedSince(later)).changes).toEqual([]);
  });

  it('that another node ended is over here within a second', async () => {
    const { accessToken, sessionId, user } = await signIn();
    const other = authNode(ground.database, clock);
    await other.authenticator.authenticate(accessToken);
    await node.sessions.end(user.id, sessionId);
    await expect(node.authenticator.authenticate(accessToken)).rejects.toMatchObject(unauthorized);
    clock.pass(1_000);
    await expect(other.authenticator.authenticate(accessToken)).rejects.toMatchObject(unauthorized);
  });

  it('shows with the newest of its kind, a page of them at most', async () => {
    const { user, sessionId } = await signIn();
    await ground.database.pool.query(
      `insert into sessions (user_id, client_type, expires_at, access_expires_at, last_used_at)
       select $1, 'mobile', now() + interval '1 day', now(), now() - interval '1 hour' from generate_series(1, 600)`,
      [user.id],
    );
    const listed = await node.sessions.list(user.id, sessionId);
    expect(listed).toHaveLength(500);
    expect(listed[0]).toMatchObject({ id: sessionId, current: true });
  });

  it('is told of no more once a listener has been removed', async () => {
    const { sessionId, user } = await signIn();
    const ended: string[] = [];
    const stop = node.facts.hear('sessions.ended', ({ sessionIds }) => ended.push(...sessionIds));
    stop();
    await node.sessions.end(user.id, sessionId);
    expect(ended).toEqual([]);
  });

  it('is not opened with a password that was changed while it was being checked', async () => {
    const { user } = await signIn();
    const stored = await node.accounts.find(user.id);
    await node.changes.replacePassword({ userId: user.id, newHash: 'another', now: clock.now() });
    const opened = await node.sessions.open({
      userId: user.id,
      passwordHash: stored?.passwordHash ?? '',
      clientType: 'mobile',
      userAgent: undefined,
      address: '192.0.2.1',
    });
    expect(opened).toBeUndefined();
  });
});

describe('the rule of refreshing', () => {
  const fresh = {
    now: 100_000,
    graceMs: 20_000,
    sessionEndedAt: undefined,
    sessionExpiresAt: 200_000,
    spentAt: undefined,
    successor: undefined,
  };
  const unspent = { spentAt: undefined };

  it.each([
    ['rotate', 'an unspent token', {}],
    ['repeat', 'a token spent a moment ago', { spentAt: 90_000, successor: unspent }],
    ['repeat', 'a token spent by a node whose clock is ahead', { spentAt: 101_000, successor: unspent }],
    [
      'repeat',
      'a token and its successor spent a moment ago',
      { spentAt: 85_000, successor: { spentAt: 90_000 } },
    ],
    ['reuse', 'a token spent long ago', { spentAt: 80_000, successor: unspent }],
    ['reuse', 'a successor spent long ago', { spentAt: 90_000, successor: { spentAt: 80_000 } }],
    ['reuse', 'a token spent long ago under another secret', { spentAt: 10_000 }],
    ['refuse', 'a token spent under another secret', { spentAt: 90_000 }],
    ['refuse', 'a session that has ended', { sessionEndedAt: 90_000 }],
    ['refuse', 'a session that has expired', { sessionExpiresAt: 100_000 }],
  ] as const)('says %s to %s', (verdict, _, change) => {
    expect(judgeRefresh({ ...fresh, ...change })).toBe(verdict);
  });

  it('never extends a session beyond its longest time', () => {
    const { absoluteMs, idleMs } = SESSION_LIFETIMES.web;
    expect(sessionExpiry('web', 0, 0)).toBe(idleMs);
    expect(sessionExpiry('web', 0, absoluteMs - 1)).toBe(absoluteMs);
  });
});
