import type { Booking } from '../wire.ts';

/** A booking as the server gives it to calendars: when it is, and nothing of with whom or why. */
export function fakeCalendar({ id, scheduledAt, durationMinutes, status, updatedAt }: Booking): string {
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//jiggy-care//fake chat//EN',
    'METHOD:PUBLISH',
    'BEGIN:VEVENT',
    `UID:${id}`,
    `DTSTAMP:${compact(Date.parse(updatedAt))}`,
    `DTSTART:${compact(Date.parse(scheduledAt))}`,
    `DTEND:${compact(Date.parse(scheduledAt) + durationMinutes * 60_000)}`,
    'SUMMARY:Online appointment',
    `STATUS:${status === 'cancelled' ? 'CANCELLED' : 'CONFIRMED'}`,
    'END:VEVENT',
    'END:VCALENDAR',
  ];
  return lines.map((line) => `${line}\r\n`).join('');
}

/** In UTC, as iCalendar writes it. */
function compact(time: number): string {
  return new Date(time).toISOString().replace(/[-:]|\.\d+/g, '');
}
