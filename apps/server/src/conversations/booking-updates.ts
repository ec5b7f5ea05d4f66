import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { BookingsService } from '../bookings/bookings.service.ts';
import { describeError } from '../operations/describe-error.ts';
import { Log } from '../operations/log.ts';
import { ConversationsRepository } from './conversations.repository.ts';
import { InboxUpdates } from './inbox-updates.ts';

/** A booking that was moved or cancelled shows in the inbox of both people. */
@Injectable()
export class BookingUpdates implements OnModuleInit, OnModuleDestroy {
  private stopListening: (() => void) | undefined;

  constructor(
    private readonly bookings: BookingsService,
    private readonly repository: ConversationsRepository,
    private readonly inbox: InboxUpdates,
    private readonly log: Log,
  ) {}

  onModuleInit(): void {
    this.stopListening = this.bookings.onChanged((booking, by) => {
      this.repository.findByBookingFor(booking.id, booking.patientId).then(
        (conversation) => {
          if (conversation !== undefined) this.inbox.touch(conversation, by);
        },
        (thrown: unknown) =>
          this.log.warn({ error: describeError(thrown) }, 'cannot tell of a changed booking'),
      );
    });
  }

  onModuleDestroy(): void {
    this.stopListening?.();
  }
}
