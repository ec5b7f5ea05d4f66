import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.ts';
import { PeopleModule } from '../people/people.module.ts';
import { BlocksController } from './blocks.controller.ts';
import { BlocksRepository } from './blocks.repository.ts';
import { BlocksService } from './blocks.service.ts';
import { BookingsController } from './bookings.controller.ts';
import { BookingsRepository } from './bookings.repository.ts';
import { BookingsService } from './bookings.service.ts';
import { VerifiedOnly } from './verified-only.ts';

/** Who has an appointment with whom, and who wants none with whom; and the way to the directory to find someone in. */
@Module({
  imports: [AuthModule, PeopleModule],
  controllers: [BlocksController, BookingsController],
  providers: [BlocksRepository, BlocksService, BookingsRepository, BookingsService, VerifiedOnly],
  exports: [BookingsService],
})
export class BookingsModule {}
