import { ConversationsService } from '../conversations/conversations.service.ts';
import { DomainError } from '../errors/domain-error.ts';
import { ChatGateway, On, Received } from '../realtime/chat-gateway.ts';
import { type Answer, acknowledge, type ChatEvent, findJoined } from '../realtime/chat-socket.ts';
import { TypingService } from './typing.service.ts';

@ChatGateway()
export class TypingGateway {
  constructor(
    private readonly typing: TypingService,
    private readonly conversations: ConversationsService,
  ) {}

  @On('typing_start')
  async start(@Received() { socket, identity, conversation }: ChatEvent<'typing_start'>): Promise<Answer> {
    const { id } = conversation;
    await this.conversations.requireOpen(id);
    // Who has gone meanwhile is not typing, and nobody would end it.
    if (!socket.connected || findJoined(socket, id) === undefined)
      throw DomainError.conflict('The connection is gone');
    this.typing.start(socket, id, identity.userId, identity.role);
    return acknowledge('typing_start', { conversationId: id });
  }

  @On('typing_stop')
  async stop(@Received() { socket, identity, conversation }: ChatEvent<'typing_stop'>): Promise<Answer> {
    const { id } = conversation;
    // What was begun while it was open may be ended.
    if (!this.typing.isTyping(id, identity.userId)) await this.conversations.requireOpen(id);
    this.typing.stoppedByHand(socket, id, identity.userId);
    return acknowledge('typing_stop', { conversationId: id });
  }
}
