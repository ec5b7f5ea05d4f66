import { ChatGateway, On, Received } from '../realtime/chat-gateway.ts';
import { type Answer, answer, type ChatEvent } from '../realtime/chat-socket.ts';
import { MessagesService } from './messages.service.ts';

/** Sending and marking as read over sockets (document, section 4, events 3 and 6). */
@ChatGateway()
export class MessagesGateway {
  constructor(private readonly messages: MessagesService) {}

  @On('send_message')
  async send(@Received() { payload, identity, conversation }: ChatEvent<'send_message'>): Promise<Answer> {
    return answer('message_sent', await this.messages.send(identity, conversation, payload));
  }

  @On('mark_read')
  async markRead(
    @Received() { socket, payload, identity, conversation }: ChatEvent<'mark_read'>,
  ): Promise<Answer> {
    const { messageIds } = payload;
    const updatedCount = await this.messages.markRead(identity, conversation, messageIds, socket.id);
    return answer('marked_as_read', {
      conversationId: conversation.id,
      messageIds,
      success: true,
      updatedCount,
    });
  }
}
