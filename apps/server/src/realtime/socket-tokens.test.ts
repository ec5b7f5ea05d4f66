import { TIMES } from '@jiggy-care/protocol';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Identity } from '../auth/identity.ts';
import type { SessionChange } from '../auth/session-watch.repository.ts';
import type { SessionsService } from '../auth/sessions.service.ts';
import { Clock } from '../clock/clock.ts';
import { factsOf } from '../facts/testing/facts-of.ts';
import type { Log } from '../operations/log.ts';
import { Metrics } from '../operations/metrics.ts';
import type { Accounts } from '../people/accounts.ts';
import type { ChatNamespace, ChatSocket } from './chat-socket.ts';
import { sessionRoom } from './rooms.ts';
import { SocketTokens } from './socket-tokens.ts';

class FakeSocket {
  readonly heard: string[] = [];
  connected = true;
  data: { identity: Identity; tokenExpiresAt: number | undefined; expiryAnnounced: boolean };

  constructor(
    readonly id: string,
    readonly rooms: Map<string, Set<string>>,
    tokenExpiresAt: number | undefined,
    sessionId = 'session',
  ) {
    const identity = { userId: 'ann', role: 'patient' as const, sessionId };
    this.data = { identity, tokenExpiresAt, expiryAnnounced: false };
    this.join(sessionRoom(sessionId));
  }

  emit(event: string, { message, expiresAt }: { message?: string; expiresAt?: string }): void {
    this.heard.push(`${event} ${message ?? expiresAt}`);
  }

  disconnect(): void {
    this.connected = false;
  }

  join(room: string): void {
    this.rooms.set(room, (this.rooms.get(room) ?? new Set()).add(this.id));
  }

  leave(room: string): void {
    this.rooms.get(room)?.delete(this.id);
  }
}

class Ground {
  readonly rooms = new Map<string, Set<string>>();
  readonly sockets = new Map<string, FakeSocket>();
  readonly tokens: SocketTokens;
  changes: () => Promise<SessionChange[]> = async () => [];
  readonly asks: { since: string | undefined; waitedMs: number }[] = [];
  readonly used: string[] = [];
  readonly runOut = new Set<string>();
  readonly facts = factsOf(undefined as never);

  constructor() {
    const sessions = {
      changedSince: async (since: string | undefined, waitedMs: number) => {
        this.asks.push({ since, waitedMs });
        const changes = await this.changes();
        return { now: `look ${this.asks.length}`, changes };
      },
      noteUse: (sessionId: string) => void this.used.push(sessionId),
      isActive: async (sessionId: string) => !this.runOut.has(sessionId),
    };
    const log = { warn() {} } as unknown as Log;
    const accounts = { listClosed: async () => [] } as unknown as Accounts;
    const clock = new Clock();
    this.tokens = new SocketTokens(
      sessions as unknown as SessionsService,
      accounts,
      log,
      clock,
      this.facts,
      new Metrics(),
    );
    const namespace = { adapter: { rooms: this.rooms }, sockets: this.sockets };
    this.tokens.attach(namespace as unknown as ChatNamespace);
  }

  endSessions(sessionIds: readonly string[]): void {
    this.facts.tell('sessions.ended', { userId: 'ann', sessionIds, why: 'ended' });
  }

  connect(tokenEndsInMs: number | undefined, sessionId?: string): FakeSocket {
    const endsAt = tokenEndsInMs === undefined ? undefined : Date.now() + tokenEndsInMs;
    const socket = new FakeSocket(`socket ${this.sockets.size}`, this.rooms, endsAt, sessionId);
    this.sockets.set(socket.id, socket);
    this.tokens.watch(socket as unknown as ChatSocket);
    return socket;
  }
}

const MINUTE_MS = 60_000;
const START = Date.parse('2027-01-01T00:00:00.000Z');
const at = (ms: number) => new Date(START + ms).toISOString();

let ground: Ground;
beforeEach(() => {
  vi.useFakeTimers({ now: START });
  ground = new Ground();
});
afterEach(() => {
  ground.tokens.onModuleDestroy();
  vi.useRealTimers();
});

describe('the token of a socket', () => {
  test('is announced as ending a minute before, once', async () => {
    const socket = ground.connect(15 * MINUTE_MS);
    await vi.advanceTimersByTimeAsync(14 * MINUTE_MS - 1_000);
    expect(socket.heard).toEqual([]);
    await vi.advanceTimersByTimeAsync(30_000);
    expect(socket.heard).toEqual([`auth:expiring ${at(15 * MINUTE_MS)}`]);
  });

  test('with less than a minute left is announced at once', () => {
    expect(ground.connect(MINUTE_MS - 1).heard).toEqual([`auth:expiring ${at(MINUTE_MS - 1)}`]);
    expect(ground.connect(MINUTE_MS + 1).heard).toEqual([]);
  });

  test('may have ended for thirty seconds, then the socket is told and cut', async () => {
    const socket = ground.connect(1_000);
    await vi.advanceTimersByTimeAsync(1_000 + TIMES.tokenGraceMs - 1_000);
    expect(socket.connected).toBe(true);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(socket.heard.at(-1)).toBe('error Your access token has expired');
    expect(socket.connected).toBe(false);
  });

  test('that has ended cuts nobody who is in a call, until the call is over', async () => {
    let inCall = true;
    ground.tokens.spareDuringCalls(() => inCall);
    const socket = ground.connect(1_000);
    await vi.advanceTimersByTimeAsync(10 * MINUTE_MS);
    expect(socket.connected).toBe(true);
    inCall = false;
    await vi.advanceTimersByTimeAsync(1_000);
    expect(socket.connected).toBe(false);
  });

  test('that came as a cookie is not watched: the socket lives with its session', async () => {
    const socket = ground.connect(undefined);
    await vi.advanceTimersByTimeAsync(60 * MINUTE_MS);
    expect(socket).toMatchObject({ connected: true, heard: [] });
  });
});

