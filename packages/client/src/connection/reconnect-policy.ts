import { readWaitMs } from '../durations.ts';

const FIRST_WINDOW_MS = 1_000;
const LONGEST_WINDOW_MS = 30_000;
const SHORTEST_WAIT_MS = 100;

/**
 * How long to wait before the next try: anywhere below a window that doubles with each failure ("full
 * jitter"), so that a thousand clients of a server that restarts do not come back in step.
 *
 * @param failures in a row, 0 right after a connection was lost
 * @param random 0 ≤ x < 1
 * @param atLeastMs what the server asked for; of that up to a minute
 */
export function reconnectDelayMs(failures: number, random: number, atLeastMs = 0): number {
  const windowMs = Math.min(LONGEST_WINDOW_MS, FIRST_WINDOW_MS * 2 ** Math.min(failures, 10));
  return Math.round(Math.max(SHORTEST_WAIT_MS, random * windowMs) + (readWaitMs(atLeastMs) ?? 0));
}
