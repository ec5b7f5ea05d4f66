import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readCursor, writeCursor } from './cursor.ts';

const HERE = '7d9f6f5e-1111-4000-8000-000000000001';
const THERE = '8d9f6f5e-1111-4000-8000-000000000001';
const NEWEST = 50;

test('a cursor leads back to its place', () => {
  for (const change of [0, 1, 49, 50]) {
    for (const reached of [0, 12, 2 ** 31 - 1]) {
      const place = { change, reached };
      expect(readCursor(HERE, writeCursor(HERE, place), NEWEST)).toEqual(place);
    }
  }
});

test('a cursor of the version before, which knew nothing of deliveries, leads to its change', () => {
  expect(readCursor(HERE, raw('c1.7d9f6f5e.49'), NEWEST)).toEqual({ change: 49, reached: 0 });
});

const raw = (text: string) => Buffer.from(text).toString('base64url');

test.each([
  ['of another conversation', writeCursor(THERE, { change: 7, reached: 0 })],
  ['beyond the newest change', writeCursor(HERE, { change: NEWEST + 1, reached: 0 })],
  ['empty', ''],
  ['made of anything', 'abc'],
  ['of another version', raw('c0.7d9f6f5e.7')],
  ['without a number', raw('c1.7d9f6f5e.')],
  ['with a negative number', raw('c1.7d9f6f5e.-1')],
  ['with a fraction', raw('c1.7d9f6f5e.1e1')],
  ['with a number that is no safe integer', raw('c1.7d9f6f5e.9999999999999999')],
  ['with a delivery that is no number', raw('c1.7d9f6f5e.7.all')],
  ['with a delivery beyond what can be kept', raw('c1.7d9f6f5e.7.2147483648')],
  ['with a number as others write it', raw('c1.7d9f6f5e.٧')],
])('a cursor %s is refused', (_, cursor) => {
  expect(() => readCursor(HERE, cursor, NEWEST)).toThrow(
    expect.objectContaining({
      code: 'validation_failed',
      details: [expect.objectContaining({ path: 'since' })],
    }),
  );
});

test('no text at all makes it fail in another way', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.base64String(), fc.string({ unit: 'binary' })), (text) => {
      try {
        const { change } = readCursor(HERE, text, NEWEST);
        expect(Number.isInteger(change) && change >= 0 && change <= NEWEST).toBe(true);
      } catch (thrown) {
        expect(thrown).toMatchObject({ code: 'validation_failed' });
      }
    }),
  );
});
