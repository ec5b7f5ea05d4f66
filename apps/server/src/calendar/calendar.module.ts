import { Module } from '@nestjs/common';
import { PreferencesModule } from '../preferences/preferences.module.ts';
import { CalendarController } from './calendar.controller.ts';
import { CalendarRepository } from './calendar.repository.ts';
import { Calendar } from './calendar.ts';

/** Appointments in the calendars of the two who have them. */
@Module({
  imports: [PreferencesModule],
  controllers: [CalendarController],
  providers: [Calendar, CalendarRepository],
  exports: [Calendar],
})
export class CalendarModule {}
