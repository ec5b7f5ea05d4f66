import type { SentMessage } from '@jiggy-care/protocol';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { MessageOrder } from './message-order.ts';

let told: string[];
let isReachable: boolean;
let isDown: boolean;
/** How many messages of each conversation the database has. */
let stored: Record<string, number>;
/** How many messages fit into a page. */
let pageMax: number;
let order: MessageOrder;

const message = (conversationId: string, seq: number) =>
  ({ message: { conversationId, seq } }) as unknown as SentMessage;

beforeEach(() => {
  vi.useFakeTimers();
  told = [];
  isReachable = true;
  isDown = false;
  stored = {};
  pageMax = 200;
  order = new MessageOrder(
    (sent) => told.push(`${sent.message.conversationId}${sent.message.seq}`),
    () => isReachable,
  );
  order.readFrom({
    newest: async (ids) => {
      if (isDown) throw new Error('down');
      return new Map(ids.map((id) => [id, stored[id] ?? 0]));
    },
    after: async (id, seq, limit) => {
      if (isDown) throw new Error('down');
      const count = Math.min(limit, pageMax, Math.max(0, (stored[id] ?? 0) - seq));
      return Array.from({ length: count }, (_, index) => message(id, seq + 1 + index));
    },
  });
});

async function open(id = 'a', newest = 0): Promise<void> {
  stored[id] = newest;
  order.open(id);
  await order.opened(id);
}

/** Messages are stored before they are passed. */
function pass(...seqs: number[]): void {
  stored.a = Math.max(stored.a ?? 0, ...seqs);
  for (const seq of seqs) order.pass(message('a', seq));
}

const range = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => `a${from + index}`);

describe('messages of one conversation', () => {
  test('pass at once when they come in order', async () => {
    await open('a', 7);
    pass(8, 9, 10);
    expect(told).toEqual(['a8', 'a9', 'a10']);
  });

  test('wait for an earlier one that comes a little later', async () => {
    await open();
    pass(1, 3, 4, 2, 5);
    expect(told).toEqual(range(1, 5));
  });

  test('that do not come in time are read, and what comes late is not told twice', async () => {
    await open();
    pass(1, 3, 5);
    await vi.advanceTimersByTimeAsync(249);
    expect(told).toEqual(['a1']);
    await vi.advanceTimersByTimeAsync(1);
    expect(told).toEqual(range(1, 5));
    pass(2, 4, 6);
    expect(told).toEqual(range(1, 6));
  });

  test('are read at once while the other nodes are out of reach', async () => {
    await open();
    isReachable = false;
    pass(1, 5);
    await vi.advanceTimersByTimeAsync(0);
    expect(told).toEqual(range(1, 5));
  });

  test('that come back from a bus that hung, all of them late, change nothing', async () => {
    await open();
    isReachable = false;
    pass(3, 6);
    await vi.advanceTimersByTimeAsync(0);
    isReachable = true;
    pass(1, 2, 4, 5);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(told).toEqual(range(1, 6));
  });

  test('wait for the database where it is away, still in order', async () => {
    await open();
    isDown = true;
    pass(2);
    await vi.advanceTimersByTimeAsync(3_000);
    expect(told).toEqual([]);
    isDown = false;
    await vi.advanceTimersByTimeAsync(1_000);
    expect(told).toEqual(['a1', 'a2']);
  });

  test('stored by others, of which no word has come, are told by a look, many pages of them', async () => {
    await open('a', 3);
    stored.a = 703;
    await order.catchUp();
    expect(told).toEqual(range(4, 703));
    await order.catchUp();
    expect(told).toHaveLength(700);
  });

  test('that fill more pages than their number tells are all read', async () => {
    await open('a', 3);
    pageMax = 2;
    pass(20);
    await vi.advanceTimersByTimeAsync(250);
    expect(told).toEqual(range(4, 20));
  });

  test('that come while the beginning is looked up are held, and none is left out', async () => {
    stored.a = 5;
    order.open('a');
    pass(5, 7);
    expect(told).toEqual([]);
    await order.opened('a');
    expect(told).toEqual(['a5']);
    pass(6);
    expect(told).toEqual(['a5', 'a6', 'a7']);
  });

  test('that were on their way when it was opened are told as long as nothing after them was', async () => {
    await open('a', 5);
    pass(5);
    pass(6);
    pass(4);
    expect(told).toEqual(['a5', 'a6']);
  });

  test('begin with the first that comes where the database does not say where', async () => {
    isDown = true;
    await open('a', 5);
    pass(8);
    await vi.advanceTimersByTimeAsync(250);
    pass(9);
    expect(told).toEqual(['a8', 'a9']);
  });

  test('do not hold up those of another', async () => {
    await open();
    await open('b');
    pass(1, 3);
    order.pass(message('b', 1));
    expect(told).toEqual(['a1', 'b1']);
  });

  test('nobody has open keep nothing', async () => {
    await open();
    pass(1, 3);
    order.close('a');
    await vi.advanceTimersByTimeAsync(1_000);
    expect(told).toEqual(['a1']);
    expect(vi.getTimerCount()).toBe(0);
  });
});
