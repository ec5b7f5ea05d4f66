import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Presence } from '../realtime/presence.ts';
import type { Departure, SocketLifecycle } from '../realtime/socket-lifecycle.ts';
import { OtherWays } from './other-ways.ts';
import { Reachability } from './reachability.ts';
import { ADA, BEN } from './rules/testing/call-fixtures.ts';

let online: (userId: string) => Promise<boolean>;
let justLeft: boolean;
let depart: (departure: Departure) => void;
let otherWays: OtherWays;
let reachability: Reachability;

beforeEach(() => {
  vi.useFakeTimers();
  online = async () => false;
  justLeft = false;
  const presence = { isOnline: (userId: string) => online(userId), hasJustLeft: async () => justLeft };
  const onDeparted = (listener: typeof depart) => {
    depart = listener;
    return () => {};
  };
  otherWays = new OtherWays();
  reachability = new Reachability(
    presence as unknown as Presence,
    { onDeparted } as unknown as SocketLifecycle,
    otherWays,
  );
  reachability.onModuleInit();
});
afterEach(() => vi.useRealTimers());

const leave = (userId: string, deliberate: boolean) =>
  depart({ identity: { userId }, deliberate } as unknown as Departure);

test('who is online can be rung, who is not cannot', async () => {
  online = async (userId) => userId === ADA;
  expect([await reachability.of(ADA), await reachability.of(BEN)]).toEqual(['socket', undefined]);
});

test('who lost the connection a moment ago can be rung, who said goodbye cannot', async () => {
  justLeft = true;
  leave(ADA, false);
  leave(BEN, true);
  expect([await reachability.of(ADA), await reachability.of(BEN)]).toEqual(['socket', undefined]);
});

test('a goodbye counts until the next connection is lost, and not for ever', async () => {
  justLeft = true;
  leave(ADA, true);
  leave(ADA, false);
  leave(BEN, true);
  expect(await reachability.of(ADA)).toBe('socket');
  vi.advanceTimersByTime(10_001);
  expect(await reachability.of(BEN)).toBe('socket');
});

test('whoever is not connected is rung in another way, where there is one for them', async () => {
  const remove = otherWays.add(async (userId) => userId === ADA);
  expect([await reachability.of(ADA), await reachability.of(BEN)]).toEqual(['push', undefined]);
  online = async () => true;
  expect([await reachability.of(ADA), await reachability.of(BEN)]).toEqual(['both', 'socket']);
  remove();
  expect(await reachability.of(ADA)).toBe('socket');
});
