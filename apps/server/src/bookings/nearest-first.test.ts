import { expect, test } from 'vitest';
import { hereAndNow, mergeNearest, placeOf } from './nearest-first.ts';

const here = Date.UTC(2026, 0, 14, 12);
const at = (minutes: number, id = String(minutes)) => ({
  id,
  scheduledAt: new Date(here + minutes * 60_000).toISOString(),
});

test('what is near comes first, on either side of now', () => {
  const merged = mergeNearest([at(0), at(10), at(90)], [at(-5), at(-20), at(-100)], here, 10);
  expect(merged.map(({ id }) => id)).toEqual(['0', '-5', '10', '-20', '90', '-100']);
  expect(mergeNearest([at(0), at(10)], [at(-5)], here, 2).map(({ id }) => id)).toEqual(['0', '-5']);
});

test('what is as near is in the order of ids', () => {
  expect(mergeNearest([at(5, 'b')], [at(-5, 'a')], here, 2).map(({ id }) => id)).toEqual(['a', 'b']);
});

test('a place is a distance, whichever side it lies on', () => {
  expect(placeOf(at(-3, 'x'), here)).toEqual({ distanceMs: 180_000, id: 'x' });
  expect(placeOf(at(3, 'x'), here)).toEqual({ distanceMs: 180_000, id: 'x' });
});

test('the pages of one minute agree on where now is', () => {
  expect(hereAndNow(here + 59_999)).toBe(here);
  expect(hereAndNow(here + 60_000)).toBe(here + 60_000);
});
