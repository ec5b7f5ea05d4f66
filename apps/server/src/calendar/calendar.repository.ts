import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.ts';
import type { Appointment } from './appointment.ts';

/** `$1` booking, `$2` one of its two people. Its making is no change. */
const FIND = `
select b.id, b.scheduled_at as "scheduledAt", b.duration_minutes as "durationMinutes",
  b.status = 'cancelled' as "isCancelled", b.created_at as "createdAt", b.updated_at as "updatedAt",
  (
    select count(*)::int from booking_changes s where s.booking_id = b.id and s.status_before is not null
  ) as sequence
from bookings b
where b.id = $1 and $2 in (b.consultant_id, b.patient_id)`;

@Injectable()
export class CalendarRepository {
  constructor(private readonly database: Database) {}

  /** `undefined` when it does not exist or the person has no part in it. */
  async find(bookingId: string, userId: string): Promise<Appointment | undefined> {
    return (await this.database.pool.query<Appointment>(FIND, [bookingId, userId])).rows[0];
  }
}
