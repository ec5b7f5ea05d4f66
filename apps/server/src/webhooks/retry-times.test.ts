import { expect, it } from 'vitest';
import { MAX_WAIT_MS, nextTryAt } from './retry-times.ts';

it('comes later each time, for a day and a half, and then never', () => {
  const tries: number[] = [];
  for (let now = 0, failures = 1; ; failures += 1) {
    const next = nextTryAt(failures, 0, now);
    if (next === undefined) break;
    tries.push((next - now) / 1_000);
    now = next + 10_000; // an answer that is too late
  }
  expect(tries).toEqual([5, 30, 300, 1_800, 7_200, 28_800, 86_400]);
});

it('is never later than what may still be waited for', () => {
  expect(nextTryAt(1, 0, MAX_WAIT_MS - 5_000)).toBe(MAX_WAIT_MS);
  expect(nextTryAt(1, 0, MAX_WAIT_MS - 4_999)).toBeUndefined();
});

it('waits longer where the receiver wishes it, never shorter', () => {
  expect(nextTryAt(1, 0, 0, 60_000)).toBe(60_000);
  expect(nextTryAt(3, 0, 0, 60_000)).toBe(300_000);
});

it('is tried once more before it is given up, however long the receiver wishes to wait', () => {
  expect(nextTryAt(1, 0, MAX_WAIT_MS - 3_600_000, 24 * 3_600_000)).toBe(MAX_WAIT_MS);
  expect(nextTryAt(2, 0, MAX_WAIT_MS, 24 * 3_600_000)).toBeUndefined();
});
