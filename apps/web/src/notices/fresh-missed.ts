import type { CallRecord } from '@jiggy-care/client/calls';
import { isMissed } from '../calls/ending.ts';
import { type PastCall, pastCalls } from '../calls/past-call.ts';

/**
 * Calls that were missed since the log was looked at. What comes in below, as older pages do, is no news.
 *
 * @param before the log as it was, newest first
 * @param now    the log as it is
 * @returns      newest first
 */
export function freshMissed(
  before: readonly CallRecord[],
  now: readonly CallRecord[],
  readerId: string,
): PastCall[] {
  const oldest = before.at(-1);
  const since = oldest === undefined ? Number.NEGATIVE_INFINITY : Date.parse(oldest.startedAt);
  const known = new Set(pastCalls(before, readerId).map(({ id }) => id));
  return pastCalls(now, readerId).filter(
    ({ id, ending, at }) => isMissed(ending) && at >= since && !known.has(id),
  );
}
