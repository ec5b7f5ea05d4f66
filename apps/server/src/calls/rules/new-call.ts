import { BUSY_DECLINE, type CallType } from '@jiggy-care/protocol';
import { type Effect, type OutgoingEvent, outgoing } from './call-effects.ts';
import { incomingPayload, missedPayload, rejectedPayload, ringingPayload } from './call-payloads.ts';
import type { CallReach, CallRecord, Device, Leg } from './call-record.ts';
import { NO_SIGNALS } from './held-signals.ts';

/** Whom someone calls, and how. */
export interface CallRequest {
  readonly by: Device;
  readonly toUserId: string;
  readonly conversationId: string;
  readonly callType: CallType;
}

interface Circumstances {
  readonly id: string;
  /** Only a ring goes on; what is busy or missed is over as soon as it is placed. */
  readonly status: 'ringing' | 'busy' | 'missed';
  readonly now: number;
  readonly ringTimeoutMs: number;
  readonly callerName: string | undefined;
  /** `socket` unless it is said. */
  readonly reach?: CallReach | undefined;
}

/** A call as it is placed, and what is to be told once it is stored. */
export function newCall(
  { by, toUserId, conversationId, callType }: CallRequest,
  { id, status, now, ringTimeoutMs, callerName, reach = 'socket' }: Circumstances,
): { readonly call: CallRecord; readonly effects: readonly Effect[] } {
  const { userId, socketId, deviceId, queuesCandidates } = by;
  const call: CallRecord = {
    id,
    conversationId,
    callType,
    status,
    callerName,
    reach,
    caller: { ...emptyLeg(userId), socketId, deviceId, queuesCandidates },
    callee: emptyLeg(toUserId),
    startedAt: now,
    ringEndsAt: now + ringTimeoutMs,
    answeredAt: null,
    endedAt: status === 'ringing' ? null : now,
  };
  return { call, effects: effectsOf(call, socketId) };
}

function effectsOf(call: CallRecord, callerSocketId: string): Effect[] {
  const tellBoth = (caller: OutgoingEvent, callee: OutgoingEvent): Effect[] => [
    { to: { kind: 'socket', socketId: callerSocketId }, outgoing: caller },
    { to: { kind: 'person', userId: call.callee.userId }, outgoing: callee },
  ];
  switch (call.status) {
    case 'ringing':
      return tellBoth(
        outgoing('call:ringing', ringingPayload(call)),
        outgoing('call:incoming', incomingPayload(call)),
      );
    case 'busy':
      return tellBoth(
        outgoing('call:rejected', rejectedPayload(call, BUSY_DECLINE)),
        outgoing('call:missed', missedPayload(call)),
      );
    // Nobody is there to hear that it was missed, and its caller is refused.
    default:
      return [];
  }
}

/** The part of someone who has not come to the call with any device. */
export function emptyLeg(userId: string): Leg {
  return {
    userId,
    socketId: null,
    deviceId: null,
    queuesCandidates: false,
    graceEndsAt: null,
    isLeaving: false,
    successor: null,
    undelivered: [],
    signals: NO_SIGNALS,
  };
}
