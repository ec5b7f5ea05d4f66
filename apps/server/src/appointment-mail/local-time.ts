import type { Language } from '@jiggy-care/protocol';

/** With the day before the month, as both languages are written in here. */
const LOCALES: Readonly<Record<Language, string>> = { en: 'en-GB', de: 'de-DE' };

/**
 * An instant in the words of its reader, such as `Tuesday, 3 March 2090, 11:00 (Europe/Berlin, UTC+1)`. The distance
 * from UTC tells apart the hours that come twice when clocks are set back.
 *
 * @param at       ISO time
 * @param timeZone `null` where it is not known: then it is told in UTC, and says so
 */
export function localTime(at: string, language: Language, timeZone: string | null): string {
  const zone = timeZone ?? 'UTC';
  const instant = new Date(at);
  const written = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(LOCALES[language], { ...options, timeZone: zone });
  const day = written({ weekday: 'long' }).format(instant);
  const date = written({ day: 'numeric', month: 'long', year: 'numeric' }).format(instant);
  const time = written({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(instant);
  const name = written({ timeZoneName: 'shortOffset' })
    .formatToParts(instant)
    .find(({ type }) => type === 'timeZoneName')?.value;
  // Whether nothing is left out differs by what the server runs on.
  const offset = name === 'GMT' ? 'UTC+0' : name?.replace('GMT', 'UTC');
  return `${day}, ${date}, ${time} (${zone === 'UTC' ? zone : `${zone}, ${offset}`})`;
}
