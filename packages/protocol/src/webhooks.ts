import { z } from 'zod';
import { BookingStatus } from './bookings.ts';
import { CallStatus, CallType } from './calls.ts';
import { IsoTime, UserRole, Uuid } from './scalars.ts';

const ofTwo = { consultantId: Uuid, patientId: Uuid };
const by = Uuid.describe('Who did it.');
/** What is only told where the operator has set `WEBHOOK_CONTENT=content`. */
const onlyAsContent = (text: string) => `${text} Only with \`WEBHOOK_CONTENT=content\`.`;

const ofBooking = {
  bookingId: Uuid,
  ...ofTwo,
  by,
  status: BookingStatus,
  scheduledAt: IsoTime.optional().describe(onlyAsContent('When it begins.')),
  durationMinutes: z.int().optional().describe(onlyAsContent('How long it is to last.')),
  reason: z.string().nullable().optional().describe(onlyAsContent('What the person wrote about it.')),
};
const ofCall = {
  callId: Uuid,
  conversationId: Uuid,
  callerId: Uuid,
  calleeId: Uuid,
  callType: CallType,
  status: CallStatus,
};

/** What is posted to the operator's own systems, by type: the `data` of each. The keys are for good. */
export const WEBHOOK_EVENTS = {
  'message.created': z
    .object({
      messageId: Uuid,
      conversationId: Uuid,
      ...ofTwo,
      senderId: Uuid,
      senderType: UserRole,
      seq: z.int().describe('Its place in the conversation, from 1.'),
      content: z.string().optional().describe(onlyAsContent('Its text.')),
    })
    .meta({ id: 'WebhookMessageCreated' }),
  'message.read': z
    .object({
      conversationId: Uuid,
      ...ofTwo,
      messageIds: z.array(Uuid).describe('Those that were unread until now, oldest first.'),
      by: Uuid.describe('Who has read them.'),
    })
    .meta({ id: 'WebhookMessageRead' }),
  'conversation.opened': z
    .object({ conversationId: Uuid, bookingId: Uuid, ...ofTwo, by })
    .meta({ id: 'WebhookConversationOpened' }),
  'call.started': z.object(ofCall).describe('It rings.').meta({ id: 'WebhookCallStarted' }),
  'call.answered': z.object(ofCall).meta({ id: 'WebhookCallAnswered' }),
  'call.ended': z
    .object(ofCall)
    .describe(
      '`status` says how. One that never rang (the other was away, or in a call) has no `call.started`.',
    )
    .meta({ id: 'WebhookCallEnded' }),
  'booking.created': z.object(ofBooking).meta({ id: 'WebhookBookingCreated' }),
  'booking.changed': z
    .object({ ...ofBooking, statusBefore: BookingStatus })
    .describe('Moved, completed or reopened.')
    .meta({ id: 'WebhookBookingChanged' }),
  'booking.cancelled': z
    .object({ ...ofBooking, statusBefore: BookingStatus })
    .meta({ id: 'WebhookBookingCancelled' }),
  'account.created': z.object({ userId: Uuid, role: UserRole }).meta({ id: 'WebhookAccountCreated' }),
  'account.closed': z.object({ userId: Uuid }).meta({ id: 'WebhookAccountClosed' }),
  'account.reopened': z.object({ userId: Uuid }).meta({ id: 'WebhookAccountReopened' }),
  'account.deleted': z
    .object({ userId: Uuid })
    .describe('For good. Where it was open until then, `account.closed` comes before.')
    .meta({ id: 'WebhookAccountDeleted' }),
} as const;

export type WebhookEventType = keyof typeof WEBHOOK_EVENTS;
export type WebhookData<T extends WebhookEventType> = z.infer<(typeof WEBHOOK_EVENTS)[T]>;

/** The body of what is posted. */
export function webhookBody<T extends WebhookEventType>(type: T) {
  return z.object({
    type: z.literal(type),
    timestamp: IsoTime.describe('When it happened.'),
    data: WEBHOOK_EVENTS[type],
  });
}

export interface WebhookBody<T extends WebhookEventType = WebhookEventType> {
  readonly type: T;
  readonly timestamp: string;
  readonly data: WebhookData<T>;
}
