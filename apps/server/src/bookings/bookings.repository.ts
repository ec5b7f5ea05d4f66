import type { Booking, BookingStatus, Person, UserRole } from '@jiggy-care/protocol';
import { Injectable } from '@nestjs/common';
import { and, asc, eq, or, type SQL, sql } from 'drizzle-orm';
import { Database } from '../database/database.ts';
import { bookings, users } from '../database/schema.ts';

export interface NewBooking {
  readonly consultantId: string;
  readonly patientId: string;
  /** ISO time. */
  readonly scheduledAt: string;
  readonly durationMinutes: number;
  readonly reason: string | null;
}

export interface BookingChange {
  readonly status?: BookingStatus | undefined;
  /** ISO time. */
  readonly scheduledAt?: string | undefined;
}

export interface DirectoryPage {
  readonly search?: string | undefined;
  readonly limit: number;
  readonly offset: number;
}

/** What the two people see of a booking. */
const model = {
  id: bookings.id,
  consultantId: bookings.consultantId,
  patientId: bookings.patientId,
  scheduledAt: bookings.scheduledAt,
  durationMinutes: bookings.durationMinutes,
  status: bookings.status,
  reason: bookings.reason,
  createdAt: bookings.createdAt,
  updatedAt: bookings.updatedAt,
};

/** SQL of bookings and of the directory. Every query about a booking names the party that asks. */
@Injectable()
export class BookingsRepository {
  constructor(private readonly database: Database) {}

  /** Consultants whose name has the text somewhere, whatever the case, in the order of names. */
  listConsultants({ search, limit, offset }: DirectoryPage): Promise<Person[]> {
    const found =
      search === undefined ? undefined : sql`lower(${users.name}) like lower(${contains(search)})`;
    return this.database.db
      .select({ id: users.id, name: users.name })
      .from(users)
      .where(and(eq(users.role, 'consultant'), found))
      .orderBy(sql`lower(${users.name})`, asc(users.id))
      .limit(limit)
      .offset(offset);
  }

  async hasPerson(id: string, role: UserRole): Promise<boolean> {
    const rows = await this.database.db
      .select({ id: users.id })
      .from(users)
      .where(and(eq(users.id, id), eq(users.role, role)));
    return rows.length > 0;
  }

  async create(booking: NewBooking): Promise<Booking> {
    const [created] = await this.database.db.insert(bookings).values(booking).returning(model);
    if (created === undefined) throw new Error('cannot create booking: the insert returned no row');
    return created;
  }

  /** All bookings of the person, soonest first. */
  listOf(userId: string): Promise<Booking[]> {
    return this.database.db
      .select(model)
      .from(bookings)
      .where(isParty(userId))
      .orderBy(asc(bookings.scheduledAt), asc(bookings.id));
  }

  /** `undefined` when it does not exist or the person has no part in it. */
  async findForParty(bookingId: string, userId: string): Promise<Booking | undefined> {
    const [booking] = await this.database.db
      .select(model)
      .from(bookings)
      .where(and(eq(bookings.id, bookingId), isParty(userId)));
    return booking;
  }

  /**
   * Locks the party's booking, lets the rule look at it, and stores the change.
   *
   * @param allow throws to refuse; nothing is stored then
   * @returns     `undefined` when it does not exist or the person has no part in it
   */
  change(
    bookingId: string,
    userId: string,
    change: BookingChange,
    allow: (booking: Booking) => void,
  ): Promise<Booking | undefined> {
    return this.database.db.transaction(async (tx) => {
      const [booking] = await tx
        .select(model)
        .from(bookings)
        .where(and(eq(bookings.id, bookingId), isParty(userId)))
        .for('update');
      if (booking === undefined) return undefined;
      allow(booking);
      const { status = booking.status, scheduledAt = booking.scheduledAt } = change;
      const [changed] = await tx
        .update(bookings)
        .set({ status, scheduledAt, updatedAt: sql`clock_timestamp()` })
        .where(eq(bookings.id, bookingId))
        .returning(model);
      return changed;
    });
  }
}

function isParty(userId: string): SQL | undefined {
  return or(eq(bookings.consultantId, userId), eq(bookings.patientId, userId));
}

/** A pattern for LIKE in which the text means just itself. */
function contains(text: string): string {
  return `%${text.replaceAll(/[\\%_]/g, '\\$&')}%`;
}
