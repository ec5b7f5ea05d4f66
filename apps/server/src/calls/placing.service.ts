import { randomUUID } from 'node:crypto';
import type { CallStatus, CallType, Conversation } from '@jiggy-care/protocol';
import { Injectable } from '@nestjs/common';
import { Config } from '../config/config.ts';
import { ConversationsService } from '../conversations/conversations.service.ts';
import { otherParticipant } from '../conversations/participants.ts';
import { RateLimits } from '../edge/rate-limits.ts';
import { DomainError } from '../errors/domain-error.ts';
import { CallMoves } from './keeping/call-moves.ts';
import { CallStoreRepository } from './keeping/call-store.repository.ts';
import { RingHistoryRepository } from './keeping/ring-history.repository.ts';
import { Reachability } from './reachability.ts';
import { type Effect, outgoing } from './rules/call-effects.ts';
import { incomingPayload, missedPayload, rejectedPayload, ringingPayload } from './rules/call-payloads.ts';
import { type CallRecord, type Device, isLive, isParty, type Leg } from './rules/call-record.ts';
import { CalleeOffline, inAnotherCall, nobodyToCall, ringsInVain } from './rules/call-refusals.ts';
import { NO_SIGNALS } from './rules/held-signals.ts';
import { pauseLeftMs } from './rules/ring-pause.ts';

export const BUSY = 'Busy';
/** How often it is tried anew because someone else's call came first. */
const MAX_TRIES = 5;

interface Wish {
  readonly by: Device;
  /** Joined by the calling socket. */
  readonly conversation: Conversation;
  readonly toUserId: string;
  readonly callType: CallType;
}

/**
 * What `call:initiate` leads to: a ring, a call with both who called at once, a busy tone, or a refusal.
 *
 * @source contract, section 5
 */
@Injectable()
export class PlacingService {
  constructor(
    private readonly conversations: ConversationsService,
    private readonly store: CallStoreRepository,
    private readonly moves: CallMoves,
    private readonly reachability: Reachability,
    private readonly rings: RingHistoryRepository,
    private readonly limits: RateLimits,
    private readonly config: Config,
  ) {}

  /**
   * @returns the call: ringing for this caller, or active because the two called each other, or busy
   * @throws  DomainError `not_found`, `booking_cancelled`, `in_another_call`, `callee_offline`, `rate_limited`
   */
  async initiate(wish: Wish): Promise<CallRecord> {
    const { by, conversation, toUserId } = wish;
    if (toUserId !== otherParticipant(conversation, by.userId)) throw nobodyToCall();
    await this.conversations.requireOpen(conversation.id);
    return this.moves.inTurn(by.userId, toUserId, () => this.placeInTurn(wish));
  }

  private async placeInTurn(wish: Wish): Promise<CallRecord> {
    const { by, toUserId, callType, conversation } = wish;
    const again = { kind: 'initiate' as const, by, callType, conversationId: conversation.id };
    let isCounted = false;
    for (let tries = 0; tries < MAX_TRIES; tries += 1) {
      const known = await this.moves.apply(() => this.moves.findBetween(by.userId, toUserId), again);
      if (known !== undefined && isLive(known)) return known;
      const others = (await this.store.listLiveOf([by.userId, toUserId])).map(({ call }) => call);
      if (others.some((call) => isParty(call, by.userId) && isParty(call, toUserId))) continue;
      if (others.some((call) => isParty(call, by.userId))) throw inAnotherCall();
      if (!isCounted) {
        await this.requireNoPause(by.userId, toUserId);
        await this.count(by.userId, toUserId);
      }
      isCounted = true;
      const placed = await this.place(wish, others.length > 0);
      if (placed !== undefined) return placed;
    }
    throw new DomainError('unavailable', 'The call could not be placed, please try again');
  }

  /** Whoever was declined again and again, or rings on at a line that nobody answers, has to wait. */
  private async requireNoPause(callerId: string, calleeId: string): Promise<void> {
    const { rateLimitFactor } = this.config;
    if (rateLimitFactor === undefined) return;
    const vain = await this.rings.listVain(callerId, calleeId);
    const pauseMs = vain.length === 0 ? 0 : pauseLeftMs(vain, await this.store.now(), rateLimitFactor);
    if (pauseMs > 0) throw ringsInVain(pauseMs);
  }

  private async count(callerId: string, calleeId: string): Promise<void> {
    await this.limits.take('call', callerId);
    await this.limits.take('callPair', [callerId, calleeId].sort().join(':'));
  }

  /** @returns `undefined` when someone was in a call after all */
  private async place(wish: Wish, isBusy: boolean): Promise<CallRecord | undefined> {
    const { by, conversation, toUserId } = wish;
    const canRing = isBusy || (await this.reachability.canRing(toUserId));
    const status = isBusy ? 'busy' : canRing ? 'ringing' : 'missed';
    const now = await this.store.now();
    const call = newCall(wish, status, {
      now,
      ringTimeoutMs: this.config.ringTimeoutMs,
      callerName: await this.conversations.personName(by.userId),
    });
    const outcome = await this.store.insert(call);
    if (outcome === 'occupied') return undefined;
    if (outcome === 'closed') {
      await this.conversations.requireOpen(conversation.id);
      return undefined;
    }
    this.moves.stored(call, now);
    if (status === 'missed') throw new CalleeOffline(call.id);
    this.moves.perform(status === 'busy' ? busyEffects(call, by) : ringEffects(call, by));
    return call;
  }
}

function newCall(
  { by, conversation, toUserId, callType }: Wish,
  status: CallStatus,
  { now, ringTimeoutMs, callerName }: { now: number; ringTimeoutMs: number; callerName: string | undefined },
): CallRecord {
  const { userId, socketId, deviceId, queuesCandidates } = by;
  return {
    id: randomUUID(),
    conversationId: conversation.id,
    callType,
    status,
    callerName,
    caller: { ...emptyLeg(userId), socketId, deviceId, queuesCandidates },
    callee: emptyLeg(toUserId),
    startedAt: now,
    ringEndsAt: now + ringTimeoutMs,
    answeredAt: null,
    endedAt: status === 'ringing' ? null : now,
  };
}

function emptyLeg(userId: string): Leg {
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

function ringEffects(call: CallRecord, { socketId }: Device): Effect[] {
  return [
    { to: { kind: 'socket', socketId }, outgoing: outgoing('call:ringing', ringingPayload(call)) },
    {
      to: { kind: 'person', userId: call.callee.userId },
      outgoing: outgoing('call:incoming', incomingPayload(call)),
    },
  ];
}

function busyEffects(call: CallRecord, { socketId }: Device): Effect[] {
  return [
    { to: { kind: 'socket', socketId }, outgoing: outgoing('call:rejected', rejectedPayload(call, BUSY)) },
    {
      to: { kind: 'person', userId: call.callee.userId },
      outgoing: outgoing('call:missed', missedPayload(call)),
    },
  ];
}
