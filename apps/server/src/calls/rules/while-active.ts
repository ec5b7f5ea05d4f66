import type { EndReason } from '@jiggy-care/protocol';
import type { Turn } from './call-draft.ts';
import { tell } from './call-effects.ts';
import type { EventOf } from './call-event.ts';
import { connectedPayload, ringingPayload } from './call-payloads.ts';
import { otherSide, type Side, sideOf } from './call-record.ts';
import { noSuchCall, onAnotherDevice } from './call-refusals.ts';
import { claimLeg, leaveLeg, loseLeg, tellAway } from './legs.ts';

/** What comes this soon after the accept was meant for the ringing call: a double click, a crossed decline. */
const AFTERSHOCK_MS = 2_000;

/** A client like the document's example hangs up without telling anyone: calling anew says so. */
export function initiateWhileActive(turn: Turn, { by, conversationId, callType }: EventOf<'initiate'>): void {
  const side = sideOf(turn.call, by.userId);
  const isSame = conversationId === turn.call.conversationId && callType === turn.call.callType;
  if (isSame && isAftershock(turn) && turn.call[side].socketId === by.socketId) {
    turn.tellSocket(
      by.socketId,
      side === 'caller'
        ? tell('call:ringing', ringingPayload(turn.call))
        : tell('call:connected', connectedPayload(turn.call)),
    );
    return;
  }
  hangUp(turn, side, by.socketId, 'replaced');
}

/** A second accept by the device that has the call is answered as the first. */
export function acceptAgain(turn: Turn, { by }: EventOf<'accept'>): void {
  if (sideOf(turn.call, by.userId) === 'caller') throw noSuchCall();
  if (!claimLeg(turn, 'callee', by)) throw onAnotherDevice();
  turn.tellSocket(by.socketId, tell('call:connected', connectedPayload(turn.call)));
}

export function rejectTooLate(turn: Turn, { by }: EventOf<'reject'>): void {
  const isElsewhere = sideOf(turn.call, by.userId) === 'callee' && turn.call.callee.socketId !== by.socketId;
  throw isElsewhere ? onAnotherDevice() : noSuchCall();
}

/**
 * Any device of either person ends the call: whoever hangs up must not go on being heard because the server
 * takes the new connection for another device. Only an end that crossed the accept on another device of the
 * callee was meant as a decline, and comes too late.
 */
export function endWhileActive(turn: Turn, { by }: EventOf<'end'>): void {
  const side = sideOf(turn.call, by.userId);
  const crossed = side === 'callee' && isAftershock(turn) && !claimLeg(turn, side, by);
  if (!crossed) hangUp(turn, side, by.socketId, 'hangup');
}

export function awayWhileActive(turn: Turn, { by }: EventOf<'away'>): void {
  const side = sideOf(turn.call, by.userId);
  if (leaveLeg(turn, side, by)) tellAway(turn, side);
}

export function withdrawWhileActive(turn: Turn, { reason }: EventOf<'withdraw'>): void {
  turn.over('ended');
  tellEnded(turn, 'caller', reason);
  tellEnded(turn, 'callee', reason);
}

export function lostWhileActive(turn: Turn, event: EventOf<'lost'>): void {
  const side = sideOf(turn.call, event.userId);
  const wasLeaving = turn.call[side].isLeaving;
  if (!loseLeg(turn, side, event)) {
    if (!wasLeaving && turn.call[side].isLeaving) tellAway(turn, side);
    return;
  }
  turn.over('ended');
  tellEnded(turn, otherSide(side), 'hangup');
}

/** A call whose answer never passed has not connected anyone: it failed. */
export function graceExpiredWhileActive(turn: Turn, { side, deadline }: EventOf<'grace_expired'>): void {
  const { graceEndsAt, isLeaving } = turn.call[side];
  if (graceEndsAt !== deadline) return;
  if (isLeaving) {
    turn.over('ended');
    tellEnded(turn, otherSide(side), 'hangup');
    tellEnded(turn, side, 'hangup');
    return;
  }
  turn.over(turn.call.callee.signals.described ? 'ended' : 'failed');
  tellEnded(turn, otherSide(side), 'connection-lost');
  tellEnded(turn, side, 'connection-lost');
}

function hangUp(turn: Turn, side: Side, bySocketId: string, reason: EndReason): void {
  turn.over('ended');
  tellEnded(turn, otherSide(side), reason);
  if (turn.isOnAnother(side, bySocketId)) tellEnded(turn, side, reason);
}

function tellEnded(turn: Turn, side: Side, reason: EndReason): void {
  const { id, [otherSide(side)]: other } = turn.call;
  turn.tellLeg(side, tell('call:ended', { fromUserId: other.userId, reason, callId: id }));
}

function isAftershock(turn: Turn): boolean {
  return turn.now - (turn.call.answeredAt ?? 0) < AFTERSHOCK_MS;
}
