import type { Booking, WebhookData, WebhookEventType } from '@jiggy-care/protocol';
import type { FactList, RecordedKind } from '../facts/fact-list.ts';

/** What is told of a fact. */
export type WebhookEvent = {
  [T in WebhookEventType]: {
    readonly type: T;
    /** Whose events come in order. */
    readonly lane: string;
    /** When it happened, where the fact says so. */
    readonly at?: string;
    readonly data: WebhookData<T>;
  };
}[WebhookEventType];

interface Told<K extends RecordedKind> {
  /** What may come of it. */
  readonly types: readonly WebhookEventType[];
  /** `withContent`: whether what people wrote, and when they meet, may be told too. */
  readonly toEvent: (fact: FactList[K], withContent: boolean) => WebhookEvent;
}

/**
 * Which facts are told to the operator's own systems, and how.
 *
 * @source protocol P14.5
 */
export const TOLD = {
  'message.kept': told('message.kept', ['message.created'], ({ conversation, message }, withContent) => ({
    type: 'message.created',
    lane: conversation.id,
    at: message.createdAt,
    data: {
      messageId: message.id,
      conversationId: conversation.id,
      consultantId: conversation.consultantId,
      patientId: conversation.patientId,
      senderId: message.senderId,
      senderType: message.senderType,
      seq: message.seq,
      ...(withContent ? { content: message.content } : {}),
    },
  })),
  'messages.read': told('messages.read', ['message.read'], ({ conversation, messageIds, by }) => ({
    type: 'message.read',
    lane: conversation.id,
    data: {
      conversationId: conversation.id,
      consultantId: conversation.consultantId,
      patientId: conversation.patientId,
      messageIds: [...messageIds],
      by,
    },
  })),
  'conversation.opened': told('conversation.opened', ['conversation.opened'], ({ conversation, by }) => {
    const { id, bookingId, consultantId, patientId, createdAt } = conversation;
    const data = { conversationId: id, bookingId, consultantId, patientId, by };
    return { type: 'conversation.opened', lane: id, at: createdAt, data };
  }),
  'call.changed': told('call.changed', ['call.started', 'call.answered', 'call.ended'], (change) => {
    const { callId, conversationId, callerId, calleeId, callType, to } = change;
    const data = { callId, conversationId, callerId, calleeId, callType, status: to };
    const type = to === 'ringing' ? 'call.started' : to === 'active' ? 'call.answered' : 'call.ended';
    return { type, lane: conversationId, data };
  }),
  'booking.made': told('booking.made', ['booking.created'], ({ booking, by }, withContent) => ({
    type: 'booking.created',
    lane: booking.id,
    at: booking.createdAt,
    data: dataOf(booking, by, withContent),
  })),
  'booking.changed': told(
    'booking.changed',
    ['booking.changed', 'booking.cancelled'],
    ({ booking, before, by }, withContent) => {
      const isCancelled = booking.status === 'cancelled' && before.status !== 'cancelled';
      return {
        type: isCancelled ? 'booking.cancelled' : 'booking.changed',
        lane: booking.id,
        at: booking.updatedAt,
        data: { ...dataOf(booking, by, withContent), statusBefore: before.status },
      };
    },
  ),
  'account.made': told('account.made', ['account.created'], ({ userId, role }) => ({
    type: 'account.created',
    lane: userId,
    data: { userId, role },
  })),
  'account.closed': told('account.closed', ['account.closed'], ({ userId }) => ({
    type: 'account.closed',
    lane: userId,
    data: { userId },
  })),
  'account.reopened': told('account.reopened', ['account.reopened'], ({ userId }) => ({
    type: 'account.reopened',
    lane: userId,
    data: { userId },
  })),
  'account.deleted': told('account.deleted', ['account.deleted'], ({ userId }) => ({
    type: 'account.deleted',
    lane: userId,
    data: { userId },
  })),
};

function told<K extends RecordedKind>(
  _kind: K,
  types: readonly WebhookEventType[],
  toEvent: Told<K>['toEvent'],
): Told<K> {
  return { types, toEvent };
}

function dataOf(booking: Booking, by: string, withContent: boolean): WebhookData<'booking.created'> {
  const { id, consultantId, patientId, status, scheduledAt, durationMinutes, reason } = booking;
  const content = withContent ? { scheduledAt, durationMinutes, reason } : {};
  return { bookingId: id, consultantId, patientId, by, status, ...content };
}
