// @vitest-environment jsdom
import { describe, expect, it } from 'vitest';
import { createFormat, daysBetween } from './format.ts';

const en = createFormat('en');
const de = createFormat('de');
const now = new Date(2026, 10, 22, 15, 30);
const at = (day: number, hour = 9, minute = 5) => new Date(2026, 10, day, hour, minute);

describe('dates as people write them', () => {
  it('names days near today, then weekdays, then dates', () => {
    expect(en.day(at(22), now)).toBe('Today');
    expect(en.day(at(21), now)).toBe('Yesterday');
    expect(en.day(at(23), now)).toBe('Tomorrow');
    expect(en.day(at(18), now)).toBe('Wednesday');
    expect(en.day(at(2), now)).toMatch(/^Monday,? 2 November$/);
    expect(en.day(new Date(2024, 1, 29), now)).toMatch(/^Thursday,? 29 February 2024$/);
    expect(de.day(at(21), now)).toBe('Gestern');
    expect(de.day(at(2), now)).toBe('Montag, 2. November');
  });

  it('is as short as is clear in a list', () => {
    expect(en.brief(at(22), now)).toBe('09:05');
    expect(en.brief(at(20), now)).toBe('Fri');
    expect(en.brief(at(2), now)).toBe('2 Nov');
    expect(en.brief(new Date(2024, 1, 9), now)).toBe('09/02/24');
    expect(de.brief(at(20), now)).toBe('Fr');
  });

  it('shortens minutes the same way for one and for many', () => {
    for (const count of [1, 30]) {
      expect(en.minutes(count).replaceAll(/\s/g, ' ')).toBe(`${count} min`);
      expect(de.minutes(count).replaceAll(/\s/g, ' ')).toBe(`${count} Min.`);
    }
  });

  it('says when an appointment is', () => {
    expect(en.dayAndTime(at(23, 14, 0), now)).toBe('Tomorrow, 14:00');
    expect(de.dayAndTime(at(22, 14, 0), now)).toBe('Heute, 14:00');
    expect(en.dayAndTimeWithin(at(23, 14, 0), now)).toBe('tomorrow, 14:00');
    expect(de.dayAndTimeWithin(at(23, 14, 0), now)).toBe('morgen, 14:00');
    expect(en.dayAndTimeWithin(at(26, 14, 0), now)).toBe(en.dayAndTime(at(26, 14, 0), now));
    expect(en.span(at(23, 14, 0), 45)).toMatch(/^14:00\s?–\s?14:45$/);
  });

  it('says how long ago something was, and never that it is to come', () => {
    expect(en.ago(new Date(now.getTime() - 20_000), now)).toBe('this minute');
    expect(en.ago(new Date(now.getTime() + 20_000), now)).toBe('this minute');
    expect(en.ago(new Date(now.getTime() - 5 * 60_000), now)).toBe('5 minutes ago');
    expect(en.ago(at(22, 12, 0), now)).toBe('3 hours ago');
    expect(de.ago(at(21, 23, 0), now)).toBe('gestern');
  });

  it('counts days of the calendar, also over a change of the clock', () => {
    expect(daysBetween(new Date(2026, 9, 24, 23, 59), new Date(2026, 9, 26, 0, 1))).toBe(2);
    expect(daysBetween(new Date(2026, 2, 28, 12), new Date(2026, 2, 29, 12))).toBe(1);
  });
});
