import { useChatClient } from '@jiggy-care/client/react';
import { useEffect, useState } from 'react';
import { useAccount } from '../session/use-account.ts';
import { type BookingLine, bookingLines } from './booking-line.ts';
import { useBooking } from './use-booking.ts';

/** Always the same, so that a conversation whose appointment never changed is drawn once. */
const NONE: readonly BookingLine[] = [];

/** What was done with a booking, oldest first; read anew when it changes. */
export function useBookingLines(bookingId: string | undefined): readonly BookingLine[] {
  const { bookings } = useChatClient();
  const { id: ownId } = useAccount();
  const updatedAt = useBooking(bookingId)?.updatedAt;
  const [read, setRead] = useState({ bookingId, lines: NONE });
  useEffect(() => {
    if (bookingId === undefined || updatedAt === undefined) return;
    let isWanted = true;
    bookings.listChanges(bookingId).then(
      (steps) => {
        const lines = bookingLines(steps, ownId);
        if (isWanted) setRead({ bookingId, lines: lines.length === 0 ? NONE : lines });
      },
      () => {}, // it is asked for again with the next change; the messages are what matters
    );
    return () => {
      isWanted = false;
    };
  }, [bookings, bookingId, updatedAt, ownId]);
  return read.bookingId === bookingId ? read.lines : NONE;
}
