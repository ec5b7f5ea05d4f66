import { Injectable, type OnApplicationBootstrap, type OnModuleInit } from '@nestjs/common';
import { z } from 'zod';
import { Calendar } from '../calendar/calendar.ts';
import { Clock } from '../clock/clock.ts';
import { Config } from '../config/config.ts';
import { Facts } from '../facts/facts.ts';
import type { Job } from '../jobs/job.ts';
import { Jobs } from '../jobs/jobs.ts';
import { MAILS_AT_ONCE, Mail } from '../mail/mail.ts';
import { describeError } from '../operations/describe-error.ts';
import { Log } from '../operations/log.ts';
import { notBefore } from '../preferences/quiet-hours.ts';
import { Readers } from '../preferences/readers.ts';
import { REMINDER_MAIL, reminderKey, reminderKeys, remindersOf } from './appointment-jobs.ts';
import { AppointmentMailRepository, type UpcomingBooking } from './appointment-mail.repository.ts';
import { letterOf } from './letter-of.ts';

const ReminderPayload = z.object({
  bookingId: z.string(),
  userId: z.string(),
  beforeMs: z.number(),
  scheduledAt: z.string(),
});

const PAGE = 250;

/**
 * Reminds both people of an appointment. What moves one moves what reminds of it, in the same transaction.
 *
 * @source protocol P15.5
 */
@Injectable()
export class Reminders implements OnModuleInit, OnApplicationBootstrap {
  private readonly beforeMs: readonly number[];

  constructor(
    config: Config,
    private readonly jobs: Jobs,
    private readonly facts: Facts,
    private readonly mail: Mail,
    private readonly calendar: Calendar,
    private readonly readers: Readers,
    private readonly repository: AppointmentMailRepository,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {
    this.beforeMs = mail.isOn ? config.reminders.beforeMs : [];
  }

  onModuleInit(): void {
    if (this.beforeMs.length === 0) return;
    const { jobs, clock, beforeMs } = this;
    jobs.addFor('booking.made', (facts) =>
      facts.flatMap(({ booking }) => remindersOf(booking, beforeMs, clock.now())),
    );
    jobs.addFor('booking.changed', async (facts, tx) => {
      await jobs.remove(
        tx,
        facts.flatMap(({ booking }) => reminderKeys(booking, beforeMs)),
      );
      return facts.flatMap(({ booking }) => remindersOf(booking, beforeMs, clock.now()));
    });
    jobs.work(REMINDER_MAIL, (job) => this.remind(job), { atOnce: MAILS_AT_ONCE });
  }

  /** Bookings that were made under other settings, or by an earlier version, are reminded of too. */
  onApplicationBootstrap(): void {
    if (this.beforeMs.length === 0) return;
    this.catchUp().catch((thrown: unknown) => {
      this.log.warn({ error: describeError(thrown) }, 'cannot look for appointments to remind of');
    });
  }

  private async catchUp(): Promise<void> {
    const now = this.clock.now();
    let page: UpcomingBooking[] = [];
    do {
      page = await this.repository.listUpcoming(now, PAGE, page.at(-1));
      const reminders = page.flatMap((booking) => remindersOf(booking, this.beforeMs, now));
      if (reminders.length > 0) {
        await this.facts.inTransaction((tx) =>
          this.jobs.add(
            tx,
            reminders.map((job) => ({ ...job, first: 'stays' })),
          ),
        );
      }
    } while (page.length === PAGE);
  }

  private async remind(job: Job): Promise<void> {
    const { payload } = job;
    const { bookingId, userId, beforeMs, scheduledAt } = ReminderPayload.parse(payload);
    const appointment = await this.calendar.find(bookingId, userId);
    if (appointment?.scheduledAt !== scheduledAt || !this.beforeMs.includes(beforeMs)) return;
    if ((await this.repository.findStanding(bookingId)) !== 'open') return;
    const reader = await this.readers.findTrusted(userId);
    if (reader === undefined || !reader.preferences.mailAppointments) return;
    const now = this.clock.now();
    const dueAt = notBefore(reader.preferences, now);
    if (dueAt > now) return this.postpone(payload, dueAt);
    await this.mail.send(job, letterOf(reader, { news: 'reminder', appointment, url: this.calendar.url }));
  }

  /**
   * Until quiet hours are over; what begins within them nobody is reminded of. One that was moved this instant has another
   * reminder under the same key.
   */
  private async postpone(payload: Job['payload'], runAt: number): Promise<void> {
    const { bookingId, userId, beforeMs, scheduledAt } = ReminderPayload.parse(payload);
    const expiresAt = Date.parse(scheduledAt);
    if (runAt >= expiresAt) return;
    const key = reminderKey(bookingId, userId, beforeMs);
    const later = { kind: REMINDER_MAIL, key, payload, runAt, expiresAt };
    await this.facts.inTransaction(async (tx) => {
      if (await this.repository.txStandsFor(tx, bookingId, scheduledAt)) await this.jobs.add(tx, [later]);
    });
  }
}
