import { expect, test } from 'vitest';
import { nextTryAt } from './backoff.ts';

const NOW = Date.parse('2090-03-01T10:00:00Z');

test('a job is tried eight times within two hours, each time later, then it is given up', () => {
  let now = NOW;
  const pauses: number[] = [];
  for (let failures = 1; ; failures += 1) {
    const next = nextTryAt(failures, now, { dice: 0 });
    if (next === undefined) break;
    pauses.push((next - now) / 1_000);
    now = next;
  }
  expect(pauses).toEqual([1, 10, 60, 300, 900, 1_800, 3_600]);
});

test('what failed together is spread out, and nobody asks before they were told to', () => {
  expect(nextTryAt(2, NOW, { dice: 1 })).toBe(NOW + 12_000);
  expect(nextTryAt(1, NOW, { notBefore: NOW + 90_000 })).toBe(NOW + 90_000);
  expect(nextTryAt(4, NOW, { notBefore: NOW + 90_000, dice: 0 })).toBe(NOW + 300_000);
});
