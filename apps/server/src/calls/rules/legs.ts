import type { Turn } from './call-draft.ts';
import { tell } from './call-effects.ts';
import type { EventOf } from './call-event.ts';
import { type Device, otherSide, type Side, sideOf } from './call-record.ts';

/** A dead connection goes unnoticed for as long as two pings of Socket.IO take, and a little more. */
const UNNOTICED_MS = 25_000;

/**
 * Whether a device may speak for a leg. A new connection of the very same device takes the leg with it, even
 * before the old connection is known to be dead.
 */
export function claimLeg(turn: Turn, side: Side, by: Device): boolean {
  const { socketId, deviceId, graceEndsAt } = turn.call[side];
  if (socketId === by.socketId) {
    if (graceEndsAt !== null) turn.endGrace(side);
    return true;
  }
  if (deviceId === null || deviceId !== by.deviceId) return false;
  turn.giveLeg(side, by);
  return true;
}

/** Who was away when the call ended hears it on coming back: its tones would go on for ever otherwise. */
export function hearLastWords(turn: Turn, event: EventOf<'arrived' | 'joined'>): void {
  const side = sideOf(turn.call, event.by.userId);
  const { socketId, undelivered } = turn.call[side];
  if (undelivered.length === 0) return;
  if (socketId !== null) returnLeg(turn, event);
  else if (event.kind === 'arrived') turn.tellSocket(event.by.socketId, ...undelivered);
}

/** Gives a leg whose device is away to the connection that is that device, or may be (contract, section 5). */
export function returnLeg(turn: Turn, event: EventOf<'arrived' | 'joined'>): void {
  const { by } = event;
  const side = sideOf(turn.call, by.userId);
  const leg = turn.call[side];
  if (leg.socketId === by.socketId) {
    if (leg.graceEndsAt !== null) turn.endGrace(side);
    return;
  }
  const isOurs =
    leg.deviceId === null
      ? by.deviceId === null && event.kind === 'joined' && event.conversationId === turn.call.conversationId
      : by.deviceId === leg.deviceId;
  if (!isOurs) return;
  if (leg.graceEndsAt !== null) turn.giveLeg(side, by);
  else turn.changeLeg(side, { heir: heirOf(by, turn.now) });
}

/**
 * Notes that a connection is gone.
 *
 * @returns whether the leg is gone for good with it
 */
export function loseLeg(turn: Turn, side: Side, { socketId, deliberate, leaving }: EventOf<'lost'>): boolean {
  const { heir, deviceId, ...leg } = turn.call[side];
  if (heir?.socketId === socketId) turn.changeLeg(side, { heir: null });
  if (leg.socketId !== socketId) return false;
  const isSameDevice = deviceId !== null && heir?.deviceId === deviceId;
  if (deliberate && !isSameDevice) return true;
  missLeg(turn, side, leaving === true ? 'leaving' : 'lost');
  return false;
}

/**
 * Notes that the page which has a leg goes away: what does not come back soon has hung up. An old page says so
 * too late where the new one is here already.
 *
 * @returns whether the leg is away now and was not before
 */
export function leaveLeg(turn: Turn, side: Side, by: Device): boolean {
  const { socketId, heir, isLeaving } = turn.call[side];
  const speaksForIt = socketId === by.socketId ? !isLeaving : heir?.socketId === by.socketId;
  if (!speaksForIt || !claimLeg(turn, side, by)) return false;
  missLeg(turn, side, 'leaving');
  return turn.call[side].isLeaving;
}

/** Tells the other side's device that a page has gone, so that it takes the silence for no fault of the line. */
export function tellAway(turn: Turn, side: Side): void {
  const { id, [side]: leg } = turn.call;
  turn.tellLegNow(otherSide(side), tell('call:away', { fromUserId: leg.userId, callId: id }));
}

export function absentLeg(turn: Turn, { side, socketId }: EventOf<'absent'>): void {
  if (turn.call[side].socketId === socketId) missLeg(turn, side);
}

/** What counted as away is there after all; but a page that goes away leaves its socket behind for a while. */
export function presentLeg(turn: Turn, { side, socketId }: EventOf<'present'>): void {
  const leg = turn.call[side];
  if (leg.graceEndsAt !== null && !leg.isLeaving && leg.socketId === socketId) turn.endGrace(side);
}

/** The server itself was away, so the time to come back begins anew. */
export function renewGrace(turn: Turn, { side }: EventOf<'grace_renewed'>): void {
  const { graceEndsAt, isLeaving } = turn.call[side];
  if (graceEndsAt !== null) turn.startGrace(side, isLeaving);
}

/** The device of a leg is away: its newer connection takes over if there is one, else the grace begins. */
function missLeg(turn: Turn, side: Side, how: 'leaving' | 'lost' = 'lost'): void {
  const { heir, graceEndsAt, socketId } = turn.call[side];
  if (heir !== null && heir.socketId !== socketId && turn.now - heir.since <= UNNOTICED_MS)
    turn.giveLeg(side, heir);
  else if (graceEndsAt === null) turn.startGrace(side, how === 'leaving');
}

function heirOf({ socketId, deviceId, queuesCandidates }: Device, since: number) {
  return { socketId, deviceId, queuesCandidates, since };
}
