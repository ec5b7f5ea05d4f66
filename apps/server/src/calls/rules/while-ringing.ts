import { type CallStatus, type EndReason, type NoAnswerReason, PLAIN_DECLINE } from '@jiggy-care/protocol';
import type { CallDraft } from './call-draft.ts';
import { type OutgoingEvent, outgoing } from './call-effects.ts';
import type { EventOf } from './call-event.ts';
import {
  connectedPayload,
  incomingPayload,
  missedPayload,
  rejectedPayload,
  ringingPayload,
} from './call-payloads.ts';
import { sideOf } from './call-record.ts';
import { noSuchCall } from './call-refusals.ts';
import { absentLeg, claimLeg, leaveLeg, loseLeg, returnLeg, tellAway } from './legs.ts';
import { releaseHeld } from './signals.ts';

/** Both people may call each other at once: the second call counts as accepting the first. */
export function initiateWhileRinging(draft: CallDraft, event: EventOf<'initiate'>): void {
  const { by, conversationId, callType } = event;
  if (sideOf(draft.call, by.userId) === 'callee') {
    draft.changeSignals('callee', { ...draft.call.callee.signals, offersDropped: true });
    connect(draft, event);
    return;
  }
  const isSame = conversationId === draft.call.conversationId && callType === draft.call.callType;
  if (isSame && claimLeg(draft, 'caller', by)) {
    draft.tellSocket(by.socketId, outgoing('call:ringing', ringingPayload(draft.call)));
    return;
  }
  closeRing(draft, 'cancelled', 'replaced');
  if (draft.isOnAnother('caller', by.socketId)) tellCallerOver(draft, 'replaced', 'in-another-call');
}

export function accept(draft: CallDraft, event: EventOf<'accept'>): void {
  if (sideOf(draft.call, event.by.userId) === 'caller') throw noSuchCall();
  connect(draft, event);
}

/** In exactly this order (protocol P10.4): with it the document's example client connects without a fault. */
function connect(draft: CallDraft, { by }: EventOf<'accept' | 'initiate'>): void {
  draft.change({ status: 'active', answeredAt: draft.now });
  draft.giveLeg('callee', by);
  const { id, callee } = draft.call;
  draft.tellSocket(by.socketId, outgoing('call:connected', connectedPayload(draft.call)));
  draft.tellLeg(
    'caller',
    outgoing('call:stop-ringing', { toUserId: callee.userId, callId: id }),
    outgoing('call:accepted', { fromUserId: callee.userId, callId: id }),
  );
  if (draft.call.caller.isLeaving) tellAway(draft, 'caller');
  releaseHeld(draft);
  tellOtherDevices(draft, by.socketId, 'answered-elsewhere');
}

export function reject(draft: CallDraft, { by, reason }: EventOf<'reject'>): void {
  if (sideOf(draft.call, by.userId) === 'caller') throw noSuchCall();
  draft.over('rejected');
  draft.tellLeg('caller', outgoing('call:rejected', rejectedPayload(draft.call, reason ?? PLAIN_DECLINE)));
  tellOtherDevices(draft, by.socketId, 'declined-elsewhere');
}

/** The callee's is a reject, the caller's a cancel. */
export function endWhileRinging(draft: CallDraft, { by }: EventOf<'end'>): void {
  if (sideOf(draft.call, by.userId) === 'callee') {
    reject(draft, { kind: 'reject', by });
    return;
  }
  closeRing(draft, 'cancelled', 'cancelled');
  if (draft.isOnAnother('caller', by.socketId)) tellCallerOver(draft, 'cancelled', 'refused');
}

/** It rings on without the caller's page; who accepts meanwhile is told. A callee's devices come and go freely. */
export function awayWhileRinging(draft: CallDraft, { by }: EventOf<'away'>): void {
  if (sideOf(draft.call, by.userId) === 'caller') leaveLeg(draft, 'caller', by);
}

export function withdrawWhileRinging(draft: CallDraft, { reason }: EventOf<'withdraw'>): void {
  closeRing(draft, 'cancelled', reason);
  tellCallerOver(draft, reason, 'refused');
}

