import { type Booking, DOCUMENTED_SENTENCES, LIMITS, type UserRole } from '@jiggy-care/protocol';
import { Injectable } from '@nestjs/common';
import type { Identity } from '../auth/identity.ts';
import { Clock } from '../clock/clock.ts';
import { Config } from '../config/config.ts';
import { DomainError } from '../errors/domain-error.ts';
import { Log } from '../operations/log.ts';
import { Directory } from '../people/directory.ts';
import { requireAhead, requireRoomForOpen, tooManyToday } from './booking-rules.ts';
import {
  type BookingChange,
  BookingsRepository,
  type MadeBefore,
  type PairFacts,
} from './bookings.repository.ts';
import { hereAndNow, placeOf } from './nearest-first.ts';
import { refusalOfStanding } from './standing.ts';

interface Request {
  readonly consultantId?: string | undefined;
  readonly patientId?: string | undefined;
  readonly scheduledAt: string;
  readonly durationMinutes: number;
  readonly reason?: string | null | undefined;
  readonly clientBookingId?: string | undefined;
}

interface Page {
  readonly limit?: number | undefined;
  /** The last booking of the page before. */
  readonly before?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

const DAY_MS = 86_400_000;

/**
 * The rules of bookings: who may make, see and change one.
 *
 * @source protocol P3.2 to P3.11
 */
@Injectable()
export class BookingsService {
  constructor(
    private readonly repository: BookingsRepository,
    private readonly directory: Directory,
    private readonly log: Log,
    private readonly config: Config,
    private readonly clock: Clock,
  ) {}

  /**
   * Books the caller with the other person that the request names. A retry with the same `clientBookingId` gets
   * what the first one made.
   *
   * @throws DomainError `forbidden` where the caller's own place is given to someone else, `not_found` where
   *   the other one does not exist in that role, `validation_failed` where no other one is named or a patient
   *   names a time that is past, `not_available`, `conflict` and `rate_limited` where it is one too many
   */
  async create(caller: Identity, request: Request): Promise<Booking> {
    const pair = requirePair(caller, request);
    const otherRole = otherRoleOf(caller.role);
    if (!(await this.directory.has(pair[SLOT[otherRole]], otherRole))) {
      throw DomainError.notFound(otherRole === 'consultant' ? 'Consultant' : 'Patient');
    }
    const scheduledAt = utc(request.scheduledAt);
    const now = this.clock.now();
    const { booking, isNew } = await this.repository.create(
      {
        ...pair,
        scheduledAt,
        durationMinutes: request.durationMinutes,
        reason: request.reason ?? null,
        bookedBy: caller.userId,
        clientBookingId: request.clientBookingId ?? null,
      },
      now,
      async (facts, madeBefore) => {
        if (caller.role === 'patient') requireAhead(scheduledAt, now);
        requireAvailable(facts);
        if (caller.role === 'patient') requireRoomForOpen(facts.openOnes, this.config.bookings.openPerPair);
        await this.requireNotTooMany(caller, madeBefore);
      },
    );
    if (isNew) this.log.info({ userId: caller.userId, bookingId: booking.id }, 'booking made');
    return booking;
  }

  /**
   * Books two people from outside, as the consultant could.
   *
   * @throws DomainError as {@link create} does for a consultant
   */
  async arrange(request: Request & { readonly consultantId: string }): Promise<Booking> {
    const { consultantId } = request;
    if (!(await this.directory.has(consultantId, 'consultant'))) throw DomainError.notFound('Consultant');
    return this.create(asConsultant(consultantId), request);
  }

  /**
   * Changes a booking from outside, as its consultant could.
   *
   * @throws DomainError as {@link change} does for a consultant
   */
  async rearrange(bookingId: string, change: BookingChange): Promise<Booking> {
    const consultantId = await this.repository.findConsultantOf(bookingId);
    if (consultantId === undefined) throw DomainError.notFound('Booking');
    return this.change(asConsultant(consultantId), bookingId, change);
  }

  /** `undefined` when it does not exist or the person has no part in it. */
  find(bookingId: string, userId: string): Promise<Booking | undefined> {
    return this.repository.findForParty(bookingId, userId);
  }

