import type { Connection } from '../connection/connection.ts';
import { ChatError } from '../errors.ts';
import type { RestApi } from '../rest-api.ts';
import type { Account, ConversationRecord, Message } from '../wire.ts';
import type { ConversationSync } from './conversation-sync.ts';
import type { Unsent } from './outbox.ts';

interface Parts {
  readonly conversationId: string;
  readonly connection: Connection;
  readonly rest: RestApi;
  readonly sync: ConversationSync;
  user(): Account | undefined;
  /** @throws ChatError when it is not known and cannot be asked for */
  getRecord(): Promise<ConversationRecord>;
}

/** The ways to the server for what one does in a conversation: the socket in the room, else REST. */
export class Delivery {
  constructor(private readonly parts: Parts) {}

  /**
   * Tries once.
   *
   * @returns the stored message
   * @throws ChatError `no_answer` when it may be stored or not; `unreachable` when it was not sent
   */
  async send({ key, content }: Unsent): Promise<Message> {
    const { conversationId, connection, sync } = this.parts;
    const message = { content, senderType: this.requireUser().role, clientMessageId: key };
    if (connection.transport === 'rest') return this.sendOverRest(message);
    await sync.join();
    try {
      return (await connection.ask('send_message', { conversationId, ...message })).message;
    } catch (thrown) {
      if (thrown instanceof ChatError && thrown.code === 'not_joined') sync.notJoined();
      throw thrown;
    }
  }

  /** @returns how many the server had not known as read */
  async markRead(ids: readonly string[]): Promise<number> {
    const { conversationId, connection, rest, sync } = this.parts;
    if (connection.transport !== 'socket') return (await rest.markRead(conversationId, ids)).updatedCount;
    await sync.join();
    const answer = await connection.ask('mark_read', { conversationId, messageIds: [...ids] });
    return answer.updatedCount;
  }

  sayTyping(isTyping: boolean): void {
    const { conversationId, connection, sync, user } = this.parts;
    const person = user();
    if (!sync.isReachable || person === undefined) return;
    const { id: userId, role: userType } = person;
    if (isTyping) connection.tell('typing_start', { conversationId, userId, userType });
    else connection.tell('typing_stop', { conversationId, userId });
  }

  private async sendOverRest(
    message: Omit<Parameters<RestApi['sendMessage']>[0], keyof Slot>,
  ): Promise<Message> {
    const { consultantId, patientId, bookingId } = await this.parts.getRecord();
    try {
      return (await this.parts.rest.sendMessage({ consultantId, patientId, bookingId, ...message })).message;
    } catch (thrown) {
      if (!(thrown instanceof ChatError) || thrown.code !== 'unreachable') throw thrown;
      throw new ChatError('no_answer', 'The server did not answer in time', { cause: thrown });
    }
  }

  private requireUser(): Account {
    const user = this.parts.user();
    if (user === undefined) throw new ChatError('signed_out', 'Please sign in');
    return user;
  }
}

type Slot = Pick<ConversationRecord, 'consultantId' | 'patientId' | 'bookingId'>;
