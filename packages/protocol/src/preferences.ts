import { z } from 'zod';
import * as LIMITS from './limits.ts';

/** What mails and notifications are written in. */
export const Language = z.enum(['en', 'de']).meta({ id: 'Language' });
export type Language = z.infer<typeof Language>;

/** A name of the IANA time zone database, as browsers give it: no offset, since clocks are changed. */
export const TimeZone = z
  .string()
  .max(LIMITS.timeZoneChars)
  .refine(isTimeZone, 'must be a time zone like Europe/Berlin')
  .meta({ example: 'Europe/Berlin' });

/** A local time. */
const ClockTime = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time like 22:00')
  .meta({ example: '22:00' });

/** How a person wants to be told of things. */
export const Preferences = z
  .object({
    language: Language.nullable().describe('`null` while nobody has chosen; English then.'),
    timeZone: TimeZone.nullable().describe('`null` while it is not known; times are told in UTC then.'),
    pushMessages: z.boolean().describe('Whether a device is notified of messages while the app is closed.'),
    pushCalls: z.boolean().describe('Whether a device rings while the app is closed.'),
    mailAppointments: z.boolean().describe('Mails of appointments, and reminders.'),
    mailUnread: z.boolean().describe('A mail when something stays unread. Usual for patients.'),
    showNames: z.boolean().describe('Whether a notification may say who wrote or calls.'),
    quietFrom: ClockTime.nullable().describe(
      'From then on nothing is told of messages, and nobody is reminded; with `quietTo`.',
    ),
    quietTo: ClockTime.meta({ example: '07:00' }).nullable(),
  })
  .meta({ id: 'Preferences' });
export type Preferences = z.infer<typeof Preferences>;

/** What is to be different. */
export const ChangePreferencesBody = Preferences.partial()
  .refine((body) => Object.values(body).some((value) => value !== undefined), 'must change something')
  .refine(({ quietFrom, quietTo }) => isPair(quietFrom, quietTo), {
    path: ['quietTo'],
    message: 'must come with quietFrom: both times, or null for both',
  })
  .refine(({ quietFrom, quietTo }) => typeof quietFrom !== 'string' || quietFrom !== quietTo, {
    path: ['quietTo'],
    message: 'must be another time than quietFrom',
  })
  .meta({ id: 'ChangePreferences' });
export type ChangePreferencesBody = z.infer<typeof ChangePreferencesBody>;

function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

function isPair(from: string | null | undefined, to: string | null | undefined): boolean {
  return (from === undefined) === (to === undefined) && (from === null) === (to === null);
}
