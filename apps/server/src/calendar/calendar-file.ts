import type { Language } from '@jiggy-care/protocol';
import createCalendar, {
  ICalAttendeeRole,
  ICalAttendeeStatus,
  ICalCalendarMethod,
  ICalEventBusyStatus,
  ICalEventClass,
  ICalEventStatus,
} from 'ical-generator';
import type { Appointment } from './appointment.ts';

/** A file for whoever asked for one, or what a calendar takes in by itself from a mail (RFC 5546). */
export type CalendarMethod = 'PUBLISH' | 'REQUEST' | 'CANCEL';

interface Surroundings {
  readonly method: CalendarMethod;
  readonly language: Language;
  /** Where the appointment is in the app. */
  readonly url: string;
  /** Address of whoever keeps the appointment. */
  readonly organizer: string;
  /** Address of whoever gets it by mail. Of the other person there is nothing. */
  readonly attendee?: string;
}

const SUMMARY: Readonly<Record<Language, string>> = { en: 'Online appointment', de: 'Online-Termin' };
const COMPANY = 'Jiggy Care';
const MINUTE_MS = 60_000;

/**
 * An appointment as an iCalendar file (RFC 5545). The same appointment gives the same bytes. Its times are in UTC, which
 * every calendar shows in the zone where it is: no change of clocks can move them.
 *
 * @source protocol P3.25
 */
export function calendarFile(
  { id, scheduledAt, durationMinutes, isCancelled, sequence, createdAt, updatedAt }: Appointment,
  { method, language, url, organizer, attendee }: Surroundings,
): string {
  const start = new Date(scheduledAt);
  const calendar = createCalendar({
    prodId: { company: COMPANY, product: 'Care Chat' },
    method: ICalCalendarMethod[method],
  });
  const event = calendar.createEvent({
    ...{ id, sequence, start, url, description: url },
    end: new Date(start.getTime() + durationMinutes * MINUTE_MS),
    summary: SUMMARY[language],
    status: isCancelled ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
    busystatus: isCancelled ? ICalEventBusyStatus.FREE : ICalEventBusyStatus.BUSY,
    class: ICalEventClass.PRIVATE,
    stamp: new Date(updatedAt),
    created: new Date(createdAt),
    lastModified: new Date(updatedAt),
    organizer: { name: COMPANY, email: organizer },
  });
  if (attendee !== undefined) {
    const { ACCEPTED } = ICalAttendeeStatus;
    event.createAttendee({ email: attendee, role: ICalAttendeeRole.REQ, status: ACCEPTED, rsvp: false });
  }
  return `${calendar}\r\n`;
}
