import { randomUUID } from 'node:crypto';
import type { Conversation, ROUTES, RouteInput, RouteReply, SentMessage } from '@jiggy-care/protocol';
import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import type { Identity } from '../auth/identity.ts';
import { refusalOfStanding } from '../bookings/standing.ts';
import { ConversationsService } from '../conversations/conversations.service.ts';
import { DomainError } from '../errors/domain-error.ts';
import { Facts } from '../facts/facts.ts';
import { Broadcast } from '../realtime/broadcast.ts';
import type { Kept, StoreResult } from './message-store.repository.ts';
import { MessageWriter } from './message-writer.ts';
import { MessagesRepository, type NowRead } from './messages.repository.ts';
import { TypingService } from './typing.service.ts';

interface Sending {
  readonly content: string;
  readonly clientMessageId?: string | undefined;
}

/** Sending, reading and counting messages: one path for sockets and REST. */
@Injectable()
export class MessagesService implements OnModuleInit, OnModuleDestroy {
  private stopListening: (() => void) | undefined;

  constructor(
    private readonly conversations: ConversationsService,
    private readonly writer: MessageWriter,
    private readonly repository: MessagesRepository,
    private readonly typing: TypingService,
    private readonly broadcast: Broadcast,
    private readonly facts: Facts,
  ) {}

  onModuleInit(): void {
    this.broadcast.tellInOrder('new_message', {
      newest: (ids) => this.repository.newestSeqs(ids),
      after: (id, seq, limit) => this.repository.announcementsAfter(id, seq, limit),
    });
    this.stopListening = this.conversations.onJoined((_socket, { id }) => this.broadcast.opened(id));
  }

  onModuleDestroy(): void {
    this.stopListening?.();
  }

  /**
   * Stores a message and tells the room; a retry is answered with the first message and told to nobody.
   *
   * @throws DomainError `booking_cancelled`, `not_available`, `not_found`, `unavailable`
   */
  async send(
    identity: Identity,
    conversation: Conversation,
    { content, clientMessageId }: Sending,
  ): Promise<SentMessage> {
    this.typing.stop(conversation.id, identity.userId);
    const sent = ({ message, conversationUpdatedAt }: Kept): SentMessage => ({
      message,
      conversation: { ...conversation, updatedAt: conversationUpdatedAt },
    });
    const draft = {
      id: randomUUID(),
      conversationId: conversation.id,
      senderId: identity.userId,
      senderType: identity.role,
      content,
      clientMessageId,
    };
    const announce = (stored: Kept) => {
      this.broadcast.toConversation(conversation.id, 'new_message', sent(stored));
      const { message, unread } = stored;
      this.facts.tell('message.kept', { conversation: sent(stored).conversation, message, unread });
    };
    const result = await this.writer.write(draft, announce).catch((thrown: unknown) => {
      // It may be stored all the same, with nobody left to announce it.
      this.broadcast.mayHaveMissed();
      throw thrown;
    });
    if (!('message' in result)) throw refusalOf(result.outcome);
    return sent(result);
  }

  /** Sends into the conversation of a booking, which is opened if there is none yet (document, section 6, endpoint 4). */
  async sendByBooking(
    identity: Identity,
    body: RouteInput<(typeof ROUTES)['sendMessage']>['body'],
  ): Promise<SentMessage> {
    if (body.senderType !== identity.role) throw DomainError.forbidden('The role is not yours');
    const conversation = await this.conversations.open(identity, body, { toWrite: true });
    return this.send(identity, conversation, body);
  }

  /** @throws DomainError `not_found` for a conversation or a cursor that is not there */
  async history(
    identity: Identity,
    conversationId: string,
    query: RouteInput<(typeof ROUTES)['listMessages']>['query'],
  ): Promise<RouteReply<(typeof ROUTES)['listMessages']>> {
    const conversation = await this.conversations.requireParticipant(conversationId, identity.userId);
    const page = await this.page(conversationId, query);
    await this.facts.happened('history.read', { conversationId, by: identity.userId });
    return { conversation, ...page };
  }

  /**
   * @param socketId the socket that asked, which gets its own answer
   * @returns how many messages really changed
   */
  async markRead(
    identity: Identity,
    conversation: Conversation,
    messageIds: readonly string[],
    socketId?: string,
  ): Promise<number> {
    const read = await this.repository.markRead(conversation, identity.userId, identity.role, messageIds);
    if (read === undefined) return 0;
    await this.tellRead(identity, conversation, read, socketId);
    this.facts.tell('messages.read', { conversation, messageIds: read.messageIds, by: identity.userId });
    return read.messageIds.length;
  }

  async countUnread(identity: Identity, conversationId: string, userId: string): Promise<number> {
    const conversation = await this.conversations.requireParticipant(conversationId, identity.userId);
    if (userId !== identity.userId)
      throw DomainError.forbidden('You can count only your own unread messages');
    return this.repository.countUnread(conversation, identity.role);
  }

  /** The number of the newest change in a conversation, for who may read it. */
  lastChange(conversationId: string): Promise<number> {
    return this.repository.lastChange(conversationId);
  }

  /** Messages added or changed after a change number, in the order of change; for who may read the conversation. */
  listChanged(
    conversationId: string,
    page: { after: number; limit: number },
  ): ReturnType<MessagesRepository['listChanged']> {
    return this.repository.listChanged(conversationId, page);
  }

  /** Who is parted from the reader is not told of it. */
  private async tellRead(
    { userId }: Identity,
    { id: conversationId }: Conversation,
    read: NowRead,
    socketId: string | undefined,
  ): Promise<void> {
    const payload = { conversationId, ...read };
    if (await this.conversations.areParted(conversationId)) {
      this.broadcast.toPerson(userId, 'messages_read', payload, socketId === undefined ? [] : [socketId]);
      return;
    }
    this.broadcast.toConversation(conversationId, 'messages_read', payload, {
      except: socketId,
      alsoPerson: userId,
    });
  }

  private async page(conversationId: string, query: RouteInput<(typeof ROUTES)['listMessages']>['query']) {
    const { limit, before, after } = query;
    if (before !== undefined) {
      return this.repository.pageBefore(conversationId, await this.requireSeq(conversationId, before), limit);
    }
    if (after !== undefined) {
      return this.repository.pageAfter(conversationId, await this.requireSeq(conversationId, after), limit);
    }
    return this.repository.pageByOffset(conversationId, query.offset ?? 0, limit);
  }

  private async requireSeq(conversationId: string, messageId: string): Promise<number> {
    const seq = await this.repository.findSeq(conversationId, messageId);
    if (seq === undefined) throw DomainError.notFound('Message');
    return seq;
  }
}

function refusalOf(outcome: Exclude<StoreResult, Kept>['outcome']): DomainError {
  return outcome === 'no-conversation' ? DomainError.notFound('Conversation') : refusalOfStanding(outcome);
}
