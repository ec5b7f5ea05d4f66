import { expect, it } from 'vitest';
import { offsetOf } from './server-clock.ts';

const NOW = Date.parse('2026-11-28T15:00:00Z');

it.each([
  ['Sat, 28 Nov 2026 15:00:00 GMT', 0],
  ['Sat, 28 Nov 2026 15:00:59 GMT', 0],
  ['Sat, 28 Nov 2026 12:00:00 GMT', -3 * 3_600_000],
  ['Sun, 29 Nov 2026 11:00:00 GMT', 20 * 3_600_000],
  ['yesterday', 0],
  [null, 0],
])('a device at 15:00 that hears %s from the server is put right by %i ms', (serverDate, offset) => {
  expect(offsetOf(serverDate, NOW)).toBe(offset);
});
