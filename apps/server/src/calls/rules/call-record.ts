import type { CallStatus, CallType } from '@jiggy-care/protocol';
import type { OutgoingEvent } from './call-effects.ts';
import type { SideSignals } from './held-signals.ts';

/** Where a call rings: at the sockets of its callee, at devices whose app is closed, or both. */
export type CallReach = 'socket' | 'push' | 'both';

export type Side = 'caller' | 'callee';

/** One socket of one person, as a call knows it. */
export interface Device {
  readonly userId: string;
  readonly socketId: string;
  /** `auth.deviceId` of its handshake. */
  readonly deviceId: string | null;
  /** Whether it announced `auth.client`: such a client keeps candidates until it can use them. */
  readonly queuesCandidates: boolean;
}

/** One person's part in a call, and the device that has it. */
export interface Leg {
  readonly userId: string;
  /** `null` for a callee who has not accepted: then the call rings on all devices. */
  readonly socketId: string | null;
  readonly deviceId: string | null;
  readonly queuesCandidates: boolean;
  /** Set while the device (of a callee who is being rung: every device) is away; ms since the epoch. */
  readonly graceEndsAt: number | null;
  /** Whether its page said that it goes away: what does not come back in time has hung up. */
  readonly isLeaving: boolean;
  /** A newer connection that may be the same device, should the present one turn out to be dead. */
  readonly successor: Successor | null;
  /** What it would have been told while it was away. */
  readonly undelivered: readonly OutgoingEvent[];
  readonly signals: SideSignals;
}

export interface Successor extends Omit<Device, 'userId'> {
  readonly since: number;
}

/** A call as it stands. Never changed in place; instants are ms since the epoch by the database's clock. */
export interface CallRecord {
  readonly id: string;
  readonly conversationId: string;
  readonly callType: CallType;
  readonly status: CallStatus;
  readonly callerName: string | undefined;
  readonly reach: CallReach;
  readonly caller: Leg;
  readonly callee: Leg;
  readonly startedAt: number;
  readonly ringEndsAt: number;
  readonly answeredAt: number | null;
  readonly endedAt: number | null;
}

export function isLive(call: CallRecord): boolean {
  return call.status === 'ringing' || call.status === 'active';
}

export function isParty(call: CallRecord, userId: string): boolean {
  return call.caller.userId === userId || call.callee.userId === userId;
}

/** The part of someone who is known to have one. */
export function sideOf(call: CallRecord, userId: string): Side {
  return call.caller.userId === userId ? 'caller' : 'callee';
}

export const otherSide = (side: Side): Side => (side === 'caller' ? 'callee' : 'caller');
