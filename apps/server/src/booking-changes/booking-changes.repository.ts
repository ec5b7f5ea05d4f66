import type { Booking, BookingStep } from '@jiggy-care/protocol';
import { Injectable } from '@nestjs/common';
import { desc, eq } from 'drizzle-orm';
import { partedSql } from '../bookings/standing.ts';
import { Database, type Executor } from '../database/database.ts';
import { bookingChanges } from '../database/schema.ts';

/** What is kept of a booking's way. More changes than this no person makes. */
const MAX_STEPS = 500;

interface Change {
  readonly booking: Booking;
  /** Nothing for its making. */
  readonly before?: Booking;
  readonly by: string;
}

/** The two of a booking, as of those which someone who is here may have missed. */
export interface MissedBooking {
  readonly id: string;
  readonly consultantId: string;
  readonly patientId: string;
}

const FIND_PARTED = `select ${partedSql('p')} as "isParted"
  from (values ($1::uuid, $2::uuid)) as p(consultant_id, patient_id)`;

const LIST_CHANGED = `
select b.id, b.consultant_id as "consultantId", b.patient_id as "patientId" from bookings b
where (b.consultant_id = any($1::uuid[]) or b.patient_id = any($1::uuid[]))
  and b.updated_at > clock_timestamp() - $2 * interval '1 ms'`;

@Injectable()
export class BookingChangesRepository {
  constructor(private readonly database: Database) {}

  /** To be run in the transaction that changes the booking. */
  async record(tx: Executor, changes: readonly Change[]): Promise<void> {
    const rows = changes.map(({ booking: { id, status, scheduledAt, updatedAt }, before, by }) => ({
      bookingId: id,
      by,
      status,
      scheduledAt,
      statusBefore: before?.status ?? null,
      scheduledAtBefore: before?.scheduledAt ?? null,
      at: updatedAt,
    }));
    await tx.insert(bookingChanges).values(rows);
  }

  /** The way of a booking, oldest step first; of a very long one the end. */
  async list(bookingId: string): Promise<BookingStep[]> {
    const { at, by, status, scheduledAt, statusBefore, scheduledAtBefore } = bookingChanges;
    const newest = await this.database.db
      .select({ at, by, status, scheduledAt, statusBefore, scheduledAtBefore })
      .from(bookingChanges)
      .where(eq(bookingChanges.bookingId, bookingId))
      .orderBy(desc(bookingChanges.id))
      .limit(MAX_STEPS);
    return newest.reverse().map(({ statusBefore, scheduledAtBefore, ...step }) => {
      const isMaking = statusBefore === null || scheduledAtBefore === null;
      return { ...step, before: isMaking ? null : { status: statusBefore, scheduledAt: scheduledAtBefore } };
    });
  }

  /** Who made the newest change. */
  async lastBy(bookingId: string): Promise<string | undefined> {
    const [row] = await this.database.db
      .select({ by: bookingChanges.by })
      .from(bookingChanges)
      .where(eq(bookingChanges.bookingId, bookingId))
      .orderBy(desc(bookingChanges.id))
      .limit(1);
    return row?.by;
  }

  /** Whether a block or a closed account stands between the two. */
  async areParted({ consultantId, patientId }: Omit<MissedBooking, 'id'>): Promise<boolean> {
    const { rows } = await this.database.pool.query(FIND_PARTED, [consultantId, patientId]);
    return rows[0].isParted;
  }

  /** The bookings of these people that were made or changed within this time. */
  async listChanged(people: readonly string[], withinMs: number): Promise<MissedBooking[]> {
    const { rows } = await this.database.pool.query<MissedBooking>(LIST_CHANGED, [people, withinMs]);
    return rows;
  }
}
