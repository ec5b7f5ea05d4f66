import type { Booking, BookingStatus, UserRole } from '@jiggy-care/protocol';
import { Injectable } from '@nestjs/common';
import { and, asc, desc, eq, gt, gte, lt, or, type SQL, sql } from 'drizzle-orm';
import { Database, type Executor } from '../database/database.ts';
import { bookings } from '../database/schema.ts';
import { Facts } from '../facts/facts.ts';
import { lockPerson } from '../people/person-locks.ts';
import { personSql } from '../people/person-sql.ts';
import { mergeNearest, type Place } from './nearest-first.ts';
import { type Standing, standingSql } from './standing.ts';

export interface NewBooking {
  readonly consultantId: string;
  readonly patientId: string;
  /** ISO time. */
  readonly scheduledAt: string;
  readonly durationMinutes: number;
  readonly reason: string | null;
  /** Which of the two makes it. */
  readonly bookedBy: string;
  readonly clientBookingId: string | null;
}

export interface BookingChange {
  readonly status?: BookingStatus | undefined;
  /** ISO time. */
  readonly scheduledAt?: string | undefined;
}

/** What a new booking or a change is judged by, true until it is stored. */
export interface PairFacts {
  readonly standing: Standing;
  /** Bookings of the two that are still to come, without the one that is changed. */
  readonly openOnes: number;
}

/** How long ago, in ms, the person made the nth newest booking of the last 24 hours; `undefined` = not so many. */
export type MadeBefore = (nth: number) => Promise<number | undefined>;

export interface BookingsPage {
  readonly userId: string;
  readonly role: UserRole;
  readonly limit: number;
  /** From where "near" is reckoned, ms since the epoch. */
  readonly here: number;
  /** ISO times: the first is part of it, the second is not. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** The end of the page before. */
  readonly after?: Place | undefined;
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
  consultant: personSql(bookings.consultantId),
  patient: personSql(bookings.patientId),
};

/** SQL of bookings. Every query about a booking names the party that asks. */
@Injectable()
export class BookingsRepository {
  constructor(
    private readonly database: Database,
    private readonly facts: Facts,
  ) {}

  /**
   * Stores a booking, or finds the one that the same request made before. One person makes bookings one after the
   * other, so what the rule has seen is still so when the booking is stored.
   *
   * @param allow throws to refuse; nothing is stored then
   */
  create(
    booking: NewBooking,
    now: number,
    allow: (facts: PairFacts, madeBefore: MadeBefore) => Promise<void>,
  ): Promise<{ booking: Booking; isNew: boolean }> {
    return this.facts.inTransaction(async (tx, note) => {
      await lockPerson(tx, booking.bookedBy);
      const known = await findMade(tx, booking);
      if (known !== undefined) return { booking: known, isNew: false };
      await allow(await factsOf(tx, booking, now), (nth) => sinceNthNewest(tx, booking.bookedBy, nth));
      const [created] = await tx.insert(bookings).values(booking).returning(model);
      if (created === undefined) throw new Error('cannot create booking: the insert returned no row');
      note('booking.made', { booking: created, by: booking.bookedBy });
      return { booking: created, isNew: true };
    });
  }

  /** The nearest to `here` first, whichever side of it they lie on. Both sides are read in the order of an index. */
  async listNearest({ userId, role, limit, here, from, to, after }: BookingsPage): Promise<Booking[]> {
    const own = eq(role === 'consultant' ? bookings.consultantId : bookings.patientId, userId);
    const inRange = [
      from === undefined ? undefined : gte(bookings.scheduledAt, from),
      to === undefined ? undefined : lt(bookings.scheduledAt, to),
    ];
    const upcoming = this.database.db
      .select(model)
      .from(bookings)
      .where(and(own, gte(bookings.scheduledAt, iso(here)), ...inRange, beyond(here, 1, after)))
      .orderBy(asc(bookings.scheduledAt), asc(bookings.id))
      .limit(limit);
    const past = this.database.db
      .select(model)
      .from(bookings)
      .where(and(own, lt(bookings.scheduledAt, iso(here)), ...inRange, beyond(here, -1, after)))
      .orderBy(desc(bookings.scheduledAt), asc(bookings.id))
      .limit(limit);
    return mergeNearest(await upcoming, await past, here, limit);
  }

