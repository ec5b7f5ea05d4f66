import { z } from 'zod';
import { type ErrorCode, RETRYABLE } from './error-codes.ts';
import { Uuid } from './scalars.ts';

interface ErrorMeaning {
  /** HTTP status of a REST answer with this code. */
  readonly status: number;
  readonly meaning: string;
}

const MEANINGS = {
  validation_failed: { status: 400, meaning: 'The input does not have the documented shape.' },
  bad_json: { status: 400, meaning: 'The body is not JSON.' },
  too_complex: { status: 400, meaning: 'The input is nested too deeply or has too many values.' },
  unauthorized: { status: 401, meaning: 'The credential is missing, invalid or expired.' },
  token_expired: { status: 401, meaning: 'The access token has expired: refresh it.' },
  wrong_credentials: { status: 401, meaning: 'The e-mail or the password is wrong.' },
  forbidden: { status: 403, meaning: 'The caller may not do this.' },
  cross_site: { status: 403, meaning: 'A cookie may not be used from another site.' },
  account_disabled: { status: 403, meaning: 'An operator has closed this account.' },
  signup_closed: { status: 403, meaning: 'This role cannot be self-registered here.' },
  email_not_verified: {
    status: 403,
    meaning: 'The e-mail address of the account has to be verified before.',
  },
  not_found: { status: 404, meaning: 'It does not exist, or the caller has no part in it.' },
  push_off: { status: 404, meaning: 'This server reaches no device while the app is closed.' },
  method_not_allowed: { status: 405, meaning: 'The path exists, this method does not.' },
  conflict: { status: 409, meaning: 'The state of things does not allow it.' },
  push_failed: { status: 409, meaning: 'The push service of the device did not take it.' },
  email_taken: { status: 409, meaning: 'An account with this e-mail exists.' },
  booking_cancelled: { status: 409, meaning: 'The booking was cancelled: read only.' },
  not_available: { status: 409, meaning: 'The other person is not available.' },
  link_expired: { status: 410, meaning: 'The link of the mail was used, is too old, or was replaced.' },
  payload_too_large: { status: 413, meaning: 'The body is larger than the server reads.' },
  unsupported_media_type: {
    status: 415,
    meaning: 'The body is of a type that is not read here, or compressed.',
  },
  rate_limited: { status: 429, meaning: 'Too many of these in a short time.' },
  internal: { status: 500, meaning: 'The server failed; it was not the request.' },
  unavailable: { status: 503, meaning: 'The server cannot store this just now.' },
  mail_off: { status: 503, meaning: 'This server sends no mails.' },
  not_identified: { status: 403, meaning: 'The socket has no identity before its first join.' },
  not_joined: { status: 403, meaning: 'The socket is not in this conversation.' },
  unknown_event: { status: 400, meaning: 'There is no such event.' },
  busy_socket: { status: 429, meaning: 'Too many events of this socket are waiting.' },
  callee_offline: { status: 409, meaning: 'The other person cannot be reached now.' },
  in_another_call: { status: 409, meaning: 'The caller is in another call.' },
  no_such_call: { status: 409, meaning: 'There is no such call any more.' },
  answered_elsewhere: { status: 409, meaning: 'Another device has the call.' },
} as const satisfies Record<ErrorCode, ErrorMeaning>;

/** What each refusal is on REST, what it means, and whether the same request may succeed later without being changed. */
export const ERRORS = Object.fromEntries(
  Object.entries(MEANINGS).map(([code, row]) => [code, { ...row, retryable: RETRYABLE[code as ErrorCode] }]),
) as Readonly<Record<ErrorCode, ErrorMeaning & { readonly retryable: boolean }>>;

const codes = Object.keys(RETRYABLE) as [ErrorCode, ...ErrorCode[]];
const Code = z.enum(codes).meta({ id: 'ErrorCode' });

/** The two sentences that the document gives (section 4, events 1 and 6). */
export const DOCUMENTED_SENTENCES = {
  joinFieldsMissing: 'Missing required fields: conversationId, userId, or userType',
  readDataInvalid: 'Invalid data provided',
  validationFailed: 'Validation failed',
} as const;

const ErrorDetails = z
  .array(z.object({ path: z.string(), message: z.string() }))
  .describe('Each bad field, with what is wrong about it.');

/** Body of every REST refusal (document, section 10), with our optional additions. */
export const HttpErrorBody = z
  .object({
    statusCode: z.int(),
    message: z.string().describe('A sentence for a person.'),
    error: z.string().describe('What HTTP calls the status.'),
    code: Code,
    requestId: z
      .string()
      .describe("Finds the refusal in the server's log, in development or where it logs at `debug`."),
    details: ErrorDetails.optional(),
    retryAfterMs: z.int().optional(),
  })
  .meta({ id: 'Error' });
export type HttpErrorBody = z.infer<typeof HttpErrorBody>;

/** Payload of the `error` event (document, section 10), with our optional additions. */
export const SocketErrorPayload = z
  .object({
    message: z.string().describe('A sentence for a person.'),
    code: Code,
    event: z.string().optional().describe('The event that was refused.'),
    details: ErrorDetails.optional(),
    retryable: z.boolean().describe('Whether the same event may succeed later.'),
    retryAfterMs: z.int().optional().describe('Wait at least this long before trying again.'),
    requestId: z.string().optional().describe("Finds the refusal in the server's log."),
    conversationId: Uuid.optional().describe('As the refused event named it.'),
    clientMessageId: Uuid.optional().describe('As the refused event named it.'),
  })
  .meta({ id: 'SocketError' });
export type SocketErrorPayload = z.infer<typeof SocketErrorPayload>;
