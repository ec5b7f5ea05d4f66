/** Code points in one message; `message-size.test.ts` compares it with the protocol, whose schemas we need not load. */
export const MAX_CHARS = 10_000;
export const WARN_CHARS = 9_000;
