import { type Conversation, type InboxEntry, ROUTES, type RouteInput } from '@jiggy-care/protocol';
import { Controller } from '@nestjs/common';
import { Caller } from '../auth/caller.ts';
import type { Identity } from '../auth/identity.ts';
import { Input, Serves } from '../edge/route.ts';
import { ConversationsService } from './conversations.service.ts';

@Controller()
export class ConversationsController {
  constructor(private readonly conversations: ConversationsService) {}

  @Serves(ROUTES.listConversations)
  list(
    @Caller() caller: Identity,
    @Input() { query }: RouteInput<(typeof ROUTES)['listConversations']>,
  ): Promise<InboxEntry[]> {
    return this.conversations.list(caller, query);
  }

  @Serves(ROUTES.createConversation)
  create(
    @Caller() caller: Identity,
    @Input() { body }: RouteInput<(typeof ROUTES)['createConversation']>,
  ): Promise<Conversation> {
    return this.conversations.open(caller, body);
  }
}
