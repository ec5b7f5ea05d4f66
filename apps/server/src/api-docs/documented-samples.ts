import type { ClientEventName, RouteName, ServerEventName } from '@jiggy-care/protocol';

/**
 * What the source document shows on the wire, with ids that are UUIDs and words of our own. For tests: the
 * generated schemas must admit all of it, and promise every field that it names.
 */
const patientId = '0c5b8f3d-7a21-4e96-8d40-b1f6e2a97c35';
const consultantId = '6e2d94a1-c8b7-4f05-93de-5a0c7f1b8e62';
const bookingId = 'a97e13c6-2f4d-48b0-b5a9-d30f8e6c1b74';
const conversationId = 'f48b02d7-95ce-4a13-8e6f-27c9d5b0a381';
const messageIds = ['1d7f6a90-3b5e-4c82-a4d1-e90c8b2f5736', '82c4e0b9-d61a-4f37-9b08-f5a3d7c16e40'];

const conversation = {
  id: conversationId,
  consultantId,
  patientId,
  bookingId,
  createdAt: '2026-02-03T09:00:00Z',
  updatedAt: '2026-02-03T09:45:00Z',
};
const message = {
  id: messageIds[0],
  conversationId,
  senderId: patientId,
  senderType: 'patient',
  content: 'The new tablets help, thank you.',
  isRead: false,
  createdAt: '2026-02-03T09:45:00Z',
  updatedAt: '2026-02-03T09:45:00Z',
};

/** Section 6, request bodies. */
export const DOCUMENTED_BODIES: Partial<Record<RouteName, object>> = {
  createConversation: { consultantId, patientId, bookingId },
  sendMessage: { consultantId, patientId, bookingId, content: 'May I ask something?', senderType: 'patient' },
  markRead: { messageIds },
};

/** Section 6, answers, without the fields that came later. */
export const DOCUMENTED_REPLIES: Partial<Record<RouteName, object>> = {
  listConversations: [conversation],
  createConversation: conversation,
  listMessages: { conversation, messages: [message] },
  sendMessage: { message, conversation },
  countUnread: { conversationId, unreadCount: 3 },
  markRead: { success: true, updatedCount: 2 },
};

/** Section 10. */
export const DOCUMENTED_ERROR = { statusCode: 400, message: 'Validation failed', error: 'Bad Request' };

const offer = { type: 'offer', sdp: 'v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\n' };
const answer = { type: 'answer', sdp: 'v=0\r\no=- 2 1 IN IP4 192.0.2.2\r\n' };
const candidate = {
  candidate: 'candidate:7 1 udp 1 192.0.2.1 50000 typ host',
  sdpMid: '0',
  sdpMLineIndex: 0,
};

/** Sections 4 and 5, what clients emit. */
export const DOCUMENTED_EMITS: Partial<Record<ClientEventName, object>> = {
  join_conversation: { conversationId, userId: patientId, userType: 'patient' },
  leave_conversation: { conversationId },
  send_message: { conversationId, content: 'Good morning.', senderType: 'consultant' },
  typing_start: { conversationId, userId: patientId, userType: 'patient' },
  typing_stop: { conversationId, userId: patientId },
  mark_read: { conversationId, messageIds },
  'call:initiate': { toUserId: consultantId, conversationId, callType: 'audio' },
  'call:accept': { toUserId: patientId },
  'call:reject': { toUserId: patientId, reason: 'Busy' },
  'call:end': { toUserId: patientId },
  'webrtc:offer': { toUserId: consultantId, offer },
  'webrtc:answer': { toUserId: patientId, answer },
  'webrtc:ice-candidate': { toUserId: patientId, candidate },
};

/** Sections 4, 5 and 10, what clients hear, without the fields that came later. */
export const DOCUMENTED_EVENTS: Partial<Record<ServerEventName, object>> = {
  error: { message: 'Invalid data provided' },
  joined_conversation: { conversationId },
  left_conversation: { conversationId },
  message_sent: { message, conversation },
  new_message: { message, conversation },
  user_typing: { userId: patientId, userType: 'patient' },
  user_stopped_typing: { userId: patientId },
  marked_as_read: { messageIds, success: true },
  messages_read: { conversationId, messageIds },
  'call:ringing': { toUserId: consultantId, conversationId, callType: 'video' },
  'call:incoming': { fromUserId: patientId, conversationId, callType: 'video' },
  'call:accepted': { fromUserId: consultantId },
  'call:rejected': { fromUserId: consultantId, reason: 'Declined' },
  'call:no-answer': { toUserId: consultantId },
  'call:missed': { fromUserId: patientId, conversationId },
  'call:ended': { fromUserId: patientId },
  'webrtc:offer': { fromUserId: patientId, offer },
  'webrtc:answer': { fromUserId: consultantId, answer },
  'webrtc:ice-candidate': { fromUserId: patientId, candidate },
};
