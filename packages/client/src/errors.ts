import type { ServerErrorCode } from './wire.ts';

/**
 * What went wrong: the server's codes, and ours.
 *
 * - `unreachable`: the request did not get through, or its answer did not; try again later
 * - `no_answer`: it was sent and no answer came in time, so it may have been done
 * - `signed_out`: nobody is signed in here, or no longer
 * - `closed`: the client was disconnected meanwhile
 * - `unsupported`: this platform cannot do it
 */
export type ChatErrorCode =
  | ServerErrorCode
  | 'unreachable'
  | 'no_answer'
  | 'signed_out'
  | 'closed'
  | 'unsupported';

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

const RETRYABLE: ReadonlySet<ChatErrorCode> = new Set([
  'rate_limited',
  'internal',
  'unavailable',
  'busy_socket',
  'callee_offline',
  'in_another_call',
  'unreachable',
  'no_answer',
]);

/** The one kind of error that this package rejects with. Decide by `code`, show `message`, report `requestId`. */
export class ChatError extends Error {
  readonly code: ChatErrorCode;
  /** Whether the same may succeed later without being changed. */
  readonly retryable: boolean;
  /** Wait at least this long before trying again. */
  readonly retryAfterMs: number | undefined;
  /** Finds the refusal in the server's log. */
  readonly requestId: string | undefined;
  /** Which fields were not accepted, with `validation_failed`. */
  readonly details: readonly FieldFault[];
  /** HTTP status where REST answered. */
  readonly status: number | undefined;

  constructor(code: ChatErrorCode, message: string, circumstances: Circumstances = {}) {
    super(message, circumstances.cause === undefined ? {} : { cause: circumstances.cause });
    this.name = 'ChatError';
    this.code = code;
    this.retryable = circumstances.retryable ?? RETRYABLE.has(code);
    this.retryAfterMs = circumstances.retryAfterMs;
    this.requestId = circumstances.requestId;
    this.details = circumstances.details ?? [];
    this.status = circumstances.status;
  }
}

/** Whatever was thrown, as a ChatError; what is one already stays as it is. */
export function toChatError(thrown: unknown, what: string): ChatError {
  if (thrown instanceof ChatError) return thrown;
  const reason = thrown instanceof Error ? thrown.message : 'something unexpected happened';
  return new ChatError('internal', `cannot ${what}: ${reason}`, { cause: thrown, retryable: false });
}
