import { z } from 'zod';
import * as LIMITS from './limits.ts';
import { freeText, IsoTime, queryInteger, UserRole, Uuid } from './scalars.ts';

/** The document's message model (section 7), with `seq` and the echoed `clientMessageId` beside it. */
export const Message = z
  .object({
    id: Uuid,
    conversationId: Uuid,
    senderId: Uuid,
    senderType: UserRole,
    content: z.string(),
    isRead: z.boolean().describe('Whether the other person has read it.'),
    createdAt: IsoTime,
    updatedAt: IsoTime,
    seq: z.int().describe('1, 2, 3 … in its conversation: the order in which it was stored.'),
    clientMessageId: Uuid.optional().describe('As its sender made it.'),
    deliveredAt: IsoTime.optional().describe(
      'When it reached a device of the other person, as far as it is known; never after `readAt`.',
    ),
    readAt: IsoTime.optional().describe('When the other person read it.'),
  })
  .meta({ id: 'Message' });
export type Message = z.infer<typeof Message>;

const Content = freeText(LIMITS.contentChars).meta({
  example: 'Hello, how are you?',
  description: 'Kept exactly as it comes; counted in code points; not blank.',
});

const InConversation = Uuid.describe('Id of the conversation, or of a booking of theirs.');

const ClientMessageId = Uuid.optional().describe(
  'Made by the sender. A retry with the same id answers with the first message and stores nothing.',
);

export const SendMessageBody = z
  .object({
    consultantId: Uuid,
    patientId: Uuid,
    bookingId: Uuid,
    content: Content,
    senderType: UserRole,
    clientMessageId: ClientMessageId,
  })
  .meta({ id: 'SendMessage' });

/** By `offset`, or by cursor: `before` a message (newest first) or `after` it (oldest first). */
export const HistoryQuery = z
  .object({
    limit: queryInteger(1, LIMITS.pageMax).prefault(String(LIMITS.pageDefault)),
    offset: queryInteger(0, LIMITS.offsetMax).optional().meta({ default: 0 }),
    before: Uuid.optional(),
    after: Uuid.optional(),
  })
  .refine(
    (query) => [query.offset, query.before, query.after].filter((part) => part !== undefined).length <= 1,
    {
      message: 'offset, before and after exclude each other',
      path: ['offset'],
    },
  );

const updatedCount = z.int().describe('How many of them were unread until now.');

export const ReadBody = z
  .object({
    messageIds: z
      .array(Uuid)
      .min(1, 'must name a message')
      .max(LIMITS.readIds)
      .describe('Messages of the other person; ids from elsewhere change nothing.'),
  })
  .meta({ id: 'MarkRead' });
export const ReadReply = z.object({ success: z.literal(true), updatedCount }).meta({ id: 'MarkReadReply' });

export const SendPayload = z
  .object({
    conversationId: InConversation,
    content: Content,
    senderType: UserRole,
    clientMessageId: ClientMessageId,
  })
  .meta({ id: 'SendMessageEvent' });

export const MarkReadPayload = ReadBody.extend({ conversationId: InConversation }).meta({
  id: 'MarkReadEvent',
});
export const MarkedAsRead = z
  .object({
    messageIds: z.array(Uuid),
    success: z.literal(true),
    conversationId: Uuid,
    updatedCount,
  })
  .meta({ id: 'MarkedAsRead' });
export const MessagesRead = z
  .object({ conversationId: Uuid, messageIds: z.array(Uuid), readAt: IsoTime.optional() })
  .meta({ id: 'MessagesRead' });

export const MarkDeliveredPayload = z
  .object({
    conversationId: Uuid,
    upToSeq: z
      .int()
      .min(1)
      .max(LIMITS.seqMax)
      .describe(
        '`seq` of the newest message that has come, of whoever. Beyond the last one it means that one.',
      ),
  })
  .meta({ id: 'MarkDeliveredEvent' });
export const MessagesDelivered = z
  .object({
    conversationId: Uuid,
    userId: Uuid.describe('Whom they have reached.'),
    upToSeq: z.int().describe('All messages of the other up to this `seq` have reached them.'),
    deliveredAt: IsoTime.describe('Of those of them that were not delivered before.'),
  })
  .meta({ id: 'MessagesDelivered' });
export type MessagesDelivered = z.infer<typeof MessagesDelivered>;

export const TypingStartPayload = z
  .object({ conversationId: InConversation, userId: Uuid.describe('The one who types.'), userType: UserRole })
  .meta({ id: 'TypingStart' });
export const TypingStopPayload = z
  .object({ conversationId: InConversation, userId: Uuid.describe('The one who has stopped.') })
  .meta({ id: 'TypingStop' });
export const UserTyping = z
  .object({ userId: Uuid, userType: UserRole, conversationId: Uuid })
  .meta({ id: 'UserTyping' });
export const UserStoppedTyping = z
  .object({ userId: Uuid, conversationId: Uuid })
  .meta({ id: 'UserStoppedTyping' });
