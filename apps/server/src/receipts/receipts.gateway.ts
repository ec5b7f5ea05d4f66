import { ConversationsService } from '../conversations/conversations.service.ts';
import { ChatGateway, On, Received } from '../realtime/chat-gateway.ts';
import { type Answer, acknowledge, type ChatEvent } from '../realtime/chat-socket.ts';
import { DeliveryReceipts } from './delivery-receipts.ts';

/** What devices say has reached them, beyond the document. */
@ChatGateway()
export class ReceiptsGateway {
  constructor(
    private readonly conversations: ConversationsService,
    private readonly receipts: DeliveryReceipts,
  ) {}

  @On('mark_delivered')
  async markDelivered(
    @Received() { socket, payload, identity: { userId } }: ChatEvent<'mark_delivered'>,
  ): Promise<Answer> {
    const { conversationId, upToSeq } = payload;
    if (!socket.data.joined.has(conversationId))
      await this.conversations.requireParticipant(conversationId, userId);
    this.receipts.mark({ conversationId, userId, upToSeq });
    return acknowledge('mark_delivered');
  }
}
