import type { ClientEvent } from './client-events.ts';
import type { ErrorCode } from './error-codes.ts';
import type { Route } from './route.ts';

/** May befall every event of a client; `unknown_event` answers all other names. */
export const GENERAL_EVENT_REFUSALS: readonly ErrorCode[] = [
  'validation_failed',
  'too_complex',
  'unauthorized',
  'rate_limited',
  'busy_socket',
  'internal',
  'unavailable',
];

/** What may befall one event beyond {@link GENERAL_EVENT_REFUSALS}. */
export function particularRefusals({ isJoin, inRoom, refusals }: ClientEvent): ErrorCode[] {
  return [
    ...(isJoin ? [] : (['not_identified'] as const)),
    ...(inRoom ? (['not_joined'] as const) : []),
    ...refusals,
  ];
}

/** Whatever may befall an event. */
export function refusalsOfEvent(event: ClientEvent): ErrorCode[] {
  return [...particularRefusals(event), ...GENERAL_EVENT_REFUSALS];
}

/** What may befall a route: what its row says, and what its access, its body and the server as a whole add. */
export function refusalsOfRoute({ access, method, body, takesBytes, tag, refusals }: Route): ErrorCode[] {
  const codes: ErrorCode[] = [...refusals, 'internal', 'rate_limited'];
  if (access === 'person') {
    // Forbidden are roles that have no business here.
    codes.push('unauthorized', 'token_expired', 'forbidden');
    // A cookie may only change something for our own pages.
    if (method !== 'GET') codes.push('cross_site');
  }
  // Without a key of its own the server has no such path.
  if (access === 'operator') codes.push('unauthorized', 'not_found');
  if (body !== undefined) codes.push('bad_json', 'too_complex');
  if (body !== undefined || takesBytes !== undefined)
    codes.push('payload_too_large', 'unsupported_media_type');
  // A word in X-Client-Type that is none of ours; a database that is away.
  if (tag !== 'Operations') codes.push('validation_failed', 'unavailable');
  return [...new Set(codes)];
}
