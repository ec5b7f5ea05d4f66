import type { Connection } from '../connection/connection.ts';
import { ChatError, toChatError } from '../errors.ts';
import type { RestApi } from '../rest-api.ts';
import { singleFlight } from '../single-flight.ts';
import { Writable } from '../store.ts';
import type { Account, Booking, BookingChange, NewBooking } from '../wire.ts';
import type { Bookings, BookingsState } from './bookings.ts';

interface Parts {
  readonly rest: RestApi;
  readonly connection: Connection;
  user(): Account | undefined;
}

const EMPTY: BookingsState = { items: [], status: 'idle' };

/** The bookings as the server has them, read anew on each new connection and when a conversation of one changes. */
export class LiveBookings implements Bookings {
  readonly state = new Writable<BookingsState>(EMPTY);
  private era = 0;

  constructor(private readonly parts: Parts) {
    parts.connection.onUp(() => void this.refresh().catch(() => {}));
  }

  find(id: string): Booking | undefined {
    return this.state.get().items.find((booking) => booking.id === id);
  }

  /** Looks it up, and asks the server where it is not known. @throws ChatError when the server cannot be asked */
  async look(id: string): Promise<Booking | undefined> {
    if (this.find(id) === undefined) await this.refresh();
    return this.find(id);
  }

  readonly refresh = singleFlight(async (): Promise<void> => {
    if (this.parts.user() === undefined) throw new ChatError('signed_out', 'Please sign in');
    const { era } = this;
    if (this.state.get().status === 'idle') this.state.set({ ...EMPTY, status: 'loading' });
    try {
      const items = soonestFirst(await this.parts.rest.listBookings());
      if (era === this.era) this.state.set({ items, status: 'ready' });
    } catch (thrown) {
      const failure = toChatError(thrown, 'load the bookings');
      const { items } = this.state.get();
      if (era === this.era)
        this.state.set({ items, status: items.length === 0 ? 'failed' : 'ready', failure });
      throw failure;
    }
  });

  async create(booking: NewBooking): Promise<Booking> {
    const made = await this.parts.rest.createBooking(booking);
    this.put(made);
    return made;
  }

  async change(bookingId: string, change: BookingChange): Promise<Booking> {
    const changed = await this.parts.rest.changeBooking(bookingId, change);
    this.put(changed);
    return changed;
  }

  reset(): void {
    this.era += 1;
    this.state.set(EMPTY);
  }

  private put(booking: Booking): void {
    const others = this.state.get().items.filter(({ id }) => id !== booking.id);
    this.state.set({ items: soonestFirst([...others, booking]), status: 'ready' });
  }
}

function soonestFirst(bookings: readonly Booking[]): Booking[] {
  return [...bookings].sort((a, b) => (a.scheduledAt < b.scheduledAt ? -1 : 1));
}