describe('a renewal', () => {
  test('starts the time anew, with an announcement of its own', async () => {
    const socket = ground.connect(30_000);
    const { identity } = socket.data;
    ground.tokens.renew(socket as unknown as ChatSocket, identity, START + 5 * MINUTE_MS);
    await vi.advanceTimersByTimeAsync(2 * MINUTE_MS);
    expect(socket.connected).toBe(true);
    await vi.advanceTimersByTimeAsync(2 * MINUTE_MS);
    expect(socket.heard).toEqual([`auth:expiring ${at(30_000)}`, `auth:expiring ${at(5 * MINUTE_MS)}`]);
  });

  test('by a token of another session binds the socket to that one', () => {
    const socket = ground.connect(MINUTE_MS, 'old');
    const identity: Identity = { ...socket.data.identity, sessionId: 'new' };
    ground.tokens.renew(socket as unknown as ChatSocket, identity, START + 5 * MINUTE_MS);
    ground.endSessions(['old']);
    expect(socket.connected).toBe(true);
    ground.endSessions(['new']);
    expect(socket.connected).toBe(false);
  });
});

describe('the session of a socket', () => {
  test('that ends here takes its sockets with it at once, and no others', () => {
    const [one, two, other] = [
      ground.connect(undefined),
      ground.connect(5_000),
      ground.connect(5_000, 'other'),
    ];
    ground.endSessions(['session']);
    expect([one.connected, two.connected, other.connected]).toEqual([false, false, true]);
    expect(one.heard).toEqual(['error Your session has ended, please sign in again']);
  });

  test('that ended on another node takes them with it within a second or so', async () => {
    const socket = ground.connect(undefined);
    ground.changes = async () => [{ id: 'session', endedAt: at(0), accessExpiresAt: at(MINUTE_MS) }];
    await vi.advanceTimersByTimeAsync(1_000);
    expect(socket.connected).toBe(false);
  });

  test('that was refreshed anywhere re-arms them', async () => {
    const socket = ground.connect(5_000);
    ground.changes = async () => [{ id: 'session', endedAt: null, accessExpiresAt: at(15 * MINUTE_MS) }];
    await vi.advanceTimersByTimeAsync(10 * MINUTE_MS);
    expect(socket.connected).toBe(true);
  });

  test('that ran out because nobody refreshed it takes those of its sockets that came with a cookie', async () => {
    const [cookie, bearer] = [ground.connect(undefined), ground.connect(60 * MINUTE_MS)];
    ground.runOut.add('session');
    await vi.advanceTimersByTimeAsync(2 * MINUTE_MS);
    expect([cookie.connected, bearer.connected]).toEqual([false, true]);
  });

  test('an older token of it shortens nothing', async () => {
    const socket = ground.connect(15 * MINUTE_MS);
    ground.changes = async () => [{ id: 'session', endedAt: null, accessExpiresAt: at(MINUTE_MS) }];
    await vi.advanceTimersByTimeAsync(5 * MINUTE_MS);
    expect(socket).toMatchObject({ connected: true, heard: [] });
  });
});

describe('what other nodes did', () => {
  test("is asked for from where the last look ended, by the database's clock and not by ours", async () => {
    ground.connect(undefined);
    await vi.advanceTimersByTimeAsync(3_000);
    expect(ground.asks.map(({ since }) => since)).toEqual([undefined, 'look 1', 'look 2']);
    vi.setSystemTime(START + 60 * MINUTE_MS); // somebody sets the clock of this node
    await vi.advanceTimersByTimeAsync(1_000);
    expect(ground.asks.at(-1)?.since).toBe('look 3');
  });

  test('before the first look that succeeds is looked for too', async () => {
    ground.changes = () => Promise.reject(new Error('away'));
    ground.connect(undefined);
    await vi.advanceTimersByTimeAsync(30_000);
    expect(ground.asks.at(-1)?.since).toBeUndefined();
    expect(ground.asks.at(-1)?.waitedMs).toBeGreaterThanOrEqual(29_000);
  });
});

describe('the use of a session', () => {
  test('is noted with what its socket sends, and for as long as its person is in a call', async () => {
    let inCall = true;
    ground.tokens.spareDuringCalls(() => inCall);
    ground.connect(undefined);
    expect(ground.used).toEqual(['session']);
    await vi.advanceTimersByTimeAsync(MINUTE_MS);
    expect(ground.used).toEqual(['session', 'session']);
    inCall = false;
    await vi.advanceTimersByTimeAsync(10 * MINUTE_MS);
    expect(ground.used).toHaveLength(2);
  });
});

describe('while the database is away', () => {
  test('expired tokens are cut all the same, and what changed meanwhile is asked for afterwards', async () => {
    ground.changes = () => Promise.reject(new Error('away'));
    const socket = ground.connect(1_000);
    const other = ground.connect(undefined, 'other');
    await vi.advanceTimersByTimeAsync(32_000);
    expect(socket.connected).toBe(false);
    ground.changes = async () => [{ id: 'other', endedAt: at(0), accessExpiresAt: at(0) }];
    await vi.advanceTimersByTimeAsync(1_000);
    expect(other.connected).toBe(false);
  });

  test('and does not even answer, tokens are cut on time and no questions pile up', async () => {
    ground.changes = () => new Promise(() => {});
    const socket = ground.connect(1_000);
    await vi.advanceTimersByTimeAsync(32_000);
    expect(socket.connected).toBe(false);
    expect(ground.asks).toHaveLength(1);
  });
});
