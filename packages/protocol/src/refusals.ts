import type { ClientEvent } from './client-events.ts';
import type { ErrorCode } from './errors.ts';

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
