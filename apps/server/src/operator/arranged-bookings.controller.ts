import { type Booking, ROUTES, type RouteInput } from '@jiggy-care/protocol';
import { Controller } from '@nestjs/common';
import { BookingsService } from '../bookings/bookings.service.ts';
import { Input, Serves } from '../edge/route.ts';

/**
 * Brings two people together from outside, as the consultant of the booking could.
 *
 * @source protocol P3.24
 */
@Controller()
export class ArrangedBookingsController {
  constructor(private readonly bookings: BookingsService) {}

  @Serves(ROUTES.arrangeBooking)
  arrange(@Input() { body }: RouteInput<typeof ROUTES.arrangeBooking>): Promise<Booking> {
    return this.bookings.arrange(body);
  }

  @Serves(ROUTES.rearrangeBooking)
  rearrange(@Input() { params, body }: RouteInput<typeof ROUTES.rearrangeBooking>): Promise<Booking> {
    return this.bookings.rearrange(params.bookingId, body);
  }
}
