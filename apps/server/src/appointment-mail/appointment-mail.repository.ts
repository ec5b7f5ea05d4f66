import type { Booking } from '@jiggy-care/protocol';
import { Injectable } from '@nestjs/common';
import { and, eq, sql } from 'drizzle-orm';
import { type Standing, standingSql } from '../bookings/standing.ts';
import { Database, type Executor } from '../database/database.ts';
import { bookings } from '../database/schema.ts';

export type UpcomingBooking = Pick<
  Booking,
  'id' | 'consultantId' | 'patientId' | 'status' | 'scheduledAt' | 'durationMinutes'
>;

const FIND_STANDING = `select ${standingSql('b')} as standing from bookings b where b.id = $1`;

/** `$1` now, `$2` and `$3` the last one of the page before, `$4` how many. */
const LIST_UPCOMING = `
select id, consultant_id as "consultantId", patient_id as "patientId", status, scheduled_at as "scheduledAt",
  duration_minutes as "durationMinutes"
from bookings
where status = 'scheduled' and scheduled_at > $1::timestamptz and (scheduled_at, id) > ($2::timestamptz, $3::uuid)
order by scheduled_at, id
limit $4`;

const FIRST_ID = '00000000-0000-0000-0000-000000000000';

/** SQL of what mails of appointments need to know beside the appointment. */
@Injectable()
export class AppointmentMailRepository {
  constructor(private readonly database: Database) {}

  async findStanding(bookingId: string): Promise<Standing | undefined> {
    const { rows } = await this.database.pool.query<{ standing: Standing }>(FIND_STANDING, [bookingId]);
    return rows[0]?.standing;
  }

  /** Whether it still stands for that time. Until the transaction ends, whoever wants to change it waits. */
  async txStandsFor(tx: Executor, bookingId: string, scheduledAt: string): Promise<boolean> {
    const standing = await tx
      .select({ id: bookings.id })
      .from(bookings)
      .where(
        and(
          eq(bookings.id, bookingId),
          eq(bookings.status, 'scheduled'),
          sql`${bookings.scheduledAt} = ${scheduledAt}::timestamptz`,
        ),
      )
      .for('share');
    return standing.length > 0;
  }

  /** Those that are still to come, soonest first. */
  async listUpcoming(now: number, limit: number, after?: UpcomingBooking): Promise<UpcomingBooking[]> {
    const from = new Date(now).toISOString();
    const values = [from, after?.scheduledAt ?? from, after?.id ?? FIRST_ID, limit];
    return (await this.database.pool.query<UpcomingBooking>(LIST_UPCOMING, values)).rows;
  }
}
