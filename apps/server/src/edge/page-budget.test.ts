import { LIMITS } from '@jiggy-care/protocol';
import { expect, test } from 'vitest';
import { countWithinBudget } from './page-budget.ts';

const items = (count: number, bytes: number) => Array.from({ length: count }, () => bytes);

test('an ordinary page is whole, however long its texts are', () => {
  expect(countWithinBudget(items(LIMITS.pageDefault, 40_000))).toBe(LIMITS.pageDefault);
  expect(countWithinBudget([])).toBe(0);
});

test('a large page of short texts is whole', () => {
  expect(countWithinBudget(items(LIMITS.pageMax, 200))).toBe(LIMITS.pageMax);
});

test('a large page of long texts ends where the budget does', () => {
  expect(countWithinBudget(items(LIMITS.pageMax, 40_000))).toBe(LIMITS.pageDefault);
  expect(countWithinBudget(items(LIMITS.pageMax, 10_000))).toBe(Math.floor(LIMITS.pageBytes / 10_000));
});
