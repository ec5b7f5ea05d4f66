/** A ring between two people that nobody took, since the other one last wanted to hear of the caller. */
export interface VainRing {
  /** Declined, taken back by its caller, or left to ring; `missed` at once where nothing could ring. */
  readonly status: 'rejected' | 'cancelled' | 'missed';
  /** Ms since the epoch. */
  readonly startedAt: number;
  readonly endedAt: number;
}

/** After the second decline in a row; after the first a person may have pressed the wrong button. */
const FIRST_PAUSE_MS = 10_000;
const LONGEST_PAUSE_MS = 3_600_000;
/** Taken back before then, a ring left hardly the time to take it. */
const TIME_TO_TAKE_MS = 20_000;
/** So many a day are taken for wrong buttons and changes of mind; each further one counts like a decline. */
const FREE_WITHDRAWALS = 2;
/** So much of this time may one person's rings in vain occupy another's line. */
const LINE_SHARE_MS = 180_000;
const LINE_WINDOW_MS = 600_000;

/** Rings that ended longer ago than this count for nothing. */
export const RINGS_COUNT_FOR_MS = 86_400_000;

/**
 * How long a caller has to wait before ringing the same person again. Each decline in a row doubles the pause, and
 * so does each ring that is taken back at once; and rings that nobody takes leave the line free for most of the time, so that others get through.
 *
 * @param rings  of this caller at this person, in any order
 * @param factor by which all limits are multiplied; `undefined` = nothing is limited
 * @returns      0 where the person may be rung at once
 * @source protocol P11.13 to P11.17
 */
export function pauseLeftMs(rings: readonly VainRing[], now: number, factor: number | undefined): number {
  if (factor === undefined) return 0;
  return Math.max(0, unwantedUntil(rings, factor) - now, lineFreeAt(rings, now, factor) - now);
}

function unwantedUntil(rings: readonly VainRing[], factor: number): number {
  const declined = rings.filter(({ status }) => status === 'rejected');
  const withdrawn = rings.filter(isWithdrawnAtOnce);
  const count = declined.length + Math.max(0, withdrawn.length - FREE_WITHDRAWALS);
  if (count < 2) return 0;
  const pauseMs = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (count - 2)) / factor;
  return Math.max(...[...declined, ...withdrawn].map(({ endedAt }) => endedAt)) + pauseMs;
}

function isWithdrawnAtOnce({ status, startedAt, endedAt }: VainRing): boolean {
  return status === 'cancelled' && endedAt - startedAt < TIME_TO_TAKE_MS;
}

/** When enough of the rings have left the window. */
function lineFreeAt(rings: readonly VainRing[], now: number, factor: number): number {
  const recent = rings
    .filter(({ endedAt }) => endedAt > now - LINE_WINDOW_MS)
    .sort((a, b) => a.endedAt - b.endedAt);
  let occupiedMs = recent.reduce((sum, { startedAt, endedAt }) => sum + (endedAt - startedAt), 0);
  let freeAt = 0;
  for (const { startedAt, endedAt } of recent) {
    if (occupiedMs < LINE_SHARE_MS * factor) break;
    occupiedMs -= endedAt - startedAt;
    freeAt = endedAt + LINE_WINDOW_MS;
  }
  return freeAt;
}
