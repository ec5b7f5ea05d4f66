import type { ServerEventName, ServerPayload } from '@jiggy-care/protocol';

type CallEventName = Extract<ServerEventName, `call:${string}` | `webrtc:${string}`>;

/** An event with its payload, for whomever it may be. */
export type OutgoingEvent = {
  [E in CallEventName]: { readonly event: E; readonly payload: ServerPayload<E> };
}[CallEventName];

export type Audience =
  | { readonly kind: 'socket'; readonly socketId: string }
  /** Every socket of a person but the excepted one. */
  | { readonly kind: 'person'; readonly userId: string; readonly except?: string }
  /** Those of them that know only what the document says. */
  | { readonly kind: 'plain'; readonly userId: string; readonly except?: string };

/** Something to be told once the change that it tells of is stored. */
export interface Effect {
  readonly to: Audience;
  readonly outgoing: OutgoingEvent;
}

export function outgoing<E extends CallEventName>(event: E, payload: ServerPayload<E>): OutgoingEvent {
  return { event, payload } as OutgoingEvent;
}
