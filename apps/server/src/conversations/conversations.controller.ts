import { type Conversation, type InboxEntry, LIMITS, ROUTES, type RouteInput } from '@jiggy-care/protocol';
import { Controller, Res } from '@nestjs/common';
import type { Response } from 'express';
import { Caller } from '../auth/caller.ts';
import type { Identity } from '../auth/identity.ts';
import { tellNextPage } from '../edge/next-page.ts';
import { Input, Serves } from '../edge/route.ts';
import { ConversationsService } from './conversations.service.ts';

@Controller()
export class ConversationsController {
  constructor(private readonly conversations: ConversationsService) {}

  @Serves(ROUTES.listConversations)
  async list(
    @Caller() caller: Identity,
    @Input() { query }: RouteInput<(typeof ROUTES)['listConversations']>,
    @Res({ passthrough: true }) response: Response,
  ): Promise<InboxEntry[]> {
    const { entries, hasMore } = await this.conversations.list(caller, query);
    const last = entries.at(-1);
    if (hasMore && last !== undefined) {
      tellNextPage(response, { limit: query.limit ?? LIMITS.pageMax, before: last.id });
    }
    return entries;
  }

  @Serves(ROUTES.createConversation)
  create(
    @Caller() caller: Identity,
    @Input() { body }: RouteInput<(typeof ROUTES)['createConversation']>,
  ): Promise<Conversation> {
    return this.conversations.open(caller, body);
  }
}
