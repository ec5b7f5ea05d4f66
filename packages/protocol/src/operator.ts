import { z } from 'zod';
import { BOOKING_TERMS } from './bookings.ts';
import * as LIMITS from './limits.ts';
import { Account, Email } from './people.ts';
import { IsoTime, OffsetPage, singleLine, UserRole, Uuid } from './scalars.ts';

/** How an app with a login of its own calls a person: whatever never changes there, and is no secret. */
export const ExternalId = singleLine(LIMITS.externalIdChars).meta({ example: 'customer-4711' });

/** A person as operators see one. */
export const KnownPerson = z
  .object({
    id: Uuid,
    externalId: z.string().nullable().describe('By which the own app knows the person.'),
    name: z.string(),
    role: UserRole,
    email: z.string().nullable(),
    createdAt: IsoTime,
    lastSeenAt: IsoTime.nullable(),
    disabledAt: IsoTime.nullable(),
    deletedAt: IsoTime.nullable(),
  })
  .meta({ id: 'KnownPerson' });
export type KnownPerson = z.infer<typeof KnownPerson>;

export const KeepPersonBody = z
  .object({
    externalId: ExternalId,
    role: UserRole.describe('For good: whoever is both has two ids.'),
    name: singleLine(LIMITS.nameChars),
    email: Email.optional().describe('Left out, it stays as it is; a new person then has none.'),
  })
  .meta({ id: 'KeepPerson' });
export type KeepPersonBody = z.infer<typeof KeepPersonBody>;

export const ListPeopleQuery = z.object({
  externalId: ExternalId.optional(),
  email: Email.optional(),
  ...OffsetPage,
});

/** What an app's server hands to the app of a person that it has signed in. */
export const MintedToken = z
  .object({
    accessToken: z.string(),
    expiresIn: z.int().describe('Seconds until the access token ends.'),
    sessionId: Uuid.describe('Ends with the token, or when it is ended before.'),
    user: Account,
  })
  .meta({ id: 'MintedToken' });
export type MintedToken = z.infer<typeof MintedToken>;

/** A booking that brings two people together, made on behalf of the consultant. */
export const ArrangeBookingBody = z
  .object({
    consultantId: Uuid,
    patientId: Uuid,
    ...BOOKING_TERMS,
    clientBookingId: Uuid.optional().describe(
      'A retry with the same id for the same consultant answers with the first booking and makes none.',
    ),
  })
  .meta({ id: 'ArrangeBooking' });
