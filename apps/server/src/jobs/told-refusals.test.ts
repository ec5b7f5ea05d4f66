import { expect, test } from 'vitest';
import { ToldRefusals } from './told-refusals.ts';

const MINUTE_MS = 60_000;

test('each fault of each kind is told once', () => {
  const told = new ToldRefusals();
  expect(told.isNews('mail', 'ESOCKET', 0)).toBe(true);
  expect(told.isNews('mail', 'ESOCKET', 60 * MINUTE_MS)).toBe(false);
  expect(told.isNews('mail', 'status 451', 0)).toBe(true);
  expect(told.isNews('push', 'ESOCKET', 0)).toBe(true);
});

test('what went well in between is told again, but not all the time', () => {
  const told = new ToldRefusals();
  told.isNews('mail', 'ESOCKET', 0);
  told.wentWell('push');
  expect(told.isNews('mail', 'ESOCKET', 20 * MINUTE_MS)).toBe(false);
  told.wentWell('mail');
  expect(told.isNews('mail', 'ESOCKET', 9 * MINUTE_MS)).toBe(false);
  expect(told.isNews('mail', 'ESOCKET', 10 * MINUTE_MS)).toBe(true);
  expect(told.isNews('mail', 'ESOCKET', 30 * MINUTE_MS)).toBe(false);
});
