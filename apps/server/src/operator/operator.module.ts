import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.ts';
import { BookingsModule } from '../bookings/bookings.module.ts';
import { PeopleModule } from '../people/people.module.ts';
import { ArrangedBookingsController } from './arranged-bookings.controller.ts';
import { KnownPeopleController } from './known-people.controller.ts';
import { PersonExportRepository } from './person-export.repository.ts';
import { PersonExport } from './person-export.ts';

/** What a server with a key may do: make people and their tokens, bring them together, close and erase accounts. */
@Module({
  imports: [AuthModule, BookingsModule, PeopleModule],
  controllers: [ArrangedBookingsController, KnownPeopleController],
  providers: [PersonExport, PersonExportRepository],
})
export class OperatorModule {}