  /** `undefined` when it does not exist or the person has no part in it. */
  async findForParty(bookingId: string, userId: string): Promise<Booking | undefined> {
    const [booking] = await this.database.db
      .select(model)
      .from(bookings)
      .where(and(eq(bookings.id, bookingId), isParty(userId)));
    return booking;
  }

  /** For those who act from outside, and so for the consultant. */
  async findConsultantOf(bookingId: string): Promise<string | undefined> {
    const [booking] = await this.database.db
      .select({ consultantId: bookings.consultantId })
      .from(bookings)
      .where(eq(bookings.id, bookingId));
    return booking?.consultantId;
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
    now: number,
    allow: (booking: Booking, facts: PairFacts) => void,
  ): Promise<Booking | undefined> {
    return this.facts.inTransaction(async (tx, note) => {
      await lockPerson(tx, userId);
      const [booking] = await tx
        .select(model)
        .from(bookings)
        .where(and(eq(bookings.id, bookingId), isParty(userId)))
        .for('update');
      if (booking === undefined) return undefined;
      allow(booking, await factsOf(tx, booking, now));
      const { status = booking.status, scheduledAt = booking.scheduledAt } = change;
      const [changed] = await tx
        .update(bookings)
        .set({ status, scheduledAt, updatedAt: sql`clock_timestamp()` })
        .where(eq(bookings.id, bookingId))
        .returning(model);
      if (changed !== undefined) note('booking.changed', { booking: changed, before: booking, by: userId });
      return changed;
    });
  }
}

function isParty(userId: string): SQL | undefined {
  return or(eq(bookings.consultantId, userId), eq(bookings.patientId, userId));
}

async function findMade(
  tx: Executor,
  { bookedBy, clientBookingId }: NewBooking,
): Promise<Booking | undefined> {
  if (clientBookingId === null) return undefined;
  const [known] = await tx
    .select(model)
    .from(bookings)
    .where(and(eq(bookings.bookedBy, bookedBy), eq(bookings.clientBookingId, clientBookingId)));
  return known;
}

/** @param pair with an `id`, that booking is not counted */
async function factsOf(
  tx: Executor,
  pair: { readonly consultantId: string; readonly patientId: string; readonly id?: string },
  now: number,
): Promise<PairFacts> {
  const { rows } = await tx.execute<{ standing: Standing; openOnes: number }>(sql`
    select ${sql.raw(standingSql('b'))} as standing, (
      select count(*)::int from ${bookings} o
      where o.patient_id = b.patient_id and o.consultant_id = b.consultant_id and o.status = 'scheduled'
        and o.scheduled_at + make_interval(mins => o.duration_minutes) > ${iso(now)}::timestamptz
        and o.id is distinct from ${pair.id ?? null}::uuid
    ) as "openOnes"
    from (values ('scheduled', ${pair.consultantId}::uuid, ${pair.patientId}::uuid))
      as b(status, consultant_id, patient_id)`);
  const [facts] = rows;
  if (facts === undefined) throw new Error('cannot judge a booking: the question returned no row');
  return facts;
}

async function sinceNthNewest(tx: Executor, userId: string, nth: number): Promise<number | undefined> {
  const { rows } = await tx.execute<{ ageMs: number }>(sql`
    select (extract(epoch from now() - ${bookings.createdAt}) * 1000)::int as "ageMs" from ${bookings}
    where ${bookings.bookedBy} = ${userId} and ${bookings.createdAt} > now() - interval '1 day'
    order by ${bookings.createdAt} desc offset ${nth - 1} limit 1`);
  return rows[0]?.ageMs;
}

/** What lies beyond a place of the order, on one side of `here`: 1 = what is to come, -1 = what is past. */
function beyond(here: number, side: 1 | -1, place: Place | undefined): SQL | undefined {
  if (place === undefined) return undefined;
  const at = iso(here + side * place.distanceMs);
  const farther = side === 1 ? gt(bookings.scheduledAt, at) : lt(bookings.scheduledAt, at);
  return or(farther, and(eq(bookings.scheduledAt, at), gt(bookings.id, place.id)));
}

const iso = (ms: number) => new Date(ms).toISOString();
