import type { ServerPayload } from '@jiggy-care/protocol';
import type { CallRecord } from './call-record.ts';

export function ringingPayload(call: CallRecord): ServerPayload<'call:ringing'> {
  const { id, conversationId, callType, callee, ringEndsAt, reach } = call;
  return {
    toUserId: callee.userId,
    conversationId,
    callType,
    callId: id,
    expiresAt: new Date(ringEndsAt).toISOString(),
    reachable: reach === 'push' ? 'push' : 'socket',
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

export function connectedPayload({
  id,
  conversationId,
  callType,
  caller,
}: CallRecord): ServerPayload<'call:connected'> {
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
