import type { Booking } from '@jiggy-care/protocol';
import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { BookingsService } from '../bookings/bookings.service.ts';
import { Facts } from '../facts/facts.ts';
import { Broadcast, type Missed } from '../realtime/broadcast.ts';
import { BookingChangesRepository } from './booking-changes.repository.ts';

/**
 * Writes down how each booking came to stand as it does, and tells both of its people when it is made, moved, completed
 * or cancelled, whether it has a conversation or not. Where the two are parted, only the one who did it hears of it.
 *
 * @source protocol P3.12, P3.13
 */
@Injectable()
export class BookingUpdates implements OnModuleInit, OnApplicationShutdown {
  private undo: (() => void)[] = [];

  constructor(
    private readonly facts: Facts,
    private readonly repository: BookingChangesRepository,
    private readonly bookings: BookingsService,
    private readonly broadcast: Broadcast,
  ) {}

  onModuleInit(): void {
    const { facts, repository } = this;
    this.undo = [
      facts.recordWith('booking.made', (tx, changes) => repository.record(tx, changes)),
      facts.recordWith('booking.changed', (tx, changes) => repository.record(tx, changes)),
      facts.hear('booking.made', ({ booking, by }) => this.tell(booking, by)),
      facts.hear('booking.changed', ({ booking, by }) => this.tell(booking, by)),
      this.broadcast.onMissed((missed) => this.tellMissed(missed)),
    ];
  }

  /** Not before: until the last request is answered, bookings are made and changed. */
  onApplicationShutdown(): void {
    for (const stop of this.undo) stop();
  }

  private async tell(booking: Booking, by: string): Promise<void> {
    const viewers = [booking.consultantId, booking.patientId].filter((id) => this.broadcast.mayHear(id));
    if (viewers.length === 0) return;
    const areParted = await this.repository.areParted(booking);
    for (const viewer of viewers) {
      if (!areParted || viewer === by) this.broadcast.toInbox(viewer, 'booking_updated', { booking, by });
    }
  }

  /** Who was told already is told once more, of the same. */
  private async tellMissed({ people, sinceMs }: Missed): Promise<void> {
    for (const { id, ...pair } of await this.repository.listChanged(people, sinceMs)) {
      const booking = await this.bookings.find(id, pair.patientId);
      const by = await this.repository.lastBy(id);
      if (booking === undefined || by === undefined) continue;
      const areParted = await this.repository.areParted(pair);
      for (const viewer of [pair.consultantId, pair.patientId]) {
        if (!areParted || viewer === by)
          this.broadcast.toInboxHere(viewer, 'booking_updated', { booking, by });
      }
    }
  }
}
