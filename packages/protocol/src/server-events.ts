import { z } from 'zod';
import { BookingUpdated } from './bookings.ts';
import {
  AcceptedPayload,
  AwayRelayed,
  ConnectedPayload,
  EndedPayload,
  IncomingPayload,
  MediaRelayed,
  MissedPayload,
  NoAnswerPayload,
  RejectedPayload,
  RingingPayload,
  StopRingingPayload,
} from './calls.ts';
import { Conversation, InboxEntry, JoinedOrLeft, PresencePayload } from './conversations.ts';
import { SocketErrorPayload } from './errors.ts';
import { ExpiryPayload } from './handshake.ts';
import {
  MarkedAsRead,
  Message,
  MessagesDelivered,
  MessagesRead,
  UserStoppedTyping,
  UserTyping,
} from './messages.ts';
import { AnswerRelayed, CandidateRelayed, OfferRelayed } from './signals.ts';

interface ServerEventEntry {
  readonly payload: z.ZodType;
  readonly summary: string;
}

/** A stored message with its conversation: what `POST /messages`, `message_sent` and `new_message` carry. */
export const SentMessage = z
  .object({ message: Message, conversation: Conversation })
  .meta({ id: 'SentMessage' });
export type SentMessage = z.infer<typeof SentMessage>;

/** Everything the server may emit on the namespace `/chat`; every payload is an object. */
export const SERVER_EVENTS = {
  error: { payload: SocketErrorPayload, summary: 'To the asker: why an event was refused.' },
  joined_conversation: { payload: JoinedOrLeft, summary: 'To the asker: it is in the room now.' },
  left_conversation: { payload: JoinedOrLeft, summary: 'To the asker: it is out of the room.' },
  message_sent: { payload: SentMessage, summary: 'To the asker: the message is stored.' },
  new_message: { payload: SentMessage, summary: 'To all in the room, the sender too: a message was stored.' },
  user_typing: { payload: UserTyping, summary: 'To the others in the room: someone is typing.' },
  user_stopped_typing: { payload: UserStoppedTyping, summary: 'To the others in the room: they stopped.' },
  marked_as_read: { payload: MarkedAsRead, summary: 'To the asker: the messages count as read.' },
  messages_read: {
    payload: MessagesRead,
    summary: "To the others in the room and the reader's other devices: messages were read.",
  },
  messages_delivered: {
    payload: MessagesDelivered,
    summary: 'To every device of their sender: messages have reached the other person.',
  },
  'call:ringing': { payload: RingingPayload, summary: 'To the calling socket: it rings.' },
  'call:incoming': { payload: IncomingPayload, summary: 'To every device of the callee: someone calls.' },
  'call:accepted': { payload: AcceptedPayload, summary: 'To the calling socket: the call was taken.' },
  'call:connected': { payload: ConnectedPayload, summary: 'To the device that took the call.' },
  'call:stop-ringing': { payload: StopRingingPayload, summary: 'To the calling socket: stop the tone.' },
  'call:rejected': { payload: RejectedPayload, summary: 'To the calling socket: declined, or busy.' },
  'call:no-answer': {
    payload: NoAnswerPayload,
    summary: 'To the calling socket: nobody answered, or cannot.',
  },
  'call:missed': { payload: MissedPayload, summary: 'To the callee: the ring is over, unanswered.' },
  'call:ended': { payload: EndedPayload, summary: 'To the other side: the call is over.' },
  'call:away': {
    payload: AwayRelayed,
    summary: 'To the other side of a running call: their page went away, it may be back soon.',
  },
  'call:media': { payload: MediaRelayed, summary: 'To the other side: what is on and what is muted.' },
  'webrtc:offer': { payload: OfferRelayed, summary: 'To the other side of the call: an offer.' },
  'webrtc:answer': { payload: AnswerRelayed, summary: 'To the other side of the call: an answer.' },
  'webrtc:ice-candidate': {
    payload: CandidateRelayed,
    summary: 'To the other side of the call: a candidate.',
  },
  conversation_updated: {
    payload: InboxEntry,
    summary: 'To every device of both people: the inbox entry as it stands now, with the names of both.',
  },
  booking_updated: {
    payload: BookingUpdated,
    summary: 'To every device of both people: a booking was made, moved, completed or cancelled.',
  },
  presence: { payload: PresencePayload, summary: 'To people who share a conversation: came, or went.' },
  'auth:expiring': { payload: ExpiryPayload, summary: 'To a bearer socket: its token ends soon.' },
  'auth:renewed': { payload: ExpiryPayload, summary: 'To the asker: the socket lives on.' },
} as const satisfies Record<string, ServerEventEntry>;

export type ServerEventName = keyof typeof SERVER_EVENTS;
export type ServerPayload<E extends ServerEventName> = z.output<(typeof SERVER_EVENTS)[E]['payload']>;
