const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/** How long to wait after the first, the second … time in vain. After one more it is given up. */
const PAUSES_MS = [
  ...[5 * SECOND_MS, 30 * SECOND_MS, 5 * MINUTE_MS, 30 * MINUTE_MS],
  ...[2 * HOUR_MS, 8 * HOUR_MS, 24 * HOUR_MS],
];
/** All those pauses, and time for the tries between. What waited behind another for so long is tried but once more. */
export const MAX_WAIT_MS = 36 * HOUR_MS;

/**
 * When to post again.
 *
 * @param failures      how often it was in vain, this time included
 * @param queuedAt      since when it waits, like `now` in milliseconds since 1970
 * @param wishedPauseMs for how long the receiver wants to be left alone: it makes the pause longer, and costs no try
 * @returns             `undefined` when it is given up
 */
export function nextTryAt(
  failures: number,
  queuedAt: number,
  now: number,
  wishedPauseMs = 0,
): number | undefined {
  const pauseMs = PAUSES_MS[failures - 1];
  const latest = queuedAt + MAX_WAIT_MS;
  if (pauseMs === undefined || now + pauseMs > latest) return undefined;
  return Math.min(now + Math.max(pauseMs, wishedPauseMs), latest);
}
