import { Injectable, type OnModuleInit } from '@nestjs/common';
import { z } from 'zod';
import { Calendar } from '../calendar/calendar.ts';
import { Clock } from '../clock/clock.ts';
import type { Job } from '../jobs/job.ts';
import { Jobs } from '../jobs/jobs.ts';
import { MAILS_AT_ONCE, Mail } from '../mail/mail.ts';
import { Readers } from '../preferences/readers.ts';
import { jobsOfChange, jobsOfMade, NEWS_MAIL } from './appointment-jobs.ts';
import { AppointmentMailRepository } from './appointment-mail.repository.ts';
import { letterOf } from './letter-of.ts';

const NewsPayload = z.object({
  bookingId: z.string(),
  userId: z.string(),
  news: z.enum(['made', 'moved', 'cancelled']),
  /** When it is, and when it was before it was moved. */
  at: z.string(),
  was: z.string().optional(),
});

/**
 * Tells both people of a booking by mail that it was made, moved or cancelled, for their calendars.
 *
 * @source protocol P15.4
 */
@Injectable()
export class AppointmentMail implements OnModuleInit {
  constructor(
    private readonly jobs: Jobs,
    private readonly mail: Mail,
    private readonly calendar: Calendar,
    private readonly readers: Readers,
    private readonly repository: AppointmentMailRepository,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    if (!this.mail.isOn) return;
    const { jobs, clock } = this;
    jobs.addFor('booking.made', (facts) => facts.flatMap(({ booking }) => jobsOfMade(booking, clock.now())));
    jobs.addFor('booking.changed', (facts) =>
      facts.flatMap(({ booking, before }) => jobsOfChange(booking, before, clock.now())),
    );
    jobs.work(NEWS_MAIL, (job) => this.tell(job), { atOnce: MAILS_AT_ONCE });
  }

  private async tell(job: Job): Promise<void> {
    const { bookingId, userId, news, at, was } = NewsPayload.parse(job.payload);
    const appointment = await this.calendar.find(bookingId, userId);
    if (appointment === undefined) return;
    // What has happened since then has a mail of its own, which says the last word.
    if (news !== 'cancelled' && (await this.repository.findStanding(bookingId)) !== 'open') return;
    if (news === 'moved' && at !== appointment.scheduledAt) return;
    const reader = await this.readers.findTrusted(userId);
    if (reader === undefined || !reader.preferences.mailAppointments) return;
    const method = news === 'cancelled' ? 'CANCEL' : 'REQUEST';
    const { language, email: attendee } = reader;
    await this.mail.send(job, {
      ...letterOf(reader, { news, appointment, url: this.calendar.url, was }),
      calendar: { method, content: this.calendar.fileOf(appointment, { method, language, attendee }) },
    });
  }
}
