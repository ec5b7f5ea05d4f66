import { type CallLog, type IceServers, ROUTES, type RouteInput } from '@jiggy-care/protocol';
import { Controller, Res } from '@nestjs/common';
import type { Response } from 'express';
import type { z } from 'zod';
import { Caller } from '../auth/caller.ts';
import type { Identity } from '../auth/identity.ts';
import { offsetPage } from '../edge/next-page.ts';
import { Input, Serves } from '../edge/route.ts';
import { CallLogService } from './call-log.service.ts';
import { IceServersService } from './ice-servers.service.ts';

/** The call log, and what a call needs to get through firewalls (protocol P11.7 to P11.12). */
@Controller()
export class CallsController {
  constructor(
    private readonly log: CallLogService,
    private readonly iceServers: IceServersService,
  ) {}

  @Serves(ROUTES.listIceServers)
  listIceServers(
    @Caller() { userId }: Identity,
    @Input() { query }: RouteInput<(typeof ROUTES)['listIceServers']>,
  ): Promise<IceServers> {
    return query.purpose === 'check'
      ? this.iceServers.listForCheck(userId)
      : this.iceServers.listForCall(userId);
  }

  @Serves(ROUTES.listCalls)
  async listCalls(
    @Caller() { userId }: Identity,
    @Input() { query }: RouteInput<(typeof ROUTES)['listCalls']>,
    @Res({ passthrough: true }) response: Response,
  ): Promise<z.output<typeof CallLog>> {
    const { offset, missed: onlyMissed = false, conversationId } = query;
    return {
      calls: await offsetPage(response, query, (limit) =>
        this.log.list(userId, { limit, offset, onlyMissed, conversationId }),
      ),
      missedCount: await this.log.countUnseen(userId),
    };
  }

  @Serves(ROUTES.markCallsSeen)
  markSeen(
    @Caller() { userId }: Identity,
    @Input() { body }: RouteInput<(typeof ROUTES)['markCallsSeen']>,
  ): Promise<void> {
    return this.log.markSeen(userId, body?.conversationId);
  }
}
