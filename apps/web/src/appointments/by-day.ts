import type { Booking } from '@jiggy-care/client';

export interface AppointmentDay {
  /** Names the day: the same for all its appointments, in the time zone of the device. */
  readonly key: string;
  readonly when: Date;
  readonly bookings: readonly Booking[];
}

/** Appointments in the order given, as days with theirs. */
export function byDay(bookings: readonly Booking[]): AppointmentDay[] {
  const days = new Map<string, { key: string; when: Date; bookings: Booking[] }>();
  for (const booking of bookings) {
    const when = new Date(booking.scheduledAt);
    const key = `${when.getFullYear()}-${when.getMonth() + 1}-${when.getDate()}`;
    const day = days.get(key) ?? { key, when, bookings: [] };
    day.bookings.push(booking);
    days.set(key, day);
  }
  return [...days.values()];
}
