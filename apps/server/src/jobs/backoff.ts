const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;

/** How long to wait after the first, the second … time in vain. After one more it is given up. */
const PAUSES_MS = [
  ...[SECOND_MS, 10 * SECOND_MS, MINUTE_MS],
  ...[5 * MINUTE_MS, 15 * MINUTE_MS, 30 * MINUTE_MS, 60 * MINUTE_MS],
];
/** What failed together is not tried together again. */
const SPREAD = 0.2;

/**
 * When to try again, in milliseconds since 1970.
 *
 * @param failures how often it was in vain, this time included
 * @param notBefore what whoever refused it asked for
 * @param dice     from 0 to 1
 * @returns        `undefined` when it is given up
 */
export function nextTryAt(
  failures: number,
  now: number,
  { notBefore = 0, dice = Math.random() }: { notBefore?: number | undefined; dice?: number } = {},
): number | undefined {
  const pauseMs = PAUSES_MS[failures - 1];
  if (pauseMs === undefined) return undefined;
  return Math.max(Math.round(now + pauseMs * (1 + SPREAD * dice)), notBefore);
}
