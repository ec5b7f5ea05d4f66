import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { factsOf } from '../facts/testing/facts-of.ts';
import type { LastSeen } from '../people/last-seen.ts';
import type { ChatNamespace } from './chat-socket.ts';
import { Presence, type PresenceChange } from './presence.ts';
import { personRoom } from './rooms.ts';

const SEEN_AT = '2027-01-01T00:00:00.000Z';

/** Rooms as Socket.IO keeps them, and a database that answers when it is told to. */
class Ground {
  readonly changes: PresenceChange[] = [];
  readonly rooms = new Map<string, Set<string>>();
  readonly facts = factsOf(undefined as never);
  readonly presence: Presence;
  noteLastSeen = async (): Promise<string | null> => SEEN_AT;

  constructor() {
    const lastSeen = { note: () => this.noteLastSeen() } as unknown as LastSeen;
    this.presence = new Presence(lastSeen, this.facts);
    const namespace = { adapter: { rooms: this.rooms }, sockets: new Map([['phone', {}]]) };
    this.presence.attach(namespace as unknown as ChatNamespace);
    this.facts.hear('presence.changed', (change) => this.changes.push(change));
  }

  come(socketId: string): void {
    const room = this.rooms.get(personRoom('ann')) ?? new Set();
    this.rooms.set(personRoom('ann'), room.add(socketId));
    this.presence.arrived('ann');
  }

  go(socketId: string): Promise<void> {
    this.rooms.get(personRoom('ann'))?.delete(socketId);
    return this.presence.left('ann');
  }
}

const ONLINE = { userId: 'ann', online: true, lastSeenAt: null };
const OFFLINE = { userId: 'ann', online: false, lastSeenAt: SEEN_AT };
/** How long a person may be away unnoticed. */
const RELOAD_MS = 1_000;

