import type { Message } from '@jiggy-care/protocol';
import { type SQL, sql } from 'drizzle-orm';
import { messages } from '../database/schema.ts';

/** What the wire shows of a message, as it lies in its table; and when it was delivered, as the steps beside it say. */
export const messageColumns = {
  id: messages.id,
  conversationId: messages.conversationId,
  seq: messages.seq,
  senderId: messages.senderId,
  senderType: messages.senderType,
  content: messages.content,
  clientMessageId: messages.clientMessageId,
  isRead: messages.isRead,
  createdAt: messages.createdAt,
  updatedAt: messages.updatedAt,
  deliveredAt: sql.raw(deliveredAtSql('messages')) as SQL<string | null>,
  readAt: sql.raw(readAtSql('messages')) as SQL<string | null>,
};

export interface MessageRow extends Omit<Message, 'clientMessageId' | 'deliveredAt' | 'readAt'> {
  readonly clientMessageId: string | null;
  readonly deliveredAt?: string | null;
  readonly readAt?: string | null;
}

export function toMessage({ clientMessageId, deliveredAt, readAt, ...shown }: MessageRow): Message {
  const message: Message = shown;
  if (clientMessageId !== null) message.clientMessageId = clientMessageId;
  if (deliveredAt) message.deliveredAt = deliveredAt;
  if (readAt) message.readAt = readAt;
  return message;
}

/**
 * SQL of when a message was read, null while it is not. Nothing but reading has changed one that an earlier version
 * marked without the time.
 *
 * @param message how the statement calls the table `messages`; never input
 */
export function readAtSql(message: string): string {
  return `case when ${message}.is_read then coalesce(${message}.read_at, ${message}.updated_at) end`;
}

/**
 * SQL of when a message reached the other person: with the first step that goes as far as it, and at the latest when it
 * was read.
 *
 * @param message how the statement calls the table `messages`; never input
 */
export function deliveredAtSql(message: string): string {
  return `least(${readAtSql(message)}, (
      select step.delivered_at from delivery_steps step
      where step.conversation_id = ${message}.conversation_id and step.sender_type = ${message}.sender_type
        and step.up_to_seq >= ${message}.seq
      order by step.up_to_seq limit 1
    ))`;
}
