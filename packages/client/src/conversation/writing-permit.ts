import type { LiveBookings } from '../booking/live-bookings.ts';
import type { ChatErrorCode } from '../errors.ts';
import { derive, type Store, Writable } from '../store.ts';
import type { Writability } from './conversation.ts';

/** With these it is clear that the id names no conversation of theirs: also what is no id at all, or a booking's. */
const NO_CONVERSATION: ReadonlySet<ChatErrorCode> = new Set([
  'not_found',
  'forbidden',
  'validation_failed',
  'invalid_options',
]);

/** Whether one may write: what the booking says, and what the server has refused. */
export class WritingPermit {
  readonly store: Store<Writability>;
  private readonly refusal = new Writable<Writability['reason']>(undefined);
  private wasInSync = false;

  /** @param details a store that changes when the booking may be another */
  constructor(
    private readonly bookings: LiveBookings,
    details: Store<unknown>,
    private readonly bookingId: () => string | undefined,
  ) {
    this.store = derive([this.refusal, bookings.state, details], () => this.judge(), isSame);
  }

  /** A message was refused for good. */
  messageRefused(code: ChatErrorCode): void {
    if (code !== 'booking_cancelled' && code !== 'not_available') return;
    this.refusal.set(code);
    if (code === 'booking_cancelled') void this.bookings.refresh().catch(() => {});
  }

  /** The other person was blocked here, or the block was lifted. */
  blocked(isBlocked: boolean): void {
    if (isBlocked) this.refusal.set('not_available');
    else if (this.refusal.get() === 'not_available') this.refusal.set(undefined);
  }

  /** The conversation could be loaded, or could not. Nobody is told that a block is over: loading anew lets one try. */
  loaded(isInSync: boolean, code: ChatErrorCode | undefined): void {
    if (code !== undefined && NO_CONVERSATION.has(code)) this.refusal.set('not_found');
    else if (isInSync && this.refusal.get() === 'not_found') this.refusal.set(undefined);
    else if (isInSync && !this.wasInSync) this.blocked(false);
    this.wasInSync = isInSync;
  }

  /** A booking that takes place again lifts the refusal. */
  bookingsChanged(): void {
    const booking = this.bookings.find(this.bookingId() ?? '');
    if (booking !== undefined && booking.status !== 'cancelled' && this.refusal.get() === 'booking_cancelled')
      this.refusal.set(undefined);
  }

  private judge(): Writability {
    const reason = this.refusal.get();
    if (reason !== undefined) return { canWrite: false, reason };
    const booking = this.bookings.find(this.bookingId() ?? '');
    if (booking?.status === 'cancelled') return { canWrite: false, reason: 'booking_cancelled' };
    return { canWrite: true };
  }
}

function isSame(a: Writability, b: Writability): boolean {
  return a.canWrite === b.canWrite && a.reason === b.reason;
}
