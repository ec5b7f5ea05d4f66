/*
 * What the wire says without Zod: all that the SDK and the app may take of this package at run time. The schemas and the
 * tables are built of the same words.
 */

export * as ENDPOINTS from './endpoints.ts';
export { type ErrorCode, RETRYABLE } from './error-codes.ts';
export * as LIMITS from './limits.ts';
export * as TIMES from './times.ts';

/** Every route is served under this path (document, section 2). */
export const API_BASE = '/api/v1';

/** The reason that `call:rejected` gives where the person who declined gave none. */
export const PLAIN_DECLINE = 'Declined';
/** The reason that `call:rejected` gives where the other is in another call. */
export const BUSY_DECLINE = 'Busy';
