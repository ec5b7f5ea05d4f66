import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { ChatNamespace } from './chat-socket.ts';
import type { PresenceRepository } from './presence.repository.ts';
import { Presence, type PresenceChange } from './presence.ts';
import { personRoom } from './rooms.ts';

const SEEN_AT = '2027-01-01T00:00:00.000Z';

/** Rooms as Socket.IO keeps them, and a database that answers when it is told to. */
class Ground {
  readonly changes: PresenceChange[] = [];
  readonly rooms = new Map<string, Set<string>>();
  readonly presence: Presence;
  sawJustNow = async (): Promise<string | null> => SEEN_AT;

  constructor() {
    const repository = { sawJustNow: () => this.sawJustNow() } as unknown as PresenceRepository;
    this.presence = new Presence(repository);
    const namespace = { adapter: { rooms: this.rooms }, sockets: new Map([['phone', {}]]) };
    this.presence.attach(namespace as unknown as ChatNamespace);
    this.presence.onChanged((change) => this.changes.push(change));
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
    ground.sawJustNow = () =>
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
    ground.sawJustNow = () => Promise.reject(new Error('away'));
    ground.come('phone');
    await ground.go('phone').catch(() => {});
    await vi.advanceTimersByTimeAsync(60_000);
    expect(ground.changes).toEqual([ONLINE, { ...OFFLINE, lastSeenAt: null }]);
  });

  test('a listener that was removed hears nothing', () => {
    const heard: PresenceChange[] = [];
    const stop = ground.presence.onChanged((change) => heard.push(change));
    stop();
    ground.come('phone');
    expect(heard).toEqual([]);
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
