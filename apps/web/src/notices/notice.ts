import type { Arrival, Booking } from '@jiggy-care/client';
import type { ChangeKind } from '../bookings/booking-line.ts';
import type { PastCall } from '../calls/past-call.ts';

/** Something that came while one looked elsewhere. One person is one notice of a kind, however often they come. */
export type Notice =
  | { readonly kind: 'message'; readonly conversationId: string; readonly arrival: Arrival }
  | { readonly kind: 'missed'; readonly conversationId: string; readonly call: PastCall }
  | {
      readonly kind: 'booking';
      /** `undefined` for an appointment that has no conversation yet. */
      readonly conversationId: string | undefined;
      readonly booking: Booking;
      readonly change: ChangeKind;
    };

export function isSameSource(a: Notice, b: Notice): boolean {
  if (a.kind === 'booking' && b.kind === 'booking') return a.booking.id === b.booking.id;
  return a.kind === b.kind && a.conversationId === b.conversationId;
}