  /** A page of the caller's own, the nearest to now first, and whether there are more beyond it. */
  async listOwn(
    { userId, role }: Identity,
    page: Page = {},
  ): Promise<{ items: Booking[]; hasMore: boolean }> {
    const { limit = LIMITS.pageMax, before, from, to } = page;
    const here = hereAndNow(this.clock.now());
    const last = before === undefined ? undefined : await this.repository.findForParty(before, userId);
    if (before !== undefined && last === undefined) throw DomainError.notFound('Booking');
    const found = await this.repository.listNearest({
      userId,
      role,
      limit: limit + 1,
      here,
      from: from === undefined ? undefined : utc(from),
      to: to === undefined ? undefined : utc(to),
      after: last === undefined ? undefined : placeOf(last, here),
    });
    return { items: found.slice(0, limit), hasMore: found.length > limit };
  }

  /**
   * Moves, completes, reopens or cancels a booking of the caller. What was cancelled stays so: its
   * conversation is closed, and another appointment is another booking. Where the two may not reach each other
   * any more, it can still be cancelled.
   *
   * @throws DomainError `not_found`, also for someone else's; `booking_cancelled`, `not_available`; for a patient
   *   also `validation_failed` where the new time is past, and `conflict` where too many would be open
   */
  async change(caller: Identity, bookingId: string, change: BookingChange): Promise<Booking> {
    const { status } = change;
    const now = this.clock.now();
    const scheduledAt = change.scheduledAt === undefined ? undefined : utc(change.scheduledAt);
    const booking = await this.repository.change(
      bookingId,
      caller.userId,
      { status, scheduledAt },
      now,
      (current, facts) => {
        if (current.status === 'cancelled') {
          throw new DomainError('booking_cancelled', 'This booking was cancelled and cannot be changed');
        }
        if (status === 'cancelled') return;
        requireAvailable(facts);
        if (caller.role !== 'patient') return;
        if (scheduledAt !== undefined) requireAhead(scheduledAt, now);
        const after = {
          ...current,
          status: status ?? current.status,
          scheduledAt: scheduledAt ?? current.scheduledAt,
        };
        if (isOpen(after, now) && !isOpen(current, now))
          requireRoomForOpen(facts.openOnes, this.config.bookings.openPerPair);
      },
    );
    if (booking === undefined) throw DomainError.notFound('Booking');
    this.log.info({ userId: caller.userId, bookingId, status: booking.status }, 'booking changed');
    return booking;
  }

  private async requireNotTooMany(caller: Identity, madeBefore: MadeBefore): Promise<void> {
    const { patientPerDay, consultantPerDay } = this.config.bookings;
    const perDay = caller.role === 'patient' ? patientPerDay : consultantPerDay;
    if (perDay === undefined) return;
    const ageMs = await madeBefore(perDay);
    if (ageMs === undefined) return;
    this.log.info({ userId: caller.userId, perDay }, 'booking refused: too many in a day');
    throw tooManyToday(perDay, DAY_MS - ageMs);
  }
}

function isOpen({ status, scheduledAt, durationMinutes }: Booking, now: number): boolean {
  return status === 'scheduled' && Date.parse(scheduledAt) + durationMinutes * 60_000 > now;
}

/** @throws DomainError `not_available` */
function requireAvailable({ standing }: PairFacts): void {
  if (standing === 'parted') throw refusalOfStanding(standing);
}
const SLOT = { patient: 'patientId', consultant: 'consultantId' } as const satisfies Record<UserRole, string>;

function asConsultant(userId: string): Identity {
  return { userId, role: 'consultant', sessionId: undefined };
}

function otherRoleOf(role: UserRole): UserRole {
  return role === 'patient' ? 'consultant' : 'patient';
}

/** The two people of the booking: the caller in its own place, who may be left out, and the one it names. */
function requirePair(caller: Identity, request: Request): { consultantId: string; patientId: string } {
  const own = request[SLOT[caller.role]] ?? caller.userId;
  if (own !== caller.userId) throw DomainError.forbidden('You can book for yourself only');
  const otherSlot = SLOT[otherRoleOf(caller.role)];
  const other = request[otherSlot];
  if (other === undefined) {
    throw new DomainError('validation_failed', DOCUMENTED_SENTENCES.validationFailed, {
      details: [{ path: otherSlot, message: 'must name the other person' }],
    });
  }
  return caller.role === 'patient'
    ? { patientId: own, consultantId: other }
    : { consultantId: own, patientId: other };
}

function utc(time: string): string {
  return new Date(time).toISOString();
}
