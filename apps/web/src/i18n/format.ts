import { useMemo } from 'react';
import { type Language, useLanguage } from './language.ts';

const DAY_MS = 86_400_000;

/** Dates, times and numbers as people of a language write them, in the time zone of the device. */
export interface Format {
  /** 14:05 */
  time(when: Date): string;
  /** Today, Yesterday, Monday (within a week), else Tuesday, 3 March, with the year where it is another one. */
  day(when: Date, now?: Date): string;
  /** The shortest that is clear in a list: a time today, a weekday this week, else a date. */
  brief(when: Date, now?: Date): string;
  /** Tomorrow, 14:00; else Tue, 24 Nov, 14:00. It stands by itself. */
  dayAndTime(when: Date, now?: Date): string;
  /** The same within a sentence: tomorrow, 14:00 */
  dayAndTimeWithin(when: Date, now?: Date): string;
  /** Tuesday, 24 November 2026 */
  fullDay(when: Date): string;
  /** Nov */
  month(when: Date): string;
  weekday(when: Date): string;
  /** 14:00 – 14:30 */
  span(from: Date, minutes: number): string;
  minutes(count: number): string;
  /** 40 seconds, 3 minutes; never less than there is to wait */
  wait(ms: number): string;
  /** 5 minutes ago, yesterday */
  ago(when: Date, now?: Date): string;
  number(value: number): string;
}

/** Whole days of the calendar from one instant to another: 1 for tomorrow, also over a change of the clock. */
export function daysBetween(from: Date, to: Date): number {
  const midnight = (when: Date) => Date.UTC(when.getFullYear(), when.getMonth(), when.getDate());
  return Math.round((midnight(to) - midnight(from)) / DAY_MS);
}

const TAGS: Record<Language, string> = { en: 'en-GB', de: 'de-DE' };

export function createFormat(language: Language): Format {
  const tag = TAGS[language];
  const formatter = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(tag, options);
  const time = formatter({ hour: '2-digit', minute: '2-digit' });
  const weekday = formatter({ weekday: 'long' });
  const weekdayShort = formatter({ weekday: 'short' });
  const monthShort = formatter({ month: 'short' });
  const longDay = formatter({ weekday: 'long', day: 'numeric', month: 'long' });
  const longDayAndYear = formatter({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
  const shortDate = formatter({ day: 'numeric', month: 'short' });
  const shortDateAndYear = formatter({ day: '2-digit', month: '2-digit', year: '2-digit' });
  const dayAndTime = formatter({
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
  });
  const relative = new Intl.RelativeTimeFormat(tag, { numeric: 'auto' });
  const number = new Intl.NumberFormat(tag);
  // British English would say "30 mins".
  const waitSeconds = new Intl.NumberFormat(tag, { style: 'unit', unit: 'second', unitDisplay: 'long' });
  const waitMinutes = new Intl.NumberFormat(tag, { style: 'unit', unit: 'minute', unitDisplay: 'long' });
  const minutes = new Intl.NumberFormat(language, { style: 'unit', unit: 'minute', unitDisplay: 'short' });

  const dayAndTimeWithin = (when: Date, now = new Date()) => {
    const days = daysBetween(now, when);
    if (Math.abs(days) <= 1) return `${relative.format(days, 'day')}, ${time.format(when)}`;
    return dayAndTime.format(when);
  };
  const isSameYear = (a: Date, b: Date) => a.getFullYear() === b.getFullYear();

  return {
    time: (when) => time.format(when),
    day: (when, now = new Date()) => {
      const days = daysBetween(now, when);
      if (Math.abs(days) <= 1) return capitalised(relative.format(days, 'day'), tag);
      if (days < 0 && days > -7) return weekday.format(when);
      return (isSameYear(when, now) ? longDay : longDayAndYear).format(when);
    },
    brief: (when, now = new Date()) => {
      const days = daysBetween(now, when);
      if (days === 0) return time.format(when);
      if (days < 0 && days > -7) return weekdayShort.format(when);
      return (isSameYear(when, now) ? shortDate : shortDateAndYear).format(when);
    },
    dayAndTime: (when, now) => capitalised(dayAndTimeWithin(when, now), tag),
    dayAndTimeWithin,
    fullDay: (when) => longDayAndYear.format(when),
    month: (when) => monthShort.format(when).replace('.', ''),
    weekday: (when) => weekdayShort.format(when).replace('.', ''),
    span: (from, count) => time.formatRange(from, new Date(from.getTime() + count * 60_000)),
    wait: (ms) => {
      const seconds = Math.max(1, Math.ceil(ms / 1000));
      return seconds < 90 ? waitSeconds.format(seconds) : waitMinutes.format(Math.ceil(seconds / 60));
    },
    minutes: (count) => minutes.format(count),
    ago: (when, now = new Date()) => {
      const seconds = Math.round((when.getTime() - now.getTime()) / 1000);
      if (seconds > -60) return relative.format(0, 'minute');
      if (seconds > -3600) return relative.format(Math.trunc(seconds / 60), 'minute');
      const days = daysBetween(now, when);
      if (days === 0) return relative.format(Math.trunc(seconds / 3600), 'hour');
      return relative.format(days, 'day');
    },
    number: (value) => number.format(value),
  };
}

const formats = new Map<Language, Format>();

/** The format of the page's language; making one costs, so each is made once. */
export function useFormat(): Format {
  const language = useLanguage();
  return useMemo(() => {
    const known = formats.get(language) ?? createFormat(language);
    formats.set(language, known);
    return known;
  }, [language]);
}

function capitalised(text: string, tag: string): string {
  return text.charAt(0).toLocaleUpperCase(tag) + text.slice(1);
}
