import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Presence } from '../realtime/presence.ts';
import type { Departure, SocketLifecycle } from '../realtime/socket-lifecycle.ts';
import { Reachability } from './reachability.ts';
import { ADA, BEN } from './rules/testing/call-fixtures.ts';

let online: (userId: string) => Promise<boolean>;
let justLeft: boolean;
let depart: (departure: Departure) => void;
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
  reachability = new Reachability(
    presence as unknown as Presence,
    { onDeparted } as unknown as SocketLifecycle,
  );
  reachability.onModuleInit();
});
afterEach(() => vi.useRealTimers());

const leave = (userId: string, deliberate: boolean) =>
  depart({ identity: { userId }, deliberate } as unknown as Departure);

test('who is online can be rung, who is not cannot', async () => {
  online = async (userId) => userId === ADA;
  expect([await reachability.canRing(ADA), await reachability.canRing(BEN)]).toEqual([true, false]);
});

test('who lost the connection a moment ago can be rung, who said goodbye cannot', async () => {
  justLeft = true;
  leave(ADA, false);
  leave(BEN, true);
  expect([await reachability.canRing(ADA), await reachability.canRing(BEN)]).toEqual([true, false]);
});

test('a goodbye counts until the next connection is lost, and not for ever', async () => {
  justLeft = true;
  leave(ADA, true);
  leave(ADA, false);
  leave(BEN, true);
  expect(await reachability.canRing(ADA)).toBe(true);
  vi.advanceTimersByTime(10_001);
  expect(await reachability.canRing(BEN)).toBe(true);
});
