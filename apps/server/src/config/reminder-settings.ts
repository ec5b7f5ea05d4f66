import type { SettingsReader } from './settings-reader.ts';

/** When people are told outside of the app, in milliseconds. */
export interface ReminderSettings {
  /** How long before an appointment, the longest first. */
  readonly beforeMs: readonly number[];
  /** How long after it was written something is unread; `undefined` = nobody is told. */
  readonly unreadAfterMs: number | undefined;
}

const MINUTE_MS = 60_000;
const UNIT_MS = { m: MINUTE_MS, h: 60 * MINUTE_MS, d: 24 * 60 * MINUTE_MS };
const MOST_MS = 14 * UNIT_MS.d;
const SPAN = /^([1-9]\d{0,4})([mhd])$/;

export function readReminders(read: SettingsReader): ReminderSettings {
  const unreadAfterMin = read.integer('UNREAD_MAIL_AFTER_MIN', 15, 0, 10_080);
  return {
    beforeMs: readBefore(read),
    unreadAfterMs: unreadAfterMin === 0 ? undefined : unreadAfterMin * MINUTE_MS,
  };
}

function readBefore(read: SettingsReader): number[] {
  if (read.text('REMINDERS') === 'off') return [];
  const spans = read.list('REMINDERS', '24h,1h', (span) => msOf(span) !== undefined, {
    cure: 'Give spans of at most 14 days, a whole number and m, h or d like 30m, 24h or 2d, separated by commas, or off.',
  });
  const inMs = spans.flatMap((span) => msOf(span) ?? []);
  return [...new Set(inMs)].sort((a, b) => b - a);
}

function msOf(span: string): number | undefined {
  const [, count, unit] = SPAN.exec(span) ?? [];
  if (count === undefined || unit === undefined) return undefined;
  const ms = Number(count) * UNIT_MS[unit as keyof typeof UNIT_MS];
  return ms <= MOST_MS ? ms : undefined;
}
