import type { z } from 'zod';
import {
  AcceptPayload,
  AwayPayload,
  EndPayload,
  InitiatePayload,
  MediaPayload,
  RejectPayload,
} from './calls.ts';
import { JoinPayload, LeavePayload } from './conversations.ts';
import { RenewPayload } from './handshake.ts';
import { MarkReadPayload, SendPayload, TypingStartPayload, TypingStopPayload } from './messages.ts';
import type { ServerEventName } from './server-events.ts';
import { AnswerPayload, CandidatePayload, OfferPayload } from './signals.ts';

interface ClientEventEntry {
  readonly payload: z.ZodType;
  readonly summary: string;
  /** The event that answers the asker; absent where only an acknowledgement, if asked for, is given. */
  readonly answer?: ServerEventName;
}

/** Everything a client may emit on the namespace `/chat` (document, sections 4 and 5; contract, sections 4 and 5). */
export const CLIENT_EVENTS = {
  join_conversation: {
    payload: JoinPayload,
    summary: 'Enter the room of a conversation, named by its own id or by the id of a booking.',
    answer: 'joined_conversation',
  },
  leave_conversation: {
    payload: LeavePayload,
    summary: 'Leave the room of a conversation.',
    answer: 'left_conversation',
  },
  send_message: { payload: SendPayload, summary: 'Send a message.', answer: 'message_sent' },
  typing_start: { payload: TypingStartPayload, summary: 'Say that one is typing.' },
  typing_stop: { payload: TypingStopPayload, summary: 'Say that one has stopped typing.' },
  mark_read: { payload: MarkReadPayload, summary: 'Mark messages as read.', answer: 'marked_as_read' },
  'call:initiate': { payload: InitiatePayload, summary: 'Ring the other person.', answer: 'call:ringing' },
  'call:accept': { payload: AcceptPayload, summary: 'Take a ringing call.', answer: 'call:connected' },
  'call:reject': { payload: RejectPayload, summary: 'Decline a ringing call.' },
  'call:end': { payload: EndPayload, summary: 'Hang up, or cancel while it rings.' },
  'call:away': {
    payload: AwayPayload,
    summary: 'Say that this page goes away: the call ends unless the same device is back soon.',
  },
  'call:media': { payload: MediaPayload, summary: 'Tell which of microphone, camera and screen are on.' },
  'webrtc:offer': { payload: OfferPayload, summary: 'Pass a session offer to the other side of the call.' },
  'webrtc:answer': { payload: AnswerPayload, summary: 'Pass the answer to an offer.' },
  'webrtc:ice-candidate': { payload: CandidatePayload, summary: 'Pass an ICE candidate.' },
  'auth:renew': {
    payload: RenewPayload,
    summary: 'Present a fresh access token on a live socket.',
    answer: 'auth:renewed',
  },
} as const satisfies Record<string, ClientEventEntry>;

export type ClientEventName = keyof typeof CLIENT_EVENTS;
/** The payload of an event as a handler receives it, defaults filled in. */
export type ClientPayload<E extends ClientEventName> = z.output<(typeof CLIENT_EVENTS)[E]['payload']>;
/** The payload of an event as a client writes it. */
export type ClientInput<E extends ClientEventName> = z.input<(typeof CLIENT_EVENTS)[E]['payload']>;
