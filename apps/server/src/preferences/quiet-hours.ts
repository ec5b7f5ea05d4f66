import type { Preferences } from '@jiggy-care/protocol';

type QuietHours = Pick<Preferences, 'quietFrom' | 'quietTo' | 'timeZone'>;

const MINUTE_MS = 60_000;
const DAY_MINUTES = 24 * 60;
/** Clocks are set forward or back by less than that. */
const MOST_OF_A_SHIFT_MS = 3 * 3_600_000;

/**
 * When somebody may be told of something that has come up now: at once, or when their quiet hours end. Both in
 * milliseconds since 1970. While it is not known where they are, the hours are those of UTC.
 */
export function notBefore({ quietFrom, quietTo, timeZone }: QuietHours, now: number): number {
  if (quietFrom === null || quietTo === null) return now;
  const zone = timeZone ?? 'UTC';
  const [from, to, local] = [minutesOf(quietFrom), minutesOf(quietTo), localMinutes(now, zone)];
  const isQuiet = from < to ? local >= from && local < to : local >= from || local < to;
  if (!isQuiet) return now;
  const ahead = (to - local + DAY_MINUTES) % DAY_MINUTES;
  const end = Math.floor(now / MINUTE_MS) * MINUTE_MS + ahead * MINUTE_MS;
  return settled(end, to, zone);
}

/** Corrects what is off by as much as clocks were changed in between. */
function settled(end: number, to: number, zone: string): number {
  const off = (localMinutes(end, zone) - to) * MINUTE_MS;
  if (off === 0 || Math.abs(off) > MOST_OF_A_SHIFT_MS) return end;
  const corrected = end - off;
  // A time that is skipped that night never comes: then it is over at the first minute that does.
  return localMinutes(corrected, zone) === to ? corrected : end;
}

function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
}

function localMinutes(at: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(at);
  const read = (type: 'hour' | 'minute') => Number(parts.find((part) => part.type === type)?.value);
  return read('hour') * 60 + read('minute');
}
