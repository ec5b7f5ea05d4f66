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
