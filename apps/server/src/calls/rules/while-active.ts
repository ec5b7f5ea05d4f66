import type { EndReason } from '@jiggy-care/protocol';
import type { CallDraft } from './call-draft.ts';
import { outgoing } from './call-effects.ts';
import type { EventOf } from './call-event.ts';
import { connectedPayload, ringingPayload } from './call-payloads.ts';
import { otherSide, type Side, sideOf } from './call-record.ts';
import { noSuchCall, onAnotherDevice } from './call-refusals.ts';
import { claimLeg, leaveLeg, loseLeg, tellAway } from './legs.ts';

/** What comes this soon after the accept was meant for the ringing call: a double click, a crossed decline. */
const CROSSING_MS = 2_000;

/** A client like the document's example hangs up without telling anyone: calling anew says so. */
export function initiateWhileActive(
  draft: CallDraft,
  { by, conversationId, callType }: EventOf<'initiate'>,
): void {
  const side = sideOf(draft.call, by.userId);
  const isSame = conversationId === draft.call.conversationId && callType === draft.call.callType;
  if (isSame && isJustAccepted(draft) && draft.call[side].socketId === by.socketId) {
    draft.tellSocket(
      by.socketId,
      side === 'caller'
        ? outgoing('call:ringing', ringingPayload(draft.call))
        : outgoing('call:connected', connectedPayload(draft.call)),
    );
    return;
  }
  hangUp(draft, side, by.socketId, 'replaced');
}

/** A second accept by the device that has the call is answered as the first. */
export function acceptAgain(draft: CallDraft, { by }: EventOf<'accept'>): void {
  if (sideOf(draft.call, by.userId) === 'caller') throw noSuchCall();
  if (!claimLeg(draft, 'callee', by)) throw onAnotherDevice();
  draft.tellSocket(by.socketId, outgoing('call:connected', connectedPayload(draft.call)));
}

export function rejectTooLate(draft: CallDraft, { by }: EventOf<'reject'>): void {
  const isElsewhere =
    sideOf(draft.call, by.userId) === 'callee' && draft.call.callee.socketId !== by.socketId;
  throw isElsewhere ? onAnotherDevice() : noSuchCall();
}

/**
 * Any device of either person ends the call: whoever hangs up must not go on being heard because the server
 * takes the new connection for another device. Only an end that crossed the accept on another device of the
 * callee was meant as a decline, and comes too late.
 */
export function endWhileActive(draft: CallDraft, { by }: EventOf<'end'>): void {
  const side = sideOf(draft.call, by.userId);
  const crossed = side === 'callee' && isJustAccepted(draft) && !claimLeg(draft, side, by);
  if (!crossed) hangUp(draft, side, by.socketId, 'hangup');
}

export function awayWhileActive(draft: CallDraft, { by }: EventOf<'away'>): void {
  const side = sideOf(draft.call, by.userId);
  if (leaveLeg(draft, side, by)) tellAway(draft, side);
}

export function withdrawWhileActive(draft: CallDraft, { reason }: EventOf<'withdraw'>): void {
  draft.over('ended');
  tellEnded(draft, 'caller', reason);
  tellEnded(draft, 'callee', reason);
}

export function lostWhileActive(draft: CallDraft, event: EventOf<'lost'>): void {
  const side = sideOf(draft.call, event.userId);
  const wasLeaving = draft.call[side].isLeaving;
  if (!loseLeg(draft, side, event)) {
    if (!wasLeaving && draft.call[side].isLeaving) tellAway(draft, side);
    return;
  }
  draft.over('ended');
  tellEnded(draft, otherSide(side), 'hangup');
}

/** A call whose answer never passed has not connected anyone: it failed. */
export function graceExpiredWhileActive(
  draft: CallDraft,
  { side, deadline }: EventOf<'grace_expired'>,
): void {
  const { graceEndsAt, isLeaving } = draft.call[side];
  if (graceEndsAt !== deadline) return;
  if (isLeaving) {
    draft.over('ended');
    tellEnded(draft, otherSide(side), 'hangup');
    tellEnded(draft, side, 'hangup');
    return;
  }
  draft.over(draft.call.callee.signals.described ? 'ended' : 'failed');
  tellEnded(draft, otherSide(side), 'connection-lost');
  tellEnded(draft, side, 'connection-lost');
}

function hangUp(draft: CallDraft, side: Side, bySocketId: string, reason: EndReason): void {
  draft.over('ended');
  tellEnded(draft, otherSide(side), reason);
  if (draft.isOnAnother(side, bySocketId)) tellEnded(draft, side, reason);
}

function tellEnded(draft: CallDraft, side: Side, reason: EndReason): void {
  const { id, [otherSide(side)]: other } = draft.call;
  draft.tellLeg(side, outgoing('call:ended', { fromUserId: other.userId, reason, callId: id }));
}

function isJustAccepted(draft: CallDraft): boolean {
  return draft.now - (draft.call.answeredAt ?? 0) < CROSSING_MS;
}
