import type { ServerEventName, ServerPayload } from '@jiggy-care/protocol';

/** What the server tells of a call, apart from its signals and of a new ring. */
export const CALL_EVENTS = [
  'call:incoming',
  'call:accepted',
  'call:connected',
  'call:rejected',
  'call:no-answer',
  'call:missed',
  'call:ended',
  'call:media',
  'call:away',
  'webrtc:offer',
  'webrtc:answer',
  'webrtc:ice-candidate',
] as const satisfies readonly ServerEventName[];

type CallEventName = (typeof CALL_EVENTS)[number];

export type CallEvent = {
  readonly [E in CallEventName]: { readonly name: E; readonly payload: ServerPayload<E> };
}[CallEventName];

/** The other person of the call that an event is about. */
export function otherOf({ payload }: CallEvent): string {
  return 'toUserId' in payload ? payload.toUserId : payload.fromUserId;
}

/** A time as the server writes it, in milliseconds since 1970; `undefined` where there is none. */
export function momentOf(time: string | undefined): number | undefined {
  const at = Date.parse(time ?? '');
  return Number.isNaN(at) ? undefined : at;
}
