import { describe, expect, it } from 'vitest';
import { notBefore } from './quiet-hours.ts';

const until = (now: string, quietFrom: string, quietTo: string, timeZone: string | null = 'Europe/Berlin') =>
  new Date(notBefore({ quietFrom, quietTo, timeZone }, Date.parse(now))).toISOString();

describe('quiet hours', () => {
  it('let everything through where there are none', () => {
    const now = Date.parse('2026-01-14T02:00:00Z');
    expect(notBefore({ quietFrom: null, quietTo: null, timeZone: null }, now)).toBe(now);
  });

  it.each([
    // Over midnight, in winter one hour ahead of UTC.
    ['2026-01-14T20:59:59.000Z', '22:00', '07:00', '2026-01-14T20:59:59.000Z'],
    ['2026-01-14T21:00:00.000Z', '22:00', '07:00', '2026-01-15T06:00:00.000Z'],
    ['2026-01-15T05:59:59.000Z', '22:00', '07:00', '2026-01-15T06:00:00.000Z'],
    ['2026-01-15T06:00:00.000Z', '22:00', '07:00', '2026-01-15T06:00:00.000Z'],
    // Within a day.
    ['2026-01-14T12:30:30.500Z', '13:00', '15:00', '2026-01-14T14:00:00.000Z'],
    // Clocks go forward at 01:00 UTC, and back at 01:00 UTC.
    ['2026-03-28T22:00:00.000Z', '22:00', '07:00', '2026-03-29T05:00:00.000Z'],
    ['2026-10-24T22:00:00.000Z', '22:00', '07:00', '2026-10-25T06:00:00.000Z'],
    // 02:30 is skipped that night.
    ['2026-03-28T23:00:00.000Z', '22:00', '02:30', '2026-03-29T01:30:00.000Z'],
  ])('at %s, from %s to %s, let it through at %s', (now, from, to, expected) => {
    expect(until(now, from, to)).toBe(expected);
  });

  it('are of UTC where nobody knows better, and of a zone with odd minutes', () => {
    expect(until('2026-01-14T23:00:00.000Z', '22:00', '07:00', null)).toBe('2026-01-15T07:00:00.000Z');
    expect(until('2026-01-14T17:00:00.000Z', '22:00', '07:00', 'Asia/Kathmandu')).toBe(
      '2026-01-15T01:15:00.000Z',
    );
  });
});
