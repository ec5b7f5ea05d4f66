/** Longer than this nobody can make us wait by ourselves: a server in maintenance, or a proxy in its place, may name a month. */
export const LONGEST_WAIT_MS = 60_000;
/** What may be told to a person as a wait: the server's own limits reach minutes. */
export const LONGEST_TOLD_WAIT_MS = 3_600_000;
const LONGEST_VALIDITY_S = 86_400;
/** `setTimeout` counts in 32 bits, and fires at once beyond them. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** A wait that somebody else has named, as one that can be waited: 0 to `mostMs`, `undefined` for what is no number. */
export function readWaitMs(value: unknown, mostMs = LONGEST_WAIT_MS): number | undefined {
  return clamp(value, mostMs);
}

/** For how many milliseconds a credential is good, told in seconds: up to a day, and not at all where that is no number. */
export function readValidityMs(seconds: unknown): number {
  return (clamp(seconds, LONGEST_VALIDITY_S) ?? 0) * 1_000;
}

/** What a timer of the machine can take; what is no number never comes about. */
export function timerMs(ms: number): number {
  return ms < LONGEST_TIMER_MS ? ms : LONGEST_TIMER_MS;
}

function clamp(value: unknown, most: number): number | undefined {
  if (typeof value !== 'number' || Number.isNaN(value)) return undefined;
  return Math.min(Math.max(value, 0), most);
}
