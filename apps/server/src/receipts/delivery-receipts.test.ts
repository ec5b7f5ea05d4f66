import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Missed } from '../realtime/broadcast.ts';
import { DeliveryReceipts } from './delivery-receipts.ts';
import type { Step } from './delivery-steps.repository.ts';
import type { Horizon } from './horizons.ts';

let receipts: DeliveryReceipts;
/** What was written together, each as `conversation up to seq`. */
let written: string[][];
let told: string[];
let complaints: string[];
let isAway: boolean;
let tellMissed: (missed: Missed) => Promise<void>;

const step = (conversationId: string, upToSeq: number): Step => ({
  senderId: 'ada',
  told: { conversationId, userId: 'ben', upToSeq, deliveredAt: '2026-01-14T09:00:00.000Z' },
});
const tell = (senderId: string, _: string, { conversationId, upToSeq }: Step['told']) =>
  void told.push(`${senderId}: ${conversationId} ${upToSeq}`);
const say = (conversationId: string, upToSeq: number) =>
  receipts.mark({ conversationId, userId: 'ben', upToSeq });

beforeEach(() => {
  vi.useFakeTimers();
  [written, told, complaints, isAway] = [[], [], [], false];
  receipts = new DeliveryReceipts(
    {
      advance: async (horizons: readonly Horizon[]) => {
        if (isAway) throw new Error('the database is away');
        written.push(horizons.map(({ conversationId, upToSeq }) => `${conversationId} ${upToSeq}`));
        return horizons.map(({ conversationId, upToSeq }) => step(conversationId, upToSeq));
      },
      listLately: async (people: readonly string[]) => people.map((person) => step(`of ${person}`, 1)),
    } as never,
    {
      toInbox: tell,
      toInboxHere: tell,
      onMissed: (hook: typeof tellMissed) => {
        tellMissed = hook;
        return () => {};
      },
    } as never,
    { hear: () => () => {} } as never,
    { warn: (_: object, what: string) => complaints.push(what) } as never,
  );
  receipts.onModuleInit();
});
afterEach(() => vi.useRealTimers());

describe('what devices say has reached them', () => {
  it('within half a second is written in one go, of each conversation the farthest, and then told', async () => {
    say('one', 1);
    await vi.advanceTimersByTimeAsync(300);
    say('one', 4);
    say('two', 2);
    await vi.advanceTimersByTimeAsync(199);
    expect(written).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(written).toEqual([['one 4', 'two 2']]);
    expect(told).toEqual(['ada: one 4', 'ada: two 2']);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(written).toHaveLength(1);
  });

  it('is held while the database is away, with what is said meanwhile, and written when it is back', async () => {
    isAway = true;
    say('one', 1);
    await vi.advanceTimersByTimeAsync(600);
    say('one', 2);
    await vi.advanceTimersByTimeAsync(4_000);
    expect([complaints, told]).toEqual([['cannot note what was delivered'], []]);
    isAway = false;
    await vi.advanceTimersByTimeAsync(1_000);
    expect(written).toEqual([['one 2']]);
  });

  it('is still written when the server stops, and given up where that cannot be', async () => {
    say('one', 1);
    await receipts.onModuleDestroy();
    expect(written).toEqual([['one 1']]);
    isAway = true;
    say('two', 1);
    await receipts.onModuleDestroy();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(complaints).toHaveLength(1);
  });

  it('is told again to those who may have missed it, some people at a time', async () => {
    const people = Array.from({ length: 250 }, (_, index) => `p${index}`);
    await tellMissed({ people, sinceMs: 1_000, conversationIds: [] });
    expect(told).toHaveLength(250);
    expect(told.at(-1)).toBe('ada: of p249 1');
  });
});
