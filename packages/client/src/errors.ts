import { RETRYABLE } from '@jiggy-care/protocol/words';
import { LONGEST_TOLD_WAIT_MS, readWaitMs } from './durations.ts';
import type { ServerErrorCode } from './wire.ts';

/**
 * What went wrong: the server's codes, and ours.
 *
 * - `unreachable`: the request did not get through, or its answer did not; try again later
 * - `no_answer`: it was sent and no answer came in time, so it may have been done
 * - `signed_out`: nobody is signed in here, or no longer
 * - `closed`: the client was disconnected meanwhile
 * - `unsupported`: this platform cannot do it
 * - `invalid_options`: the program calls it in a way that cannot work; `message` says how
 * - `cookies_blocked`: the browser keeps no cookies of this page, so nobody can be signed in by them
 */
export type ChatErrorCode =
  | ServerErrorCode
  | 'unreachable'
  | 'no_answer'
  | 'signed_out'
  | 'closed'
  | 'unsupported'
  | 'invalid_options'
  | 'cookies_blocked';

/** One field that the server did not accept. */
export interface FieldFault {
  readonly path: string;
  readonly message: string;
}

interface Circumstances {
  readonly retryable?: boolean | undefined;
  readonly retryAfterMs?: number | undefined;
  readonly requestId?: string | undefined;
  readonly details?: readonly FieldFault[] | undefined;
  readonly status?: number | undefined;
  readonly cause?: unknown;
}

/** Every code, and whether the same may succeed later without being changed. */
const CODES: Readonly<Record<ChatErrorCode, boolean>> = {
  ...RETRYABLE,
  unreachable: true,
  no_answer: true,
  signed_out: false,
  closed: false,
  unsupported: false,
  invalid_options: false,
  cookies_blocked: false,
};

/**
 * Says at once what a program without types gets wrong, instead of failing somewhere deep inside.
 *
 * @throws ChatError `invalid_options`
 */
export function requireUse(isRight: boolean, sentence: string): asserts isRight {
  if (!isRight) throw new ChatError('invalid_options', sentence);
}

export function isKnownCode(code: unknown): code is ChatErrorCode {
  return typeof code === 'string' && Object.hasOwn(CODES, code);
}

/** The one kind of error that this package rejects with. Decide by `code`, show `message`, report `requestId`. */
export class ChatError extends Error {
  readonly code: ChatErrorCode;
  /** Whether the same may succeed later without being changed. */
  readonly retryable: boolean;
  /** Wait at least this long before trying again; never more than an hour, whatever was asked for. */
  readonly retryAfterMs: number | undefined;
  /** Finds the refusal in the server's log; that of a socket stands there in development, or where it logs at `debug`. */
  readonly requestId: string | undefined;
  /** Which fields were not accepted, with `validation_failed`. */
  readonly details: readonly FieldFault[];
  /** HTTP status where REST answered. */
  readonly status: number | undefined;

  constructor(code: ChatErrorCode, message: string, circumstances: Circumstances = {}) {
    super(message, circumstances.cause === undefined ? {} : { cause: circumstances.cause });
    this.name = 'ChatError';
    this.code = code;
    this.retryable = circumstances.retryable ?? CODES[code];
    this.retryAfterMs = readWaitMs(circumstances.retryAfterMs, LONGEST_TOLD_WAIT_MS);
    this.requestId = circumstances.requestId;
    this.details = circumstances.details ?? [];
    this.status = circumstances.status;
  }

  /** For logs: an `Error` alone leaves its sentence out. */
  toJSON(): object {
    const { name, code, message, retryable, retryAfterMs, requestId, details, status } = this;
    return { name, code, message, retryable, retryAfterMs, requestId, details, status };
  }
}

/** Whatever was thrown, as a ChatError; what is one already stays as it is. */
export function toChatError(thrown: unknown, what: string): ChatError {
  if (thrown instanceof ChatError) return thrown;
  const reason = thrown instanceof Error ? thrown.message : 'something unexpected happened';
  return new ChatError('internal', `cannot ${what}: ${reason}`, { cause: thrown, retryable: false });
}
