import { z } from 'zod';
import * as LIMITS from './limits.ts';
import { Message } from './messages.ts';
import { Person } from './people.ts';
import { IsoTime, queryInteger, UserRole, Uuid } from './scalars.ts';

/** The document's conversation model (section 7). */
export const Conversation = z
  .object({
    id: Uuid,
    consultantId: Uuid,
    patientId: Uuid,
    bookingId: Uuid,
    createdAt: IsoTime,
    updatedAt: IsoTime,
  })
  .meta({ id: 'Conversation' });
export type Conversation = z.infer<typeof Conversation>;

const expansions = ['people', 'lastMessage', 'unread', 'presence'] as const;
export type Expansion = (typeof expansions)[number];

/** A conversation as one of its people sees it in the inbox; each part beyond the model comes with its `expand`. */
export const InboxEntry = Conversation.extend({
  consultant: Person.optional(),
  patient: Person.optional(),
  lastMessage: Message.nullable().optional(),
  unreadCount: z.int().optional(),
  online: z.boolean().optional().describe('Whether the other person is connected.'),
}).meta({ id: 'InboxEntry' });
export type InboxEntry = z.infer<typeof InboxEntry>;

const Expand = z
  .string()
  .max(100)
  .transform((text, context): Expansion[] => {
    const names = text.split(',').filter((name) => name !== '');
    if (names.every((name): name is Expansion => (expansions as readonly string[]).includes(name)))
      return names;
    context.addIssue({ code: 'custom', message: `may hold ${expansions.join(', ')}` });
    return z.NEVER;
  })
  .meta({
    type: 'string',
    example: expansions.join(','),
    description: `Any of ${expansions.join(', ')}, with commas between them.`,
  });

/** Exactly one of the two ids (document, section 6, endpoint 1). */
export const ListConversationsQuery = z
  .object({
    consultantId: Uuid.optional(),
    patientId: Uuid.optional(),
    expand: Expand.optional(),
    limit: queryInteger(1, LIMITS.pageMax)
      .optional()
      .describe(
        'Where there are more, the header `Link` has the next page; a page beyond 50 may end before its limit.',
      ),
    before: Uuid.optional().describe('The last conversation of the page before.'),
  })
  .refine((query) => (query.consultantId === undefined) !== (query.patientId === undefined), {
    message: 'give either consultantId or patientId',
    path: ['consultantId'],
  });

export const CreateConversationBody = z
  .object({ consultantId: Uuid, patientId: Uuid, bookingId: Uuid })
  .meta({ id: 'CreateConversation' });

export const UnreadQuery = z.object({ userId: Uuid });
export const UnreadCount = z
  .object({ conversationId: Uuid, unreadCount: z.int() })
  .meta({ id: 'UnreadCount' });

/** The id of a conversation, or in every socket event the id of a booking of theirs. */
export const ConversationRef = Uuid.describe('Id of the conversation, or of a booking of theirs.');

export const JoinPayload = z
  .object({
    conversationId: ConversationRef,
    userId: Uuid.describe('The one who joins.'),
    userType: UserRole,
  })
  .meta({ id: 'JoinConversation' });
export const LeavePayload = z.object({ conversationId: ConversationRef }).meta({ id: 'LeaveConversation' });
export const JoinedOrLeft = z
  .object({ conversationId: Uuid.describe('Its real id, also when a booking was named.') })
  .meta({ id: 'JoinedOrLeft' });

export const PresencePayload = z
  .object({ userId: Uuid, online: z.boolean(), lastSeenAt: IsoTime.nullable() })
  .meta({ id: 'Presence' });
