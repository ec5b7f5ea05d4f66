import { type BookingStep, ROUTES, type RouteInput } from '@jiggy-care/protocol';
import { Controller } from '@nestjs/common';
import { Caller, type CallerIdentity } from '../auth/caller.ts';
import { BookingsService } from '../bookings/bookings.service.ts';
import { Input, Serves } from '../edge/route.ts';
import { DomainError } from '../errors/domain-error.ts';
import { BookingChangesRepository } from './booking-changes.repository.ts';

@Controller()
export class BookingChangesController {
  constructor(
    private readonly bookings: BookingsService,
    private readonly repository: BookingChangesRepository,
  ) {}

  @Serves(ROUTES.listBookingChanges)
  async list(
    @Caller() { userId }: CallerIdentity,
    @Input() { params: { bookingId } }: RouteInput<typeof ROUTES.listBookingChanges>,
  ): Promise<BookingStep[]> {
    if ((await this.bookings.find(bookingId, userId)) === undefined) throw DomainError.notFound('Booking');
    return this.repository.list(bookingId);
  }
}
