import type { ChatError } from '../errors.ts';
import type { Store } from '../store.ts';
import type { Block, Booking, BookingChange, BookingStep, NewBooking, Person } from '../wire.ts';

export interface BookingsState {
  /** Soonest first; of more than 500 those nearest to now. */
  readonly items: readonly Booking[];
  readonly status: 'idle' | 'loading' | 'ready' | 'failed';
  readonly failure?: ChatError;
}

/** A booking that was made, moved, completed or cancelled just now, here or anywhere else. */
export interface BookingUpdate {
  readonly booking: Booking;
  /** How it was known before; `undefined` for one that is new here. */
  readonly before: Booking | undefined;
  /** Id of the one of the two who did it. */
  readonly by: string;
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
  /** How it came to stand as it does, oldest first. @throws ChatError `not_found`, `unreachable` */
  listChanges(bookingId: string): Promise<BookingStep[]>;
  /**
   * The text of an iCalendar file, in the language of the preferences, which tells when it is and nothing of with whom or
   * why. A calendar that has it from before takes it as the same one. @throws ChatError `not_found`, `unreachable`
   */
  calendarFile(bookingId: string): Promise<string>;
  /**
   * Told after `state` of what either of the two did, while this client is connected by a socket. What happened while it
   * was not shows in `state` alone. Returns the way to stop.
   */
  onUpdated(listener: (update: BookingUpdate) => void): () => void;
}

/** Who can be booked. */
export interface Directory {
  /** Consultants by name, or all without a text. @throws ChatError `unreachable` */
  search(text?: string, page?: { readonly limit?: number; readonly offset?: number }): Promise<Person[]>;
}

/** The patients whom a consultant has blocked: nothing of theirs arrives any more. For consultants only (`forbidden`). */
export interface Blocks {
  /** The newest first. @throws ChatError `forbidden`, `unreachable` */
  list(page?: { readonly limit?: number; readonly offset?: number }): Promise<Block[]>;
  /** Ends a call with them too. @throws ChatError `forbidden`, `not_found`, `unreachable` */
  add(patientId: string): Promise<Block>;
  /** @throws ChatError `forbidden`, `unreachable` */
  remove(patientId: string): Promise<void>;
}
