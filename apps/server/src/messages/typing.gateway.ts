import { ChatGateway, On, Received } from '../realtime/chat-gateway.ts';
import { type Answer, acknowledge, type ChatEvent, requireJoined } from '../realtime/chat-socket.ts';
import { TypingService } from './typing.service.ts';

@ChatGateway()
export class TypingGateway {
  constructor(private readonly typing: TypingService) {}

  @On('typing_start')
  start(@Received() { socket, payload, identity }: ChatEvent<'typing_start'>): Answer {
    const { id } = requireJoined(socket, payload.conversationId);
    this.typing.start(socket, id, identity.userId, identity.role);
    return acknowledge('typing_start', { conversationId: id });
  }

  @On('typing_stop')
  stop(@Received() { socket, payload, identity }: ChatEvent<'typing_stop'>): Answer {
    const { id } = requireJoined(socket, payload.conversationId);
    this.typing.stoppedByHand(socket, id, identity.userId);
    return acknowledge('typing_stop', { conversationId: id });
  }
}
