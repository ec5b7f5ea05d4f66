import { expect, test } from 'vitest';
import { takeBatch } from './message-batch.ts';

const KB = 1024;
const waitingOf = (count: number, bytes: number) => Array.from({ length: count }, (_, n) => ({ n, bytes }));
const sizes = (waiting: { n: number; bytes: number }[]) => {
  const batches: number[] = [];
  while (waiting.length > 0) batches.push(takeBatch(waiting).length);
  return batches;
};

test('ordinary messages go by two hundred', () => {
  expect(sizes(waitingOf(450, 100))).toEqual([200, 200, 50]);
});

test('of the longest messages only a few go together, so that a batch is soon stored', () => {
  expect(sizes(waitingOf(15, 40_000))).toEqual([6, 6, 3]);
});

test('one that is larger than a batch goes alone, and those behind it in their order', () => {
  const waiting = [{ n: 0, bytes: 300 * KB }, ...waitingOf(2, 1)];
  expect(takeBatch(waiting)).toEqual([{ n: 0, bytes: 300 * KB }]);
  expect(takeBatch(waiting).map(({ n }) => n)).toEqual([0, 1]);
  expect(takeBatch(waiting)).toEqual([]);
});
