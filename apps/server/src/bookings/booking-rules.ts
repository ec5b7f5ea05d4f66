import { DomainError } from '../errors/domain-error.ts';

/** A form that was filled in just now is not in the past, nor is a clock that goes a little late. */
const TOLERANCE_MS = 60_000;

/**
 * Consultants may record what has taken place; a patient's appointment lies ahead.
 *
 * @throws DomainError `validation_failed`
 * @source protocol P3.5
 */
export function requireAhead(scheduledAt: string, now: number): void {
  if (Date.parse(scheduledAt) >= now - TOLERANCE_MS) return;
  throw new DomainError('validation_failed', 'Validation failed', {
    details: [{ path: 'scheduledAt', message: 'must not lie in the past' }],
  });
}

/** @throws DomainError `conflict` */
export function requireRoomForOpen(open: number, openPerPair: number): void {
  if (open < openPerPair) return;
  throw DomainError.conflict(
    `You can hold ${openPerPair} open bookings with one consultant: keep, complete or cancel one of them first`,
  );
}

/** @param retryAfterMs until the oldest that counts is a day old */
export function tooManyToday(perDay: number, retryAfterMs: number): DomainError {
  return new DomainError('rate_limited', `You can make ${perDay} bookings a day: please come back later`, {
    retryAfterMs,
  });
}
