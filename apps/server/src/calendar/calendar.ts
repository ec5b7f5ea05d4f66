import type { Language } from '@jiggy-care/protocol';
import { Injectable } from '@nestjs/common';
import { Config } from '../config/config.ts';
import { Mail } from '../mail/mail.ts';
import type { Appointment } from './appointment.ts';
import { CalendarRepository } from './calendar.repository.ts';
import { type CalendarMethod, calendarFile } from './calendar-file.ts';

interface Wanted {
  readonly method: CalendarMethod;
  readonly language: Language;
  readonly attendee?: string;
}

/** Appointments for the calendars of the two who have them. */
@Injectable()
export class Calendar {
  /** Where appointments are in the app. */
  readonly url: string;
  private readonly organizer: string;

  constructor(
    private readonly repository: CalendarRepository,
    mail: Mail,
    config: Config,
  ) {
    this.url = mail.link('/appointments');
    this.organizer = config.mail ? addressIn(config.mail.from) : `care@${config.publicUrl.hostname}`;
  }

  /** `undefined` when it does not exist or the person has no part in it. */
  find(bookingId: string, userId: string): Promise<Appointment | undefined> {
    return this.repository.find(bookingId, userId);
  }

  fileOf(appointment: Appointment, wanted: Wanted): string {
    return calendarFile(appointment, { ...wanted, url: this.url, organizer: this.organizer });
  }
}

/** The address of a mailbox like `Jiggy Care <care@example.org>`. */
function addressIn(mailbox: string): string {
  return /<([^<>]+)>/.exec(mailbox)?.[1] ?? mailbox;
}
