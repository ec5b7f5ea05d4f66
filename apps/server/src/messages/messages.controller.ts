import { ROUTES, type RouteInput, type RouteReply, type SentMessage } from '@jiggy-care/protocol';
import { Controller } from '@nestjs/common';
import { Caller } from '../auth/caller.ts';
import type { Identity } from '../auth/identity.ts';
import { ConversationsService } from '../conversations/conversations.service.ts';
import { Input, Serves } from '../edge/route.ts';
import { MessagesService } from './messages.service.ts';

/** History, sending and receipts over REST (document, section 6). */
@Controller()
export class MessagesController {
  constructor(
    private readonly messages: MessagesService,
    private readonly conversations: ConversationsService,
  ) {}

  @Serves(ROUTES.listMessages)
  list(
    @Caller() caller: Identity,
    @Input() { params, query }: RouteInput<(typeof ROUTES)['listMessages']>,
  ): Promise<RouteReply<(typeof ROUTES)['listMessages']>> {
    return this.messages.history(caller, params.conversationId, query);
  }

  @Serves(ROUTES.sendMessage)
  send(
    @Caller() caller: Identity,
    @Input() { body }: RouteInput<(typeof ROUTES)['sendMessage']>,
  ): Promise<SentMessage> {
    return this.messages.sendByBooking(caller, body);
  }

  @Serves(ROUTES.countUnread)
  async countUnread(
    @Caller() caller: Identity,
    @Input() { params, query }: RouteInput<(typeof ROUTES)['countUnread']>,
  ): Promise<RouteReply<(typeof ROUTES)['countUnread']>> {
    const { conversationId } = params;
    return {
      conversationId,
      unreadCount: await this.messages.countUnread(caller, conversationId, query.userId),
    };
  }

  @Serves(ROUTES.markRead)
  async markRead(
    @Caller() caller: Identity,
    @Input() { params, body }: RouteInput<(typeof ROUTES)['markRead']>,
  ): Promise<RouteReply<(typeof ROUTES)['markRead']>> {
    const conversation = await this.conversations.requireParticipant(params.conversationId, caller.userId);
    return {
      success: true,
      updatedCount: await this.messages.markRead(caller, conversation, body.messageIds),
    };
  }
}