export function ringExpired(draft: CallDraft, { deadline }: EventOf<'ring_expired'>): void {
  const { id, callee, ringEndsAt } = draft.call;
  if (deadline !== ringEndsAt) return;
  draft.over('missed');
  draft.tellLeg(
    'caller',
    outgoing('call:no-answer', { toUserId: callee.userId, reason: 'timeout', callId: id }),
  );
  draft.tellCallee(outgoing('call:missed', missedPayload(draft.call)));
}

/** A callee who connects while it rings hears it at once. */
export function arrivedWhileRinging(draft: CallDraft, event: EventOf<'arrived'>): void {
  if (sideOf(draft.call, event.by.userId) === 'caller') {
    returnLeg(draft, event);
    return;
  }
  draft.changeLeg('callee', { graceEndsAt: null });
  draft.tellSocket(event.by.socketId, outgoing('call:incoming', incomingPayload(draft.call)));
}

export function joinedWhileRinging(draft: CallDraft, event: EventOf<'joined'>): void {
  if (sideOf(draft.call, event.by.userId) === 'caller') returnLeg(draft, event);
}

export function lostWhileRinging(draft: CallDraft, event: EventOf<'lost'>): void {
  if (sideOf(draft.call, event.userId) === 'caller') {
    if (loseLeg(draft, 'caller', event)) closeRing(draft, 'cancelled', 'cancelled');
  } else if (!event.elsewhere) {
    if (event.deliberate) leaveRing(draft);
    else missCallee(draft);
  }
}

export function absentWhileRinging(draft: CallDraft, event: EventOf<'absent'>): void {
  if (event.side === 'caller') absentLeg(draft, event);
  else missCallee(draft);
}

export function graceExpiredWhileRinging(
  draft: CallDraft,
  { side, deadline }: EventOf<'grace_expired'>,
): void {
  const { graceEndsAt, isLeaving } = draft.call[side];
  if (graceEndsAt !== deadline) return;
  if (side === 'callee') leaveRing(draft);
  else if (isLeaving) {
    closeRing(draft, 'cancelled', 'cancelled');
    tellCallerOver(draft, 'cancelled', 'refused');
  } else {
    closeRing(draft, 'cancelled', 'connection-lost');
    tellCallerOver(draft, 'connection-lost', 'connection-lost');
  }
}

/** Without a socket it rings on where it also rings elsewhere. */
function leaveRing(draft: CallDraft): void {
  if (draft.call.reach === 'socket') calleeGone(draft);
}

function missCallee(draft: CallDraft): void {
  if (draft.call.reach === 'socket' && draft.call.callee.graceEndsAt === null)
    draft.startGrace('callee', false);
}

function calleeGone(draft: CallDraft): void {
  closeRing(draft, 'missed', 'connection-lost');
  tellCallerOver(draft, 'connection-lost', 'connection-lost');
}

/** Ends the ring at the callee: `call:ended` says why, the document's client stops its tone on `call:missed`. */
function closeRing(draft: CallDraft, status: CallStatus, reason: EndReason): void {
  draft.over(status);
  const { id, caller } = draft.call;
  draft.tellCallee(
    outgoing('call:ended', { fromUserId: caller.userId, reason, callId: id }),
    outgoing('call:missed', missedPayload(draft.call)),
  );
}

/** The document's client stops its tone on `call:no-answer`, not on `call:ended`. */
function tellCallerOver(draft: CallDraft, reason: EndReason, noAnswer: NoAnswerReason): void {
  const { id, callee } = draft.call;
  const events: readonly OutgoingEvent[] = [
    outgoing('call:ended', { fromUserId: callee.userId, reason, callId: id }),
    outgoing('call:no-answer', { toUserId: callee.userId, reason: noAnswer, callId: id }),
  ];
  draft.tellLeg('caller', ...events);
}

/** To those devices of the callee on which it rang in vain; nothing was missed, so nothing is logged. */
function tellOtherDevices(
  draft: CallDraft,
  except: string,
  reason: 'answered-elsewhere' | 'declined-elsewhere',
): void {
  const { id, caller, callee } = draft.call;
  draft.tellPerson(
    callee.userId,
    [outgoing('call:ended', { fromUserId: caller.userId, reason, callId: id })],
    except,
  );
  draft.tellPlain(callee.userId, outgoing('call:missed', missedPayload(draft.call, reason)), except);
}
