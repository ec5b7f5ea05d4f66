import { describe, expect, it } from 'vitest';
import { localTime } from './local-time.ts';

describe('a time in a mail', () => {
  it('is written in the language of its reader', () => {
    expect(localTime('2090-03-03T10:00:00Z', 'en', 'Europe/Berlin')).toBe(
      'Friday, 3 March 2090, 11:00 (Europe/Berlin, UTC+1)',
    );
    expect(localTime('2090-03-03T10:00:00Z', 'de', 'Europe/Berlin')).toBe(
      'Freitag, 3. März 2090, 11:00 (Europe/Berlin, UTC+1)',
    );
  });

  it('is in UTC where it is not known where the reader is, and says so', () => {
    expect(localTime('2090-03-03T00:05:00Z', 'en', null)).toBe('Friday, 3 March 2090, 00:05 (UTC)');
  });

  // What clocks showed on those days, by the IANA time zone database.
  it.each([
    ['Europe/Berlin', '2026-10-25T00:30:00Z', '25 October 2026, 02:30', 'UTC+2'],
    ['Europe/Berlin', '2026-10-25T01:30:00Z', '25 October 2026, 02:30', 'UTC+1'],
    ['Europe/Berlin', '2026-03-29T01:00:00Z', '29 March 2026, 03:00', 'UTC+2'],
    ['Europe/London', '2026-03-29T00:59:00Z', '29 March 2026, 00:59', 'UTC+0'],
    ['Europe/London', '2026-03-29T01:00:00Z', '29 March 2026, 02:00', 'UTC+1'],
    ['America/New_York', '2026-03-08T06:59:00Z', '8 March 2026, 01:59', 'UTC-5'],
    ['America/New_York', '2026-03-08T07:00:00Z', '8 March 2026, 03:00', 'UTC-4'],
    ['America/St_Johns', '2026-11-01T04:29:00Z', '1 November 2026, 01:59', 'UTC-2:30'],
    ['America/St_Johns', '2026-11-01T04:30:00Z', '1 November 2026, 01:00', 'UTC-3:30'],
    ['America/Phoenix', '2026-03-08T10:00:00Z', '8 March 2026, 03:00', 'UTC-7'],
    ['America/Sao_Paulo', '2026-10-18T03:30:00Z', '18 October 2026, 00:30', 'UTC-3'],
    ['Australia/Sydney', '2026-04-04T15:59:00Z', '5 April 2026, 02:59', 'UTC+11'],
    ['Australia/Sydney', '2026-04-04T16:00:00Z', '5 April 2026, 02:00', 'UTC+10'],
    ['Australia/Lord_Howe', '2026-04-04T14:59:00Z', '5 April 2026, 01:59', 'UTC+11'],
    ['Australia/Lord_Howe', '2026-04-04T15:00:00Z', '5 April 2026, 01:30', 'UTC+10:30'],
    ['Pacific/Auckland', '2026-09-26T14:00:00Z', '27 September 2026, 03:00', 'UTC+13'],
    ['Asia/Kolkata', '2026-03-29T01:00:00Z', '29 March 2026, 06:30', 'UTC+5:30'],
    ['Asia/Kathmandu', '2026-03-29T01:00:00Z', '29 March 2026, 06:45', 'UTC+5:45'],
    ['Africa/Cairo', '2026-04-23T22:00:00Z', '24 April 2026, 01:00', 'UTC+3'],
  ])('in %s at %s is what its clocks show there: %s, %s', (timeZone, at, clock, offset) => {
    const told = localTime(at, 'en', timeZone);
    expect(told.slice(told.indexOf(', ') + 2)).toBe(`${clock} (${timeZone}, ${offset})`);
  });
});
