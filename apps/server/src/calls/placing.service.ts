import { randomUUID } from 'node:crypto';
import type { Conversation } from '@jiggy-care/protocol';
import { Injectable } from '@nestjs/common';
import { refusalOfStanding } from '../bookings/standing.ts';
import { Config } from '../config/config.ts';
import { otherParticipant } from '../conversations/participants.ts';
import { RateLimits } from '../edge/rate-limits.ts';
import { DomainError } from '../errors/domain-error.ts';
import { CallMoves, type CallsOfTwo } from './keeping/call-moves.ts';
import { PlacingRepository, type Situation } from './keeping/placing.repository.ts';
import { Reachability } from './reachability.ts';
import { type CallRecord, isLive } from './rules/call-record.ts';
import { CalleeOffline, inAnotherCall, nobodyToCall, ringsInVain } from './rules/call-refusals.ts';
import { type CallRequest, newCall } from './rules/new-call.ts';
import { pauseLeftMs } from './rules/ring-pause.ts';

/** How often it is looked anew, because a call of theirs came or went meanwhile. */
const MAX_TRIES = 10;

interface Initiation extends Omit<CallRequest, 'conversationId'> {
  /** Joined by the calling socket. */
  readonly conversation: Conversation;
}

/**
 * What `call:initiate` leads to: a ring, a call with both who called at once, a busy tone, or a refusal.
 *
 * @source protocol P8.1 to P8.11
 */
@Injectable()
export class PlacingService {
  constructor(
    private readonly situations: PlacingRepository,
    private readonly moves: CallMoves,
    private readonly reachability: Reachability,
    private readonly limits: RateLimits,
    private readonly config: Config,
  ) {}

  /**
   * @returns the call: ringing for this caller, or active because the two called each other, or busy
   * @throws  DomainError `not_found`, `booking_cancelled`, `not_available`, `in_another_call`, `callee_offline`,
   *   `rate_limited`
   */
  async initiate({ conversation, ...initiation }: Initiation): Promise<CallRecord> {
    const request: CallRequest = { ...initiation, conversationId: conversation.id };
    const { by, toUserId } = request;
    if (toUserId !== otherParticipant(conversation, by.userId)) throw nobodyToCall();
    return this.moves.between(by.userId, toUserId, (calls) => this.place(request, calls));
  }

  private async place(request: CallRequest, calls: CallsOfTwo): Promise<CallRecord> {
    const { by, toUserId, callType, conversationId } = request;
    let isCounted = false;
    for (let tries = 0; tries < MAX_TRIES; tries += 1) {
      const situation = await this.situations.get(conversationId, by.userId, toUserId);
      const { standing, callerIn, calleeIn } = situation;
      if (standing !== 'open') throw refusalOfStanding(standing);
      if (callerIn !== null && callerIn === calleeIn) {
        const known = await calls.apply(() => calls.find(), {
          kind: 'initiate',
          by,
          callType,
          conversationId,
        });
        if (known !== undefined && isLive(known)) return known;
        continue;
      }
      if (callerIn !== null) throw inAnotherCall();
      if (!isCounted) {
        this.requireNoPause(situation);
        await this.count(by.userId, toUserId);
      }
      isCounted = true;
      const placed = await this.begin(request, situation, calls);
      if (placed !== undefined) return placed;
    }
    throw new DomainError('unavailable', 'The call could not be placed, please try again');
  }

  /** Whoever was declined again and again, or rings on at a line that nobody answers, has to wait. */
  private requireNoPause({ ringsInVain: rings, now }: Situation): void {
    const pauseMs = pauseLeftMs(rings, now, this.config.rateLimitFactor);
    if (pauseMs > 0) throw ringsInVain(pauseMs);
  }

  private async count(callerId: string, calleeId: string): Promise<void> {
    await this.limits.take('call', callerId);
    await this.limits.take('callPair', [callerId, calleeId].sort().join(':'));
  }

  /** @returns `undefined` when things are not as they were: someone is in a call after all, or may not be called */
  private async begin(
    request: CallRequest,
    { now, callerName, calleeIn }: Situation,
    calls: CallsOfTwo,
  ): Promise<CallRecord | undefined> {
    const reach = calleeIn === null ? await this.reachability.of(request.toUserId) : undefined;
    const status = calleeIn !== null ? 'busy' : reach === undefined ? 'missed' : 'ringing';
    const { ringTimeoutMs } = this.config;
    const circumstances = { id: randomUUID(), status, now, ringTimeoutMs, callerName, reach } as const;
    const { call, effects } = newCall(request, circumstances);
    if (!(await calls.begin(call, effects))) return undefined;
    if (status === 'missed') throw new CalleeOffline(call.id);
    return call;
  }
}
