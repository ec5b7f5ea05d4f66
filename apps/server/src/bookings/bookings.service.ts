import { type Booking, DOCUMENTED_SENTENCES, type Person, type UserRole } from '@jiggy-care/protocol';
import { Injectable } from '@nestjs/common';
import type { Identity } from '../auth/identity.ts';
import { DomainError } from '../errors/domain-error.ts';
import { Log } from '../operations/log.ts';
import { type BookingChange, BookingsRepository, type DirectoryPage } from './bookings.repository.ts';

interface Request {
  readonly consultantId?: string | undefined;
  readonly patientId?: string | undefined;
  readonly scheduledAt: string;
  readonly durationMinutes: number;
  readonly reason?: string | null | undefined;
}

export type BookingListener = (booking: Booking) => void;

/**
 * The rules of bookings: who may make, see and change one.
 *
 * @source contract, section 2
 */
@Injectable()
export class BookingsService {
  private readonly listeners = new Set<BookingListener>();

  constructor(
    private readonly repository: BookingsRepository,
    private readonly log: Log,
  ) {}

  listConsultants(page: DirectoryPage): Promise<Person[]> {
    return this.repository.listConsultants(page);
  }

  /**
   * Books the caller with the other person that the request names.
   *
   * @throws DomainError `forbidden` where the caller's own place is given to someone else, `not_found` where
   *   the other one does not exist in that role, `validation_failed` where no other one is named
   */
  async create(caller: Identity, request: Request): Promise<Booking> {
    const pair = requirePair(caller, request);
    const otherRole = otherRoleOf(caller.role);
    if (!(await this.repository.hasPerson(pair[SLOT[otherRole]], otherRole))) {
      throw DomainError.notFound(otherRole === 'consultant' ? 'Consultant' : 'Patient');
    }
    const booking = await this.repository.create({
      ...pair,
      scheduledAt: utc(request.scheduledAt),
      durationMinutes: request.durationMinutes,
      reason: request.reason ?? null,
    });
    this.log.info({ bookingId: booking.id }, 'booking made');
    return booking;
  }

  /** The caller's own, soonest first. */
  listOwn(caller: Identity): Promise<Booking[]> {
    return this.repository.listOf(caller.userId);
  }

  /**
   * Moves, completes, reopens or cancels a booking of the caller. What was cancelled stays so: its
   * conversation is closed, and another appointment is another booking.
   *
   * @throws DomainError `not_found`, also for someone else's; `booking_cancelled`
   */
  async change(caller: Identity, bookingId: string, change: BookingChange): Promise<Booking> {
    const { status, scheduledAt } = change;
    const booking = await this.repository.change(
      bookingId,
      caller.userId,
      { status, scheduledAt: scheduledAt === undefined ? undefined : utc(scheduledAt) },
      (current) => {
        if (current.status !== 'cancelled') return;
        throw new DomainError('booking_cancelled', 'This booking was cancelled and cannot be changed');
      },
    );
    if (booking === undefined) throw DomainError.notFound('Booking');
    this.log.info({ bookingId, status: booking.status }, 'booking changed');
    for (const listener of this.listeners) listener(booking);
    return booking;
  }

  /**
   * Calls the listener, which must not throw, with each booking that was changed on this node, after it is
   * stored.
   *
   * @returns removes the listener
   */
  onChanged(listener: BookingListener): () => void {
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  }
}

const SLOT = { patient: 'patientId', consultant: 'consultantId' } as const satisfies Record<UserRole, string>;

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
