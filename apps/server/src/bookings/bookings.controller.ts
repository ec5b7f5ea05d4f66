import { type Booking, type Person, ROUTES, type RouteInput } from '@jiggy-care/protocol';
import { Controller } from '@nestjs/common';
import { Caller, type CallerIdentity } from '../auth/caller.ts';
import { Input, Serves } from '../edge/route.ts';
import { BookingsService } from './bookings.service.ts';

@Controller()
export class BookingsController {
  constructor(private readonly bookings: BookingsService) {}

  @Serves(ROUTES.listConsultants)
  listConsultants(@Input() { query }: RouteInput<typeof ROUTES.listConsultants>): Promise<Person[]> {
    return this.bookings.listConsultants(query);
  }

  @Serves(ROUTES.createBooking)
  create(
    @Caller() caller: CallerIdentity,
    @Input() { body }: RouteInput<typeof ROUTES.createBooking>,
  ): Promise<Booking> {
    return this.bookings.create(caller, body);
  }

  @Serves(ROUTES.listBookings)
  list(@Caller() caller: CallerIdentity): Promise<Booking[]> {
    return this.bookings.listOwn(caller);
  }

  @Serves(ROUTES.changeBooking)
  change(
    @Caller() caller: CallerIdentity,
    @Input() { params, body }: RouteInput<typeof ROUTES.changeBooking>,
  ): Promise<Booking> {
    return this.bookings.change(caller, params.bookingId, body);
  }
}
