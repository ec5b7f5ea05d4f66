import { beforeEach, describe, expect, test, vi } from 'vitest';
import { MessageOrder } from './message-order.ts';

let told: string[];
let isReachable: boolean;
let order: MessageOrder;

beforeEach(() => {
  vi.useFakeTimers();
  told = [];
  isReachable = true;
  order = new MessageOrder(() => isReachable);
});

const pass = (...seqs: number[]) => {
  for (const seq of seqs) order.pass('a', seq, () => told.push(`a${seq}`));
};

describe('messages of one conversation', () => {
  test('pass at once when they come in order from the first on', () => {
    pass(1, 2, 3);
    expect(told).toEqual(['a1', 'a2', 'a3']);
  });

  test('that are the first this node hears of wait a moment for an earlier one', () => {
    pass(8);
    expect(told).toEqual([]);
    pass(7, 9);
    vi.advanceTimersByTime(50);
    expect(told).toEqual(['a7', 'a8', 'a9']);
    pass(10);
    expect(told).toEqual(['a7', 'a8', 'a9', 'a10']);
  });

  test('that come the other way round from two nodes at the very beginning are told in order', () => {
    pass(2, 3, 1);
    expect(told).toEqual(['a1', 'a2', 'a3']);
  });

  test('wait for an earlier one that comes a little later', () => {
    pass(1, 3, 4, 2, 5);
    expect(told).toEqual(['a1', 'a2', 'a3', 'a4', 'a5']);
  });

  test('pass over one that does not come in time, and tell it late when it does', () => {
    pass(1, 3, 5);
    vi.advanceTimersByTime(249);
    expect(told).toEqual(['a1']);
    vi.advanceTimersByTime(1);
    expect(told).toEqual(['a1', 'a3', 'a5']);
    pass(2, 6);
    expect(told).toEqual(['a1', 'a3', 'a5', 'a2', 'a6']);
  });

  test('do not wait while the other nodes are out of reach', () => {
    pass(1);
    isReachable = false;
    pass(5, 6);
    expect(told).toEqual(['a1', 'a5', 'a6']);
  });

  test('do not hold up those of another', () => {
    pass(1, 3);
    order.pass('b', 1, () => told.push('b1'));
    expect(told).toEqual(['a1', 'b1']);
  });
});
