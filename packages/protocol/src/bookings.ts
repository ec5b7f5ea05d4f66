import { z } from 'zod';
import * as LIMITS from './limits.ts';
import { Person } from './people.ts';
import { freeText, IsoTime, queryInteger, Uuid } from './scalars.ts';

export const BookingStatus = z.enum(['scheduled', 'completed', 'cancelled']).meta({ id: 'BookingStatus' });
export type BookingStatus = z.infer<typeof BookingStatus>;

export const Booking = z
  .object({
    id: Uuid,
    consultantId: Uuid,
    patientId: Uuid,
    scheduledAt: IsoTime,
    durationMinutes: z.int(),
    status: BookingStatus,
    reason: z.string().nullable(),
    createdAt: IsoTime,
    updatedAt: IsoTime,
    consultant: Person,
    patient: Person,
  })
  .meta({ id: 'Booking' });
export type Booking = z.infer<typeof Booking>;

/** How a booking stood before and after one change of it, and who made that. */
export const BookingStep = z
  .object({
    at: IsoTime,
    by: Uuid,
    status: BookingStatus,
    scheduledAt: IsoTime,
    before: z
      .object({ status: BookingStatus, scheduledAt: IsoTime })
      .nullable()
      .describe('`null` for its making.'),
  })
  .meta({ id: 'BookingStep' });
export type BookingStep = z.infer<typeof BookingStep>;

export const BookingUpdated = z
  .object({ booking: Booking, by: Uuid.describe('Which of the two made or changed it.') })
  .meta({ id: 'BookingUpdated' });

/** An instant chosen by a person, between the years 2000 and 2100. */
export const Appointment = z.iso
  .datetime({ offset: true, error: 'must be a date and time with its offset, as in 2026-01-14T14:30:00Z' })
  .refine((time) => Date.parse(time) >= Date.UTC(2000, 0) && Date.parse(time) < Date.UTC(2100, 0), {
    message: 'must lie between the years 2000 and 2100',
  })
  .meta({ format: 'date-time', example: '2026-01-14T14:30:00Z' });

/** When two people meet, for how long, and why; as whoever makes the booking says it. */
export const BOOKING_TERMS = {
  scheduledAt: Appointment,
  durationMinutes: z
    .int()
    .min(LIMITS.bookingMinMinutes)
    .max(LIMITS.bookingMaxMinutes)
    .default(LIMITS.bookingDefaultMinutes),
  reason: freeText(LIMITS.bookingReasonChars).nullish(),
};

/** A patient names the consultant, a consultant names the patient. */
export const CreateBookingBody = z
  .object({
    consultantId: Uuid.optional(),
    patientId: Uuid.optional(),
    ...BOOKING_TERMS,
    clientBookingId: Uuid.optional().describe(
      'Made by the one who books. A retry with the same id answers with the first booking and makes none.',
    ),
  })
  .refine((body) => body.consultantId !== undefined || body.patientId !== undefined, {
    message: 'must name the other person',
    path: ['consultantId'],
  })
  .meta({ id: 'CreateBooking' });

const Instant = z.iso
  .datetime({ offset: true, error: 'must be a date and time with its offset, as in 2026-01-14T14:30:00Z' })
  .meta({ format: 'date-time', example: '2026-01-14T14:30:00Z' });

/** The nearest to now come first, be they past or to come. Where there are more, the header `Link` has the next page. */
export const ListBookingsQuery = z.object({
  limit: queryInteger(1, LIMITS.pageMax).optional().meta({ default: LIMITS.pageMax }),
  before: Uuid.optional().describe('The last booking of the page before.'),
  from: Instant.optional().describe('Only those that begin at this time or later.'),
  to: Instant.optional().describe('Only those that begin before this time.'),
});

export const ChangeBookingBody = z
  .object({ status: BookingStatus.optional(), scheduledAt: Appointment.optional() })
  .refine((body) => body.status !== undefined || body.scheduledAt !== undefined, {
    message: 'must name what to change',
    path: ['status'],
  })
  .meta({ id: 'ChangeBooking' });
