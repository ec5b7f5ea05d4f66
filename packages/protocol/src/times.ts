/*
 * How long things last when nobody configured otherwise, in milliseconds; read as `TIMES.ringMs`, and why, see `limits.ts`.
 */

/** How long a call rings (document, section 5: auto-timeout). */
export const ringMs = 45_000;
/** How long a call waits for a device whose page went away; a lost connection is given longer. */
export const pageReloadMs = 8_000;
/** A typist who says nothing for this long has stopped typing. */
export const typingMs = 10_000;
/** How long events that need a join wait for it on a fresh connection. */
export const joinWaitMs = 1_000;
/** How long before its token ends a socket is told so. */
export const tokenNoticeMs = 60_000;
/** How long a socket outlives its expired token. */
export const tokenGraceMs = 30_000;
