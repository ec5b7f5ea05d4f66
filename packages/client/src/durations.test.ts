import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readValidityMs, readWaitMs, timerMs } from './durations.ts';

const odd = [-5, 0, 0.5, 3_600_000, 2_592_000_000, 1e300, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];

test('whatever wait is named, it is between nothing and a minute', () => {
  expect(odd.map((ms) => readWaitMs(ms))).toEqual([0, 0, 0.5, 60_000, 60_000, 60_000, 60_000, 0]);
  for (const none of [Number.NaN, '5', null, undefined, {}]) expect(readWaitMs(none)).toBeUndefined();
});

test('however long a credential is said to be good, it is up to a day', () => {
  expect(odd.map((s) => readValidityMs(s))).toEqual([0, 0, 500, 86_400_000, ...Array(3).fill(86_400_000), 0]);
  for (const none of [Number.NaN, '900', null, undefined]) expect(readValidityMs(none)).toBe(0);
});

test('no timer of the machine is given more than it can count', () => {
  fc.assert(
    fc.property(fc.double(), (ms) => {
      expect(timerMs(ms)).toBeLessThanOrEqual(2_147_483_647);
    }),
  );
  expect(timerMs(250)).toBe(250);
});
