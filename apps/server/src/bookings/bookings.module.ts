import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.ts';
import { BlocksController } from './blocks.controller.ts';
import { BlocksRepository } from './blocks.repository.ts';
import { BlocksService } from './blocks.service.ts';
import { BookingsController } from './bookings.controller.ts';
import { BookingsRepository } from './bookings.repository.ts';
import { BookingsService } from './bookings.service.ts';

/** Who has an appointment with whom, who wants none with whom, and the directory to find someone in. */
@Module({
  imports: [AuthModule],
  controllers: [BlocksController, BookingsController],
  providers: [BlocksRepository, BlocksService, BookingsRepository, BookingsService],
  exports: [BookingsService],
})
export class BookingsModule {}
