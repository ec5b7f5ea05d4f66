import type { ChatError } from '../errors.ts';
import type { Store } from '../store.ts';
import type { Booking, BookingChange, NewBooking, Person } from '../wire.ts';

export interface BookingsState {
  /** Soonest first; of more than 500 those nearest to now. */
  readonly items: readonly Booking[];
  readonly status: 'idle' | 'loading' | 'ready' | 'failed';
  readonly failure?: ChatError;
}

/** The bookings of the person who is signed in. */
export interface Bookings {
  readonly state: Store<BookingsState>;
  /** @throws ChatError when they cannot be loaded */
  refresh(): Promise<void>;
  /** @throws ChatError `validation_failed`, `not_found`, `unreachable` */
  create(booking: NewBooking): Promise<Booking>;
  /** Moves, completes or cancels. @throws ChatError `conflict`, `not_found`, `unreachable` */
  change(bookingId: string, change: BookingChange): Promise<Booking>;
}

/** Who can be booked. */
export interface Directory {
  /** Consultants by name, or all without a text. @throws ChatError `unreachable` */
  search(text?: string, page?: { readonly limit?: number; readonly offset?: number }): Promise<Person[]>;
}
