import { type Booking, LIMITS, type Person, ROUTES, type RouteInput } from '@jiggy-care/protocol';
import { Controller, Res } from '@nestjs/common';
import type { Response } from 'express';
import { Caller, type CallerIdentity } from '../auth/caller.ts';
import { offsetPage, tellNextPage } from '../edge/next-page.ts';
import { Input, Serves } from '../edge/route.ts';
import { Directory } from '../people/directory.ts';
import { BookingsService } from './bookings.service.ts';
import { VerifiedOnly } from './verified-only.ts';

@Controller()
export class BookingsController {
  constructor(
    private readonly bookings: BookingsService,
    private readonly directory: Directory,
    private readonly verifiedOnly: VerifiedOnly,
  ) {}

  @Serves(ROUTES.listConsultants)
  listConsultants(
    @Input() { query }: RouteInput<typeof ROUTES.listConsultants>,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Person[]> {
    return offsetPage(response, query, (limit) => this.directory.listConsultants({ ...query, limit }));
  }

  @Serves(ROUTES.createBooking)
  async create(
    @Caller() caller: CallerIdentity,
    @Input() { body }: RouteInput<typeof ROUTES.createBooking>,
  ): Promise<Booking> {
    await this.verifiedOnly.require(caller);
    return this.bookings.create(caller, body);
  }

  @Serves(ROUTES.listBookings)
  async list(
    @Caller() caller: CallerIdentity,
    @Input() { query }: RouteInput<typeof ROUTES.listBookings>,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Booking[]> {
    const { items, hasMore } = await this.bookings.listOwn(caller, query);
    const last = items.at(-1);
    if (hasMore && last !== undefined) {
      tellNextPage(response, { limit: query.limit ?? LIMITS.pageMax, before: last.id });
    }
    return items;
  }

  @Serves(ROUTES.changeBooking)
  change(
    @Caller() caller: CallerIdentity,
    @Input() { params, body }: RouteInput<typeof ROUTES.changeBooking>,
  ): Promise<Booking> {
    return this.bookings.change(caller, params.bookingId, body);
  }
}
