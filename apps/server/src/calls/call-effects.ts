import type { ServerEventName, ServerPayload } from '@jiggy-care/protocol';
import type { CallRecord } from './call-record.ts';

type CallEventName = Extract<ServerEventName, `call:${string}` | `webrtc:${string}`>;

/** An event with its payload, for whomever it may be. */
export type Told = { [E in CallEventName]: { readonly event: E; readonly payload: ServerPayload<E> } }[CallEventName];

export type Audience =
  | { readonly kind: 'socket'; readonly socketId: string }
  /** Every socket of a person but the excepted one. */
  | { readonly kind: 'person'; readonly userId: string; readonly except?: string }
  /** Those of them that know only what the document says. */
  | { readonly kind: 'plain'; readonly userId: string; readonly except?: string };

/** Something to be told once the change that it tells of is stored. */
export interface Effect {
  readonly to: Audience;
  readonly told: Told;
}

export function tell<E extends CallEventName>(event: E, payload: ServerPayload<E>): Told {
  return { event, payload } as Told;
}

export function ringingPayload(call: CallRecord): ServerPayload<'call:ringing'> {
  const { id, conversationId, callType, callee, ringEndsAt } = call;
  return {
    toUserId: callee.userId,
    conversationId,
    callType,
    callId: id,
    expiresAt: new Date(ringEndsAt).toISOString(),
  };
}

export function incomingPayload(call: CallRecord): ServerPayload<'call:incoming'> {
  const { id, conversationId, callType, caller, callerName, ringEndsAt } = call;
  return {
    fromUserId: caller.userId,
    conversationId,
    callType,
    callId: id,
    expiresAt: new Date(ringEndsAt).toISOString(),
    ...(callerName === undefined ? {} : { fromName: callerName }),
  };
}

export function connectedPayload({ id, conversationId, callType, caller }: CallRecord): ServerPayload<'call:connected'> {
  return { fromUserId: caller.userId, conversationId, callType, callId: id };
}

export function rejectedPayload({ id, callee }: CallRecord, reason: string): ServerPayload<'call:rejected'> {
  return { fromUserId: callee.userId, reason, callId: id };
}

export function missedPayload(
  { id, conversationId, callType, caller }: CallRecord,
  reason?: string,
): ServerPayload<'call:missed'> {
  const missed = { fromUserId: caller.userId, conversationId, callType, callId: id };
  return reason === undefined ? missed : { ...missed, reason };
}
