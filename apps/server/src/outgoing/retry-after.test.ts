import { expect, it } from 'vitest';
import { wishedPauseMs } from './retry-after.ts';

const NOON = 'Wed, 14 Jan 2026 12:00:00 GMT';
const now = Date.parse(NOON);
const DAY_MS = 24 * 3_600_000;

const wish = (retryAfter: string | undefined, status = 503, date: string | undefined = undefined) =>
  wishedPauseMs({ status, retryAfter, date }, now);

it.each([429, 503])('is what a receiver says with status %i, in seconds or as a date', (status) => {
  expect(wish('120', status)).toBe(120_000);
  expect(wish(' 0 ', status)).toBe(0);
  expect(wish('Wed, 14 Jan 2026 12:02:00 GMT', status)).toBe(120_000);
});

it.each([400, 404, 410, 500, 502])('is not heard with status %i', (status) => {
  expect(wish('120', status)).toBe(0);
});

it('goes by the clock of the receiver where it says what that shows', () => {
  expect(wish('Wed, 14 Jan 2026 12:02:00 GMT', 503, 'Wed, 14 Jan 2026 12:01:30 GMT')).toBe(30_000);
  expect(wish('Wed, 14 Jan 2026 12:02:00 GMT', 503, 'teatime')).toBe(120_000);
});

it('is a day at most, and never in the past', () => {
  expect(wish('86401')).toBe(DAY_MS);
  expect(wish('9'.repeat(400))).toBe(DAY_MS);
  expect(wish('Fri, 14 Jan 2028 12:00:00 GMT')).toBe(DAY_MS);
  expect(wish('Wed, 14 Jan 2026 11:00:00 GMT')).toBe(0);
});

it.each([undefined, '', 'soon', '-5', '1e3', '12.5.7', 'NaN'])('is nothing where it says %j', (said) => {
  expect(wish(said)).toBe(0);
});
