import type { Booking } from '@jiggy-care/client';

type Timed = Pick<Booking, 'status' | 'scheduledAt' | 'durationMinutes'>;

/** Whether it is still to come, or going on now. @param now by the server's clock */
export function isAhead(booking: Timed, now: number): boolean {
  return booking.status === 'scheduled' && endOf(booking) > now;
}

/**
 * What can sensibly be done with an appointment: before it begins it is moved or cancelled, once it has begun it is
 * completed; what has begun may still be called off, what is over may not.
 *
 * @param now by the server's clock
 */
export function changesOf(
  booking: Timed,
  now: number,
): { move: boolean; cancel: boolean; complete: boolean } {
  const isOpen = booking.status === 'scheduled';
  const hasBegun = Date.parse(booking.scheduledAt) <= now;
  return {
    move: isOpen && !hasBegun,
    cancel: isOpen && endOf(booking) > now,
    complete: isOpen && hasBegun,
  };
}

function endOf({ scheduledAt, durationMinutes }: Timed): number {
  return Date.parse(scheduledAt) + durationMinutes * 60_000;
}
