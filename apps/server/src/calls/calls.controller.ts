import { type CallLog, type IceServers, ROUTES, type RouteInput } from '@jiggy-care/protocol';
import { Controller, Res } from '@nestjs/common';
import type { Response } from 'express';
import type { z } from 'zod';
import { Caller } from '../auth/caller.ts';
import { Clock } from '../auth/clock.ts';
import type { Identity } from '../auth/identity.ts';
import { Config } from '../config/config.ts';
import { ConversationsService } from '../conversations/conversations.service.ts';
import { offsetPage } from '../edge/next-page.ts';
import { RateLimits } from '../edge/rate-limits.ts';
import { Input, Serves } from '../edge/route.ts';
import { stunServers, turnServer } from './ice-servers.ts';
import { CallLogRepository } from './keeping/call-log.repository.ts';
import { CallStoreRepository } from './keeping/call-store.repository.ts';

/** Credentials to try out a connection before there is a call. */
const CHECK_TTL_S = 60;

/** The call log, and what a call needs to get through firewalls (contract, section 3). */
@Controller()
export class CallsController {
  constructor(
    private readonly log: CallLogRepository,
    private readonly store: CallStoreRepository,
    private readonly conversations: ConversationsService,
    private readonly limits: RateLimits,
    private readonly config: Config,
    private readonly clock: Clock,
  ) {}

  @Serves(ROUTES.listIceServers)
  async listIceServers(
    @Caller() { userId }: Identity,
    @Input() { query }: RouteInput<(typeof ROUTES)['listIceServers']>,
  ): Promise<IceServers> {
    const { turn, turnTtlS, stunUrls } = this.config;
    const iceServers = stunServers(stunUrls);
    const isCheck = query.purpose === 'check';
    const ttl = isCheck ? CHECK_TTL_S : turnTtlS;
    if (turn === undefined) return { iceServers, ttl };
    if (isCheck) {
      await this.limits.take('turnCheck', userId);
      // A relay goes on for as long as it is used, so it is not for everyone who can register.
      if (!(await this.log.hasSomeoneToCall(userId))) return { iceServers, ttl, withheld: 'no-booking' };
    } else {
      if ((await this.store.findLiveOf(userId)) === undefined) return { iceServers, ttl };
      await this.limits.take('turn', userId);
    }
    const expiresAt = Math.floor(this.clock.now() / 1_000) + ttl;
    return { iceServers: [...iceServers, turnServer(turn, userId, expiresAt)], ttl };
  }

  @Serves(ROUTES.listCalls)
  async listCalls(
    @Caller() { userId }: Identity,
    @Input() { query }: RouteInput<(typeof ROUTES)['listCalls']>,
    @Res({ passthrough: true }) response: Response,
  ): Promise<z.output<typeof CallLog>> {
    const { offset, missed: onlyMissed = false, conversationId } = query;
    if (conversationId !== undefined) await this.conversations.requireParticipant(conversationId, userId);
    return {
      calls: await offsetPage(response, query, (limit) =>
        this.log.list(userId, { limit, offset, onlyMissed, conversationId }),
      ),
      missedCount: await this.log.countUnseen(userId),
    };
  }

  @Serves(ROUTES.markCallsSeen)
  async markSeen(
    @Caller() { userId }: Identity,
    @Input() { body }: RouteInput<(typeof ROUTES)['markCallsSeen']>,
  ): Promise<void> {
    const conversationId = body?.conversationId;
    if (conversationId !== undefined) await this.conversations.requireParticipant(conversationId, userId);
    await this.log.markSeen(userId, conversationId);
  }
}
