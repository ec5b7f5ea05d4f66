const DAY_MS = 24 * 3_600_000;
/** What means "later", and not "never like this": only with these a receiver's wish is heard. */
const SAYS_WHEN: ReadonlySet<number> = new Set([429, 503]);

/** Of what a receiver answers, all that counts. */
export interface Answer {
  readonly status: number;
  /** Its `Retry-After`: seconds, or a date. */
  readonly retryAfter: string | undefined;
  /** Its `Date`. A date is held against the clock that wrote it, not against ours. */
  readonly date: string | undefined;
}

/**
 * How long a receiver wants to be left alone after a post that it did not take, in milliseconds: a day at most.
 *
 * @param now for an answer that bears no date, in milliseconds since 1970
 * @returns   0 where it wishes nothing, or nothing that can be read
 * @source    protocol P14.7, P16.11
 */
export function wishedPauseMs({ status, retryAfter, date }: Answer, now: number): number {
  if (!SAYS_WHEN.has(status) || retryAfter === undefined) return 0;
  const wished = retryAfter.trim();
  const theirNow = date === undefined ? Number.NaN : Date.parse(date);
  const ms = /^\d+$/.test(wished)
    ? Number(wished) * 1_000
    : Date.parse(wished) - (Number.isNaN(theirNow) ? now : theirNow);
  return Number.isNaN(ms) ? 0 : Math.min(Math.max(ms, 0), DAY_MS);
}
