import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { columnTypes } from './column-types.ts';

const { TIMESTAMPTZ, INT8 } = pg.types.builtins;
const read = (type: number, text: string): unknown => columnTypes.getTypeParser(type, 'text')(text);

describe('column types', () => {
  it.each([
    ['2026-01-14 14:30:00+00', '2026-01-14T14:30:00.000Z'],
    ['2026-01-14 14:30:00.5+00', '2026-01-14T14:30:00.500Z'],
    ['2026-01-14 14:30:00.123456+00', '2026-01-14T14:30:00.123Z'],
    ['2026-01-14 14:30:00.999999+00', '2026-01-14T14:30:00.999Z'],
    ['2026-01-14 20:00:00.25+05:30', '2026-01-14T14:30:00.250Z'],
    ['2026-01-14 16:30:00+02', '2026-01-14T14:30:00.000Z'],
  ])('the instant %s arrives as %s', (text, instant) => {
    expect(read(TIMESTAMPTZ, text)).toBe(instant);
  });

  it('an instant without an end stays readable', () => {
    expect(read(TIMESTAMPTZ, 'infinity')).toBe('infinity');
  });

  it('a count arrives as a number, and one that a number cannot hold is an error', () => {
    expect(read(INT8, '9007199254740991')).toBe(9_007_199_254_740_991);
    expect(() => read(INT8, '9007199254740993')).toThrow('beyond the safe integers');
  });
});
