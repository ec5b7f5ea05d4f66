import type { EventOf } from './call-event.ts';
import { type Device, type Side, sideOf } from './call-record.ts';
import type { Turn } from './call-turn.ts';

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
export function loseLeg(turn: Turn, side: Side, { socketId, deliberate }: EventOf<'lost'>): boolean {
  const { heir, deviceId, ...leg } = turn.call[side];
  if (heir?.socketId === socketId) turn.changeLeg(side, { heir: null });
  if (leg.socketId !== socketId) return false;
  const isSameDevice = deviceId !== null && heir?.deviceId === deviceId;
  if (deliberate && !isSameDevice) return true;
  missLeg(turn, side);
  return false;
}

export function absentLeg(turn: Turn, { side, socketId }: EventOf<'absent'>): void {
  if (turn.call[side].socketId === socketId) missLeg(turn, side);
}

/** What counted as away is there after all. */
export function presentLeg(turn: Turn, { side, socketId }: EventOf<'present'>): void {
  const leg = turn.call[side];
  if (leg.graceEndsAt !== null && leg.socketId === socketId) turn.endGrace(side);
}

/** The server itself was away, so the time to come back begins anew. */
export function renewGrace(turn: Turn, { side }: EventOf<'grace_renewed'>): void {
  if (turn.call[side].graceEndsAt !== null) turn.startGrace(side);
}

/** The device of a leg is away: its newer connection takes over if there is one, else the grace begins. */
function missLeg(turn: Turn, side: Side): void {
  const { heir, graceEndsAt, socketId } = turn.call[side];
  if (heir !== null && heir.socketId !== socketId && turn.now - heir.since <= UNNOTICED_MS)
    turn.giveLeg(side, heir);
  else if (graceEndsAt === null) turn.startGrace(side);
}

function heirOf({ socketId, deviceId, queuesCandidates }: Device, since: number) {
  return { socketId, deviceId, queuesCandidates, since };
}
