import { useMemo } from 'react';
import { type Language, useLanguage } from '../i18n/language.ts';

/** The clock of a running call: 3:07, 1:02:45. */
export function clockText(ms: number): string {
  const { hours, minutes, seconds } = partsOf(ms);
  const two = (value: number) => String(value).padStart(2, '0');
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds)}` : `${minutes}:${two(seconds)}`;
}

/** How long a call was, in words: 42 sec, 3 min 7 sec, 1 hr 2 min. */
export function durationText(ms: number, language: Language): string {
  const { hours, minutes, seconds } = partsOf(ms);
  const part = (value: number, unit: 'hour' | 'minute' | 'second') =>
    new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'short' }).format(value);
  if (hours > 0) return `${part(hours, 'hour')} ${part(minutes, 'minute')}`;
  if (minutes === 0) return part(seconds, 'second');
  return minutes < 10 ? `${part(minutes, 'minute')} ${part(seconds, 'second')}` : part(minutes, 'minute');
}

/** `durationText` in the language of the page. */
export function useDurationText(): (ms: number) => string {
  const language = useLanguage();
  return useMemo(() => (ms) => durationText(ms, language), [language]);
}

function partsOf(ms: number) {
  const all = Math.max(0, Math.floor(ms / 1000));
  return { hours: Math.floor(all / 3600), minutes: Math.floor(all / 60) % 60, seconds: all % 60 };
}
