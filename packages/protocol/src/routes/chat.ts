import { z } from 'zod';
import { Changes, ChangesQuery } from '../changes.ts';
import {
  Conversation,
  CreateConversationBody,
  InboxEntry,
  ListConversationsQuery,
  UnreadCount,
  UnreadQuery,
} from '../conversations.ts';
import * as ENDPOINTS from '../endpoints.ts';
import { HistoryQuery, Message, ReadBody, ReadReply, SendMessageBody } from '../messages.ts';
import type { Rows } from '../route.ts';
import { Uuid } from '../scalars.ts';
import { SentMessage } from '../server-events.ts';

const conversationId = z.object({ conversationId: Uuid });

/** Conversations and their messages. */
export const CHAT_ROUTES = {
  listConversations: {
    ...ENDPOINTS.listConversations,
    summary: 'The conversations of the caller, most recently active first',
    tag: 'Chat',
    access: 'person',
    query: ListConversationsQuery,
    status: 200,
    reply: z.array(InboxEntry),
    refusals: ['forbidden', 'not_found'],
  },
  createConversation: {
    ...ENDPOINTS.createConversation,
    summary: 'Open the conversation of a booking, new or existing',
    tag: 'Chat',
    access: 'person',
    body: CreateConversationBody,
    status: 201,
    reply: Conversation,
    refusals: ['forbidden', 'not_found', 'not_available'],
  },
  listMessages: {
    ...ENDPOINTS.listMessages,
    summary: 'Message history, newest first',
    tag: 'Chat',
    access: 'person',
    params: conversationId,
    query: HistoryQuery,
    status: 200,
    reply: z.object({ conversation: Conversation, messages: z.array(Message), hasMore: z.boolean() }),
    refusals: ['not_found'],
  },
  listChanges: {
    ...ENDPOINTS.listChanges,
    summary: 'What was added or changed since a cursor',
    tag: 'Chat',
    access: 'person',
    params: conversationId,
    query: ChangesQuery,
    status: 200,
    reply: Changes,
    refusals: ['not_found'],
  },
  sendMessage: {
    ...ENDPOINTS.sendMessage,
    summary: 'Send a message where sockets cannot be used',
    tag: 'Chat',
    access: 'person',
    body: SendMessageBody,
    status: 201,
    reply: SentMessage,
    rate: 'message',
    refusals: ['forbidden', 'not_found', 'booking_cancelled', 'not_available'],
  },
  countUnread: {
    ...ENDPOINTS.countUnread,
    summary: 'How many messages of the other person the caller has not read',
    tag: 'Chat',
    access: 'person',
    params: conversationId,
    query: UnreadQuery,
    status: 200,
    reply: UnreadCount,
    refusals: ['forbidden', 'not_found'],
  },
  markRead: {
    ...ENDPOINTS.markRead,
    summary: 'Mark messages as read',
    tag: 'Chat',
    access: 'person',
    params: conversationId,
    body: ReadBody,
    status: 200,
    reply: ReadReply,
    rate: 'read',
    refusals: ['not_found'],
  },
} as const satisfies Rows;
