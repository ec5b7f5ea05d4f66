import type { Booking } from '@jiggy-care/protocol';
import type { NewJob } from '../jobs/job.ts';

export const NEWS_MAIL = 'appointment mail';
export const REMINDER_MAIL = 'reminder mail';

type Times = Pick<
  Booking,
  'id' | 'consultantId' | 'patientId' | 'status' | 'scheduledAt' | 'durationMinutes'
>;

/** What both are told of a booking that was made; nothing of one that only records what was. */
export function jobsOfMade(booking: Times, now: number): NewJob[] {
  return isAhead(booking, now) ? newsFor(booking, { news: 'made' }) : [];
}

/** What both are told of a change. To complete an appointment, or to reopen it, changes nothing in a calendar. */
export function jobsOfChange(booking: Times, before: Times, now: number): NewJob[] {
  if (booking.status === 'cancelled')
    return isAhead(before, now) ? newsFor(booking, { news: 'cancelled' }) : [];
  const isMoved = booking.scheduledAt !== before.scheduledAt && isAhead(booking, now);
  return isMoved ? newsFor(booking, { news: 'moved', was: before.scheduledAt }) : [];
}

/** What reminds both of an appointment, as far as there is time for it. */
export function remindersOf(booking: Times, beforeMs: readonly number[], now: number): NewJob[] {
  if (booking.status !== 'scheduled') return [];
  const startsAt = Date.parse(booking.scheduledAt);
  return beforeMs
    .filter((ms) => startsAt - ms > now)
    .flatMap((ms) =>
      peopleOf(booking).map((userId) => ({
        kind: REMINDER_MAIL,
        key: reminderKey(booking.id, userId, ms),
        payload: { bookingId: booking.id, userId, beforeMs: ms, scheduledAt: booking.scheduledAt },
        runAt: startsAt - ms,
        expiresAt: startsAt,
      })),
    );
}

/** Of what reminds one person of it. */
export function reminderKey(bookingId: string, userId: string, beforeMs: number): string {
  return `reminder:${bookingId}:${userId}:${beforeMs}`;
}

/** Of all that may remind somebody of it. */
export function reminderKeys(booking: Times, beforeMs: readonly number[]): string[] {
  return beforeMs.flatMap((ms) => peopleOf(booking).map((userId) => reminderKey(booking.id, userId, ms)));
}

function newsFor(booking: Times, what: Readonly<Record<string, string>>): NewJob[] {
  return peopleOf(booking).map((userId) => ({
    kind: NEWS_MAIL,
    payload: { bookingId: booking.id, userId, at: booking.scheduledAt, ...what },
  }));
}

function isAhead({ scheduledAt, durationMinutes }: Times, now: number): boolean {
  return Date.parse(scheduledAt) + durationMinutes * 60_000 > now;
}

const peopleOf = ({ patientId, consultantId }: Times): readonly string[] => [patientId, consultantId];