let ground: Ground;
beforeEach(() => {
  vi.useFakeTimers();
  ground = new Ground();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('who comes and goes', () => {
  test('is told with the first device and some time after the last', async () => {
    ground.come('phone');
    ground.come('laptop');
    await ground.go('phone');
    await vi.advanceTimersByTimeAsync(RELOAD_MS);
    expect(ground.changes).toEqual([ONLINE]);
    await ground.go('laptop');
    expect(ground.changes).toEqual([ONLINE]);
    await vi.advanceTimersByTimeAsync(RELOAD_MS);
    expect(ground.changes).toEqual([ONLINE, OFFLINE]);
  });

  test('a page that is loaded anew is told to nobody', async () => {
    ground.come('phone');
    await ground.go('phone');
    await vi.advanceTimersByTimeAsync(RELOAD_MS - 1);
    ground.come('phone again');
    await vi.advanceTimersByTimeAsync(60_000);
    expect(ground.changes).toEqual([ONLINE]);
  });

  test('one who is back before the database has noted the going has not gone', async () => {
    let noted: (at: string) => void = () => {};
    ground.noteLastSeen = () =>
      new Promise((resolve) => {
        noted = resolve;
      });
    ground.come('phone');
    const going = ground.go('phone');
    ground.come('phone again');
    noted(SEEN_AT);
    await going;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(ground.changes.filter(({ online }) => !online)).toEqual([]);
  });

  test('two devices that go at the same moment are one going', async () => {
    ground.come('phone');
    ground.come('laptop');
    await Promise.all([ground.go('phone'), ground.go('laptop')]);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(ground.changes).toEqual([ONLINE, OFFLINE]);
  });

  test('the going is told though the database cannot note it', async () => {
    ground.noteLastSeen = () => Promise.reject(new Error('away'));
    ground.come('phone');
    await ground.go('phone').catch(() => {});
    await vi.advanceTimersByTimeAsync(60_000);
    expect(ground.changes).toEqual([ONLINE, { ...OFFLINE, lastSeenAt: null }]);
  });

  test('a listener that was removed hears nothing', () => {
    const heard: PresenceChange[] = [];
    const stop = ground.facts.hear('presence.changed', (change) => heard.push(change));
    stop();
    ground.come('phone');
    expect(heard).toEqual([]);
  });
});

describe('someone whose page is being loaded anew', () => {
  beforeEach(async () => {
    ground.come('phone');
    await ground.go('phone');
    ground.changes.length = 0;
  });

  test('still counts as here for a moment, not as someone with a socket', async () => {
    expect(await ground.presence.whoIsOnline(['ann'])).toEqual(new Set(['ann']));
    expect(await ground.presence.isOnline('ann')).toBe(false);
    ground.come('phone again');
    expect(ground.changes).toEqual([]);
  });

  test('and was shown as not here meanwhile is told of when it is back', async () => {
    await vi.advanceTimersByTimeAsync(RELOAD_MS - 1);
    expect(await ground.presence.whoIsOnline(['ann'])).toEqual(new Set());
    ground.come('phone again');
    expect(ground.changes).toEqual([ONLINE]);
  });
});

describe('someone on another node', () => {
  let occupied: string[];
  let isComplete: boolean;
  let gone: () => void;
  let back: () => void;
  let relay: (online: boolean) => void;
  let ask: (rooms: readonly string[]) => void;
  let areReachable: boolean;

  beforeEach(() => {
    occupied = [personRoom('bob')];
    isComplete = true;
    areReachable = true;
    ground.presence.attach(
      { adapter: { rooms: ground.rooms }, sockets: new Map() } as unknown as ChatNamespace,
      {
        get areReachable() {
          return areReachable;
        },
        occupied: async () => new Set(occupied),
        occupation: async () => ({ occupied: new Set(occupied), isComplete }),
        onGone: (listener) => {
          gone = listener;
        },
        onBack: (listener) => {
          back = () => listener(0);
        },
        onRelayed: (listener) => {
          relay = (online) =>
            listener({ rooms: [], except: [], event: 'presence', payload: { userId: 'bob', online } });
        },
        onAsked: (listener) => {
          ask = listener;
        },
      },
    );
  });

  const BOB_GONE = { userId: 'bob', online: false, lastSeenAt: SEEN_AT };

  test.each([
    ['was told of', async () => relay(true)],
    ['was only read of in an inbox', async () => void (await ground.presence.whoIsOnline(['bob']))],
  ])('who %s and comes to no other when that node goes is gone', async (_, show) => {
    await show();
    occupied = [];
    gone();
    await vi.advanceTimersByTimeAsync(3_000);
    expect(ground.changes).toEqual([BOB_GONE]);
    gone();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(ground.changes).toHaveLength(1);
  });

  test('who has come to a third one meanwhile, or whose node said the going itself, is not told of', async () => {
    relay(true);
    gone();
    await vi.advanceTimersByTimeAsync(60_000);
    relay(false);
    occupied = [];
    gone();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(ground.changes).toEqual([]);
  });

  test('is not taken for gone only because a third node has not answered', async () => {
    relay(true);
    isComplete = false;
    occupied = [];
    gone();
    await vi.advanceTimersByTimeAsync(3_000);
    expect(ground.changes).toEqual([]);
    isComplete = true;
    await vi.advanceTimersByTimeAsync(1_000);
    expect(ground.changes).toEqual([BOB_GONE]);
  });

  test('and went while the nodes did not hear each other is told of when they do', async () => {
    relay(true);
    occupied = [];
    back();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(ground.changes).toEqual([BOB_GONE]);
  });

  test('who came here while the nodes did not hear each other is told of again when they do', async () => {
    areReachable = false;
    ground.come('phone');
    areReachable = true;
    back();
    await vi.advanceTimersByTimeAsync(0);
    expect(ground.changes).toEqual([ONLINE, ONLINE]);
  });

  test('asked for here in the middle of a reload is told of when it is back', async () => {
    ground.come('phone');
    await ground.go('phone');
    ask([personRoom('ann')]);
    ground.come('phone again');
    expect(ground.changes).toEqual([ONLINE, ONLINE]);
  });
});

test('who is online is read from the rooms', async () => {
  ground.come('phone');
  expect(await ground.presence.whoIsOnline(['ann', 'bob'])).toEqual(new Set(['ann']));
  await ground.go('phone');
  expect(await ground.presence.isOnline('ann')).toBe(false);
});

test('whether one socket stands is asked of the namespace', async () => {
  expect(await ground.presence.isConnected('phone')).toBe(true);
  expect(await ground.presence.isConnected('laptop')).toBe(false);
});

test('the end of the server leaves no timer behind', async () => {
  ground.come('phone');
  await ground.go('phone');
  ground.presence.onModuleDestroy();
  expect(vi.getTimerCount()).toBe(0);
});
