import { LONGEST_TOLD_WAIT_MS, LONGEST_WAIT_MS, readWaitMs } from './durations.ts';
import { ChatError, type ChatErrorCode, type FieldFault, isKnownCode } from './errors.ts';

/** What is known of a refusal beside its own words. */
interface Around {
  /** HTTP status, where REST answered. */
  readonly status?: number;
  /** By the header, where there is one. */
  readonly retryAfterMs?: number | undefined;
}

/**
 * A refusal as the server, or whoever answers in its place, has said it. A code that we do not know comes from a newer
 * server, and becomes the nearest one that we do.
 */
export function readRefusal(said: unknown, { status, retryAfterMs }: Around = {}): ChatError {
  const body = (typeof said === 'object' && said !== null ? said : {}) as Readonly<Record<string, unknown>>;
  const code = readCode(body, status);
  const message = typeof body.message === 'string' ? body.message : 'The server could not do that';
  // Its own limit may last longer than we ever wait by ourselves, and is told to the person.
  const mostMs = status !== undefined && code === 'rate_limited' ? LONGEST_TOLD_WAIT_MS : LONGEST_WAIT_MS;
  return new ChatError(code, message, {
    status,
    retryable: typeof body.retryable === 'boolean' ? body.retryable : undefined,
    retryAfterMs: readWaitMs(body.retryAfterMs, mostMs) ?? readWaitMs(retryAfterMs),
    requestId: typeof body.requestId === 'string' ? body.requestId : undefined,
    details: Array.isArray(body.details) ? (body.details as FieldFault[]) : undefined,
  });
}

function readCode({ code, retryable }: Readonly<Record<string, unknown>>, status?: number): ChatErrorCode {
  // It is renewed here; where it cannot be, the credential is as good as any other bad one.
  if (code === 'token_expired') return 'unauthorized';
  if (isKnownCode(code)) return code;
  if (status !== undefined) return codeOfStatus(status);
  if (code === undefined) return 'internal';
  return retryable === true ? 'unavailable' : 'conflict';
}

/** For answers that are not the server's own: a proxy's, mostly. */
function codeOfStatus(status: number): ChatErrorCode {
  if (status === 401) return 'unauthorized';
  if (status === 403) return 'forbidden';
  if (status === 404) return 'not_found';
  if (status === 409) return 'conflict';
  if (status === 413) return 'payload_too_large';
  if (status === 429) return 'rate_limited';
  if (status === 500) return 'internal';
  return status > 500 || status === 408 ? 'unavailable' : 'validation_failed';
}
