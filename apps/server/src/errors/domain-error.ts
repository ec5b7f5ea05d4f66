import { ERRORS, type ErrorCode } from '@jiggy-care/protocol';

export interface ErrorDetail {
  /** Where in the input, e.g. `messageIds.3`. */
  readonly path: string;
  readonly message: string;
}

interface Extras {
  readonly details?: readonly ErrorDetail[];
  readonly retryAfterMs?: number;
  readonly cause?: unknown;
}

/**
 * A refusal that the other side can act on. Its message is a sentence for a person and is sent as it
 * stands, so it never holds input, names, tokens or a driver's words. Everything else that is thrown is a
 * bug and leaves as `internal`.
 */
export class DomainError extends Error {
  override readonly name = 'DomainError';
  readonly code: ErrorCode;
  readonly details: readonly ErrorDetail[] | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(code: ErrorCode, message: string, extras: Extras = {}) {
    super(message, extras.cause === undefined ? undefined : { cause: extras.cause });
    this.code = code;
    this.details = extras.details;
    this.retryAfterMs = extras.retryAfterMs;
  }

  get status(): number {
    return ERRORS[this.code].status;
  }

  get retryable(): boolean {
    return ERRORS[this.code].retryable;
  }

  static notFound(what: string): DomainError {
    return new DomainError('not_found', `${what} not found`);
  }

  static forbidden(message: string): DomainError {
    return new DomainError('forbidden', message);
  }

  static conflict(message: string): DomainError {
    return new DomainError('conflict', message);
  }

  static unauthorized(message = 'Invalid or missing access token'): DomainError {
    return new DomainError('unauthorized', message);
  }

  static rateLimited(retryAfterMs: number): DomainError {
    return new DomainError('rate_limited', `Too many requests, please ${inWords(retryAfterMs)}`, {
      retryAfterMs,
    });
  }
}

const MOMENT_S = 10;
const MANY_SECONDS = 90;

function inWords(waitMs: number): string {
  const seconds = Math.ceil(waitMs / 1_000);
  if (seconds <= MOMENT_S) return 'wait a moment';
  if (seconds <= MANY_SECONDS) return `try again in ${seconds} seconds`;
  return `try again in ${Math.ceil(seconds / 60)} minutes`;
}
