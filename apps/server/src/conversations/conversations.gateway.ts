import { LIMITS } from '@jiggy-care/protocol';
import { DomainError } from '../errors/domain-error.ts';
import { ChatGateway, On, Received } from '../realtime/chat-gateway.ts';
import { type Answer, answer, type ChatEvent, findJoined } from '../realtime/chat-socket.ts';
import { conversationRoom } from '../realtime/rooms.ts';
import { SocketLifecycle } from '../realtime/socket-lifecycle.ts';
import { ConversationsService } from './conversations.service.ts';

/** Entering and leaving the room of a conversation (document, section 4, events 1 and 2). */
@ChatGateway()
export class ConversationsGateway {
  constructor(
    private readonly conversations: ConversationsService,
    private readonly lifecycle: SocketLifecycle,
  ) {}

  @On('join_conversation')
  async join(@Received() { socket, payload }: ChatEvent<'join_conversation'>): Promise<Answer> {
    const known = findJoined(socket, payload.conversationId);
    if (known !== undefined) return answer('joined_conversation', { conversationId: known.id });
    if (socket.data.joined.size >= LIMITS.joinedConversations) {
      throw DomainError.conflict('This socket is in too many conversations: leave one first');
    }
    const conversation = await this.conversations.openReference(
      payload.conversationId,
      payload.userId,
      payload.userType,
    );
    // Who is gone meanwhile takes no seat, no room and no call.
    if (!socket.connected) throw DomainError.conflict('The connection is gone');
    if (socket.data.identity === undefined) {
      this.lifecycle.identify(socket, {
        userId: payload.userId,
        role: payload.userType,
        sessionId: undefined,
      });
    }
    await socket.join(conversationRoom(conversation.id));
    socket.data.joined.set(conversation.id, conversation);
    await this.conversations.joined(socket, conversation);
    return answer('joined_conversation', { conversationId: conversation.id });
  }

  @On('leave_conversation')
  async leave(@Received() { socket, payload }: ChatEvent<'leave_conversation'>): Promise<Answer> {
    const conversation = findJoined(socket, payload.conversationId);
    if (conversation === undefined)
      return answer('left_conversation', { conversationId: payload.conversationId });
    socket.data.joined.delete(conversation.id);
    await this.conversations.left(socket, conversation);
    await socket.leave(conversationRoom(conversation.id));
    return answer('left_conversation', { conversationId: conversation.id });
  }
}
