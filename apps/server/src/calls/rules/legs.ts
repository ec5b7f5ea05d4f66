import type { CallDraft } from './call-draft.ts';
import { outgoing } from './call-effects.ts';
import type { EventOf } from './call-event.ts';
import { type Device, otherSide, type Side, sideOf } from './call-record.ts';

/** A dead connection goes unnoticed for as long as two pings of Socket.IO take, and a little more. */
const UNNOTICED_MS = 25_000;

/**
 * Whether a device may speak for a leg. A new connection of the very same device takes the leg with it, even
 * before the old connection is known to be dead.
 */
export function claimLeg(draft: CallDraft, side: Side, by: Device): boolean {
  const { socketId, deviceId, graceEndsAt } = draft.call[side];
  if (socketId === by.socketId) {
    if (graceEndsAt !== null) draft.endGrace(side);
    return true;
  }
  if (deviceId === null || deviceId !== by.deviceId) return false;
  draft.giveLeg(side, by);
  return true;
}

/** Who was away when the call ended hears it on coming back: its tones would go on for ever otherwise. */
export function deliverUndelivered(draft: CallDraft, event: EventOf<'arrived' | 'joined'>): void {
  const side = sideOf(draft.call, event.by.userId);
  const { socketId, undelivered } = draft.call[side];
  if (undelivered.length === 0) return;
  if (socketId !== null) returnLeg(draft, event);
  else if (event.kind === 'arrived') draft.tellSocket(event.by.socketId, ...undelivered);
}

/** Gives a leg whose device is away to the connection that is that device, or may be (protocol P9.3). */
export function returnLeg(draft: CallDraft, event: EventOf<'arrived' | 'joined'>): void {
  const { by } = event;
  const side = sideOf(draft.call, by.userId);
  const leg = draft.call[side];
  if (leg.socketId === by.socketId) {
    if (leg.graceEndsAt !== null) draft.endGrace(side);
    return;
  }
  const isOurs =
    leg.deviceId === null
      ? by.deviceId === null && event.kind === 'joined' && event.conversationId === draft.call.conversationId
      : by.deviceId === leg.deviceId;
  if (!isOurs) return;
  if (leg.graceEndsAt !== null) draft.giveLeg(side, by);
  else draft.changeLeg(side, { successor: successorOf(by, draft.now) });
}

/**
 * Notes that a connection is gone.
 *
 * @returns whether the leg is gone for good with it
 */
export function loseLeg(
  draft: CallDraft,
  side: Side,
  { socketId, deliberate, leaving }: EventOf<'lost'>,
): boolean {
  const { successor, deviceId, ...leg } = draft.call[side];
  if (successor?.socketId === socketId) draft.changeLeg(side, { successor: null });
  if (leg.socketId !== socketId) return false;
  const isSameDevice = deviceId !== null && successor?.deviceId === deviceId;
  if (deliberate && !isSameDevice) return true;
  missLeg(draft, side, leaving === true ? 'leaving' : 'lost');
  return false;
}

/**
 * Notes that the page which has a leg goes away: what does not come back soon has hung up. An old page says so
 * too late where the new one is here already.
 *
 * @returns whether the leg is away now and was not before
 */
export function leaveLeg(draft: CallDraft, side: Side, by: Device): boolean {
  const { socketId, successor, isLeaving } = draft.call[side];
  const speaksForIt = socketId === by.socketId ? !isLeaving : successor?.socketId === by.socketId;
  if (!speaksForIt || !claimLeg(draft, side, by)) return false;
  missLeg(draft, side, 'leaving');
  return draft.call[side].isLeaving;
}

/** Tells the other side's device that a page has gone, so that it takes the silence for no fault of the line. */
export function tellAway(draft: CallDraft, side: Side): void {
  const { id, [side]: leg } = draft.call;
  draft.tellLegNow(otherSide(side), outgoing('call:away', { fromUserId: leg.userId, callId: id }));
}

export function absentLeg(draft: CallDraft, { side, socketId }: EventOf<'absent'>): void {
  if (draft.call[side].socketId === socketId) missLeg(draft, side);
}

/** What counted as away is there after all; but a page that goes away leaves its socket behind for a while. */
export function presentLeg(draft: CallDraft, { side, socketId }: EventOf<'present'>): void {
  const leg = draft.call[side];
  if (leg.graceEndsAt !== null && !leg.isLeaving && leg.socketId === socketId) draft.endGrace(side);
}

/** The server itself was away, so the time to come back begins anew. */
export function renewGrace(draft: CallDraft, { side }: EventOf<'grace_renewed'>): void {
  const { graceEndsAt, isLeaving } = draft.call[side];
  if (graceEndsAt !== null) draft.startGrace(side, isLeaving);
}

/** The device of a leg is away: its newer connection takes over if there is one, else the grace begins. */
function missLeg(draft: CallDraft, side: Side, how: 'leaving' | 'lost' = 'lost'): void {
  const { successor, graceEndsAt, socketId } = draft.call[side];
  if (successor !== null && successor.socketId !== socketId && draft.now - successor.since <= UNNOTICED_MS)
    draft.giveLeg(side, successor);
  else if (graceEndsAt === null) draft.startGrace(side, how === 'leaving');
}

function successorOf({ socketId, deviceId, queuesCandidates }: Device, since: number) {
  return { socketId, deviceId, queuesCandidates, since };
}
