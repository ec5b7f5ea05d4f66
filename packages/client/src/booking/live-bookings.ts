import type { Connection } from '../connection/connection.ts';
import { pollWithoutSocket } from '../connection/poll-without-socket.ts';
import { Emitter } from '../emitter.ts';
import { ChatError, toChatError } from '../errors.ts';
import type { Clock } from '../platform/platform.ts';
import type { RestApi } from '../rest-api.ts';
import { singleFlight } from '../single-flight.ts';
import { Writable } from '../store.ts';
import type { Account, Booking, BookingChange, BookingStep, NewBooking } from '../wire.ts';
import type { Bookings, BookingsState, BookingUpdate } from './bookings.ts';

interface Parts {
  readonly rest: RestApi;
  readonly connection: Connection;
  readonly clock: Clock;
  user(): Account | undefined;
}

const EMPTY: BookingsState = { items: [], status: 'idle' };

/** The bookings as the server has them: read anew on each new connection, and kept as it tells of their changes. */
export class LiveBookings implements Bookings {
  readonly state = new Writable<BookingsState>(EMPTY);
  private readonly updates = new Emitter<{ updated: BookingUpdate }>();
  /** Told while a list was on its way, which may be older. */
  private readonly told = new Map<string, Booking>();
  private era = 0;

  constructor(private readonly parts: Parts) {
    const { connection, clock } = parts;
    const refresh = () => void this.refresh().catch(() => {});
    connection.on('booking_updated', ({ booking, by }) => this.updated(booking, by));
    connection.onUp(refresh);
    connection.onWake(refresh);
    pollWithoutSocket(connection, clock, refresh);
  }

  onUpdated(listener: (update: BookingUpdate) => void): () => void {
    return this.updates.on('updated', listener);
  }

  listChanges(bookingId: string): Promise<BookingStep[]> {
    return this.parts.rest.listBookingChanges(bookingId);
  }

  calendarFile(bookingId: string): Promise<string> {
    return this.parts.rest.readCalendar(bookingId);
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
    this.told.clear();
    if (this.state.get().status === 'idle') this.state.set({ ...EMPTY, status: 'loading' });
    try {
      const listed = await this.parts.rest.listBookings();
      if (era === this.era) this.state.set({ items: this.withTold(listed), status: 'ready' });
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
    this.told.clear();
    this.state.set(EMPTY);
  }

  private updated(booking: Booking, by: string): void {
    if (this.parts.user() === undefined) return;
    const before = this.find(booking.id);
    this.told.set(booking.id, booking);
    if (this.state.get().status === 'ready') this.put(booking);
    this.updates.emit('updated', { booking, before, by });
  }

  private withTold(listed: readonly Booking[]): Booking[] {
    const items = new Map(listed.map((booking) => [booking.id, booking]));
    for (const booking of this.told.values()) items.set(booking.id, newerOf(booking, items.get(booking.id)));
    return soonestFirst([...items.values()]);
  }

  private put(told: Booking): void {
    const booking = newerOf(told, this.find(told.id));
    const others = this.state.get().items.filter(({ id }) => id !== booking.id);
    this.state.set({ items: soonestFirst([...others, booking]), status: 'ready' });
  }
}

function newerOf(a: Booking, b: Booking | undefined): Booking {
  return b !== undefined && b.updatedAt > a.updatedAt ? b : a;
}

function soonestFirst(bookings: readonly Booking[]): Booking[] {
  return [...bookings].sort((a, b) => (a.scheduledAt < b.scheduledAt ? -1 : 1));
}
