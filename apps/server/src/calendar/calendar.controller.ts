import { Readable } from 'node:stream';
import { ROUTES, type RouteInput } from '@jiggy-care/protocol';
import { Controller } from '@nestjs/common';
import { Caller, type CallerIdentity } from '../auth/caller.ts';
import type { OutgoingBytes } from '../edge/bytes-reply.ts';
import { Input, Serves } from '../edge/route.ts';
import { DomainError } from '../errors/domain-error.ts';
import { Preferences } from '../preferences/preferences.ts';
import { Calendar } from './calendar.ts';

@Controller()
export class CalendarController {
  constructor(
    private readonly calendar: Calendar,
    private readonly preferences: Preferences,
  ) {}

  @Serves(ROUTES.getBookingCalendar)
  async read(
    @Caller() caller: CallerIdentity,
    @Input() { params: { bookingId } }: RouteInput<typeof ROUTES.getBookingCalendar>,
  ): Promise<OutgoingBytes> {
    const appointment = await this.calendar.find(bookingId, caller.userId);
    if (appointment === undefined) throw DomainError.notFound('Booking');
    const { language } = await this.preferences.ofOne(caller);
    const file = this.calendar.fileOf(appointment, { method: 'PUBLISH', language: language ?? 'en' });
    const bytes = Buffer.from(file);
    return {
      stream: Readable.from([bytes]),
      type: 'text/calendar',
      length: bytes.length,
      name: 'appointment.ics',
    };
  }
}
