import type { Message } from '@jiggy-care/protocol';
import { messages } from '../database/schema.ts';

/** What the wire shows of a message, as it lies in its table. */
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
};

export interface MessageRow extends Omit<Message, 'clientMessageId'> {
  readonly clientMessageId: string | null;
}

export function toMessage({ clientMessageId, ...message }: MessageRow): Message {
  return clientMessageId === null ? message : { ...message, clientMessageId };
}
