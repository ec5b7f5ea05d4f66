import { Module } from '@nestjs/common';
import { CalendarModule } from '../calendar/calendar.module.ts';
import { PreferencesModule } from '../preferences/preferences.module.ts';
import { AppointmentMailRepository } from './appointment-mail.repository.ts';
import { AppointmentMail } from './appointment-mail.ts';
import { Reminders } from './reminders.ts';

/** Mails of appointments: that they were made, moved or cancelled, and that they are coming up. */
@Module({
  imports: [CalendarModule, PreferencesModule],
  providers: [AppointmentMail, AppointmentMailRepository, Reminders],
})
export class AppointmentMailModule {}
