import type { CallStatus, EndReason, NoAnswerReason } from '@jiggy-care/protocol';
import type { Turn } from './call-draft.ts';
import { type Told, tell } from './call-effects.ts';
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

const DECLINED = 'Declined';

/** Both people may call each other at once: the second call counts as accepting the first. */
export function initiateWhileRinging(turn: Turn, event: EventOf<'initiate'>): void {
  const { by, conversationId, callType } = event;
  if (sideOf(turn.call, by.userId) === 'callee') {
    turn.changeSignals('callee', { ...turn.call.callee.signals, offersDropped: true });
    connect(turn, event);
    return;
  }
  const isSame = conversationId === turn.call.conversationId && callType === turn.call.callType;
  if (isSame && claimLeg(turn, 'caller', by)) {
    turn.tellSocket(by.socketId, tell('call:ringing', ringingPayload(turn.call)));
    return;
  }
  closeRing(turn, 'cancelled', 'replaced');
  if (turn.isOnAnother('caller', by.socketId)) tellCallerOver(turn, 'replaced', 'in-another-call');
}

export function accept(turn: Turn, event: EventOf<'accept'>): void {
  if (sideOf(turn.call, event.by.userId) === 'caller') throw noSuchCall();
  connect(turn, event);
}

/** In exactly this order (contract, section 5): with it the document's example client connects without a fault. */
function connect(turn: Turn, { by }: EventOf<'accept' | 'initiate'>): void {
  turn.change({ status: 'active', answeredAt: turn.now });
  turn.giveLeg('callee', by);
  const { id, callee } = turn.call;
  turn.tellSocket(by.socketId, tell('call:connected', connectedPayload(turn.call)));
  turn.tellLeg(
    'caller',
    tell('call:stop-ringing', { toUserId: callee.userId, callId: id }),
    tell('call:accepted', { fromUserId: callee.userId, callId: id }),
  );
  if (turn.call.caller.isLeaving) tellAway(turn, 'caller');
  releaseHeld(turn);
  tellOtherDevices(turn, by.socketId, 'answered-elsewhere');
}

export function reject(turn: Turn, { by, reason }: EventOf<'reject'>): void {
  if (sideOf(turn.call, by.userId) === 'caller') throw noSuchCall();
  turn.over('rejected');
  turn.tellLeg('caller', tell('call:rejected', rejectedPayload(turn.call, reason ?? DECLINED)));
  tellOtherDevices(turn, by.socketId, 'declined-elsewhere');
}

/** The callee's is a reject, the caller's a cancel. */
export function endWhileRinging(turn: Turn, { by }: EventOf<'end'>): void {
  if (sideOf(turn.call, by.userId) === 'callee') {
    reject(turn, { kind: 'reject', by });
    return;
  }
  closeRing(turn, 'cancelled', 'cancelled');
  if (turn.isOnAnother('caller', by.socketId)) tellCallerOver(turn, 'cancelled', 'refused');
}

/** It rings on without the caller's page; who accepts meanwhile is told. A callee's devices come and go freely. */
export function awayWhileRinging(turn: Turn, { by }: EventOf<'away'>): void {
  if (sideOf(turn.call, by.userId) === 'caller') leaveLeg(turn, 'caller', by);
}

export function withdrawWhileRinging(turn: Turn, { reason }: EventOf<'withdraw'>): void {
  closeRing(turn, 'cancelled', reason);
  tellCallerOver(turn, reason, 'refused');
}

export function ringExpired(turn: Turn, { deadline }: EventOf<'ring_expired'>): void {
  const { id, callee, ringEndsAt } = turn.call;
  if (deadline !== ringEndsAt) return;
  turn.over('missed');
  turn.tellLeg('caller', tell('call:no-answer', { toUserId: callee.userId, reason: 'timeout', callId: id }));
  turn.tellCallee(tell('call:missed', missedPayload(turn.call)));
}

/** A callee who connects while it rings hears it at once. */
export function arrivedWhileRinging(turn: Turn, event: EventOf<'arrived'>): void {
  if (sideOf(turn.call, event.by.userId) === 'caller') {
    returnLeg(turn, event);
    return;
  }
  turn.changeLeg('callee', { graceEndsAt: null });
  turn.tellSocket(event.by.socketId, tell('call:incoming', incomingPayload(turn.call)));
}

export function joinedWhileRinging(turn: Turn, event: EventOf<'joined'>): void {
  if (sideOf(turn.call, event.by.userId) === 'caller') returnLeg(turn, event);
}

export function lostWhileRinging(turn: Turn, event: EventOf<'lost'>): void {
  if (sideOf(turn.call, event.userId) === 'caller') {
    if (loseLeg(turn, 'caller', event)) closeRing(turn, 'cancelled', 'cancelled');
  } else if (!event.elsewhere) {
    if (event.deliberate) calleeGone(turn);
    else missCallee(turn);
  }
}

export function absentWhileRinging(turn: Turn, event: EventOf<'absent'>): void {
  if (event.side === 'caller') absentLeg(turn, event);
  else missCallee(turn);
}

export function graceExpiredWhileRinging(turn: Turn, { side, deadline }: EventOf<'grace_expired'>): void {
  const { graceEndsAt, isLeaving } = turn.call[side];
  if (graceEndsAt !== deadline) return;
  if (side === 'callee') calleeGone(turn);
  else if (isLeaving) {
    closeRing(turn, 'cancelled', 'cancelled');
    tellCallerOver(turn, 'cancelled', 'refused');
  } else {
    closeRing(turn, 'cancelled', 'connection-lost');
    tellCallerOver(turn, 'connection-lost', 'connection-lost');
  }
}

function missCallee(turn: Turn): void {
  if (turn.call.callee.graceEndsAt === null) turn.startGrace('callee', false);
}

function calleeGone(turn: Turn): void {
  closeRing(turn, 'missed', 'connection-lost');
  tellCallerOver(turn, 'connection-lost', 'connection-lost');
}

/** Ends the ring at the callee: `call:ended` says why, the document's client stops its tone on `call:missed`. */
function closeRing(turn: Turn, status: CallStatus, reason: EndReason): void {
  turn.over(status);
  const { id, caller } = turn.call;
  turn.tellCallee(
    tell('call:ended', { fromUserId: caller.userId, reason, callId: id }),
    tell('call:missed', missedPayload(turn.call)),
  );
}

/** The document's client stops its tone on `call:no-answer`, not on `call:ended`. */
function tellCallerOver(turn: Turn, reason: EndReason, noAnswer: NoAnswerReason): void {
  const { id, callee } = turn.call;
  const told: readonly Told[] = [
    tell('call:ended', { fromUserId: callee.userId, reason, callId: id }),
    tell('call:no-answer', { toUserId: callee.userId, reason: noAnswer, callId: id }),
  ];
  turn.tellLeg('caller', ...told);
}

/** To those devices of the callee on which it rang in vain; nothing was missed, so nothing is logged. */
function tellOtherDevices(
  turn: Turn,
  except: string,
  reason: 'answered-elsewhere' | 'declined-elsewhere',
): void {
  const { id, caller, callee } = turn.call;
  turn.tellPerson(
    callee.userId,
    [tell('call:ended', { fromUserId: caller.userId, reason, callId: id })],
    except,
  );
  turn.tellPlain(callee.userId, tell('call:missed', missedPayload(turn.call, reason)), except);
}
