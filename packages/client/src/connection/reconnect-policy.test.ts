import fc from 'fast-check';
import { expect, test } from 'vitest';
import { reconnectDelayMs } from './reconnect-policy.ts';

test('the wait lies anywhere below a window that doubles up to half a minute', () => {
  expect([0, 1, 2, 3, 4, 5, 50].map((failures) => reconnectDelayMs(failures, 0.999_99))).toEqual([
    1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000,
  ]);
  fc.assert(
    fc.property(
      fc.nat(1_000),
      fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      (failures, random) => {
        const delayMs = reconnectDelayMs(failures, random);
        expect(delayMs).toBeGreaterThanOrEqual(100);
        expect(delayMs).toBeLessThanOrEqual(30_000);
      },
    ),
  );
});

test('what the server asks for comes on top', () => {
  expect(reconnectDelayMs(0, 0.5, 5_000)).toBe(5_500);
});
