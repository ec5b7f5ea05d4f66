import { setTimeout as sleep } from 'node:timers/promises';
import type { Running } from '../arena.ts';
import { inLots, join } from '../guests.ts';
import { type BenchPair, tokenOf } from '../people.ts';
import { WireSocket } from '../wire-socket.ts';
import { type Cost, startCounting } from './compare.ts';

export interface Storm extends Cost {
  /** Until the last one was in its room again, in milliseconds. */
  readonly ms: number;
}

export interface Idle extends Cost {
  /** Bytes per socket: of the process, and in use in its heaps. */
  readonly rss: number;
  readonly inUse: number;
}

/** All are in their rooms, are cut off at once, and come back at once; what it costs for each of them. */
export async function measureStorm(running: Running, pairs: readonly BenchPair[]): Promise<Storm> {
  const guests = pairs.flatMap(({ conversationId, patient, consultant }) =>
    [patient, consultant].map((person) => ({ conversationId, person })),
  );
  const tokens = await Promise.all(guests.map(({ person }) => tokenOf(person)));
  const withTokens = guests.map((guest, index) => ({ ...guest, token: tokens[index] as string }));
  const enter = async ({ person, conversationId, token }: (typeof withTokens)[number]) => {
    const socket = await WireSocket.connect(running.url, token);
    const entered = socket.next('joined_conversation');
    socket.emit('join_conversation', { conversationId, userId: person.id, userType: person.role });
    await entered;
    return socket;
  };
  const first = await inLots(withTokens, enter);
  await sleep(2_000);
  for (const socket of first) socket.close();
  await sleep(3_000);
  const count = startCounting(running);
  const startedAt = performance.now();
  const sockets = await Promise.all(withTokens.map(enter));
  const ms = performance.now() - startedAt;
  const cost = count(guests.length);
  for (const socket of sockets) socket.close();
  return { ...cost, ms };
}

/** What each of the sockets beyond the first few hundred costs while nobody does anything: memory, and CPU for a minute. */
export async function measureIdle(
  running: Running,
  pairs: readonly BenchPair[],
  { from, to, seconds }: { from: number; to: number; seconds: number },
): Promise<Idle> {
  const guests = pairs
    .flatMap(({ conversationId, patient, consultant }) =>
      [patient, consultant].map((person) => ({ conversationId, person })),
    )
    .slice(0, to);
  const enter = (some: typeof guests) =>
    inLots(some, ({ person, conversationId }) => join(running.url, person, conversationId));
  const few = await enter(guests.slice(0, from));
  await sleep(3_000);
  const before = await running.memory();
  const many = await enter(guests.slice(from));
  await sleep(3_000);
  const after = await running.memory();
  const count = startCounting(running);
  await sleep(seconds * 1_000);
  const cost = count((to * seconds) / 60);
  for (const socket of [...few, ...many]) socket.close();
  return {
    ...cost,
    rss: (after.rss - before.rss) / (to - from),
    inUse: (after.inUse - before.inUse) / (to - from),
  };
}
