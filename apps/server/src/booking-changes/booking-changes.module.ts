import { Module } from '@nestjs/common';
import { BookingsModule } from '../bookings/bookings.module.ts';
import { RealtimeModule } from '../realtime/realtime.module.ts';
import { BookingChangesController } from './booking-changes.controller.ts';
import { BookingChangesRepository } from './booking-changes.repository.ts';
import { BookingUpdates } from './booking-updates.ts';

/** How bookings came to stand as they do, and who is told of it. */
@Module({
  imports: [BookingsModule, RealtimeModule],
  controllers: [BookingChangesController],
  providers: [BookingChangesRepository, BookingUpdates],
})
export class BookingChangesModule {}
