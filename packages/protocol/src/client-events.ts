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
import type { ErrorCode } from './error-codes.ts';
import { DOCUMENTED_SENTENCES } from './errors.ts';
import { RenewPayload } from './handshake.ts';
import {
  MarkDeliveredPayload,
  MarkReadPayload,
  SendPayload,
  TypingStartPayload,
  TypingStopPayload,
} from './messages.ts';
import type { Rate } from './rates.ts';
import type { ServerEventName } from './server-events.ts';
import { AnswerPayload, CandidatePayload, OfferPayload } from './signals.ts';

/** One event that a client may emit: what it carries, how it is taken, and what it may meet. */
export interface ClientEvent {
  readonly payload: z.ZodType;
  readonly summary: string;
  /** The event that answers the asker; absent where only an acknowledgement, if asked for, is given. */
  readonly answer?: ServerEventName;
  /** It takes its socket into a room: events that need one wait for it, and whoever came as nobody is somebody after it. */
  readonly isJoin?: true;
  /** It belongs to a conversation that its socket has joined, the one that `conversationId` names. */
  readonly inRoom?: true;
  /** It may begin before the one before has ended if that is of the same name: their own way keeps them in order. */
  readonly mayOverlap?: true;
  /** The limit that it counts towards, beside that of all events; absent too where the rule alone knows if it counts, as for a ring. */
  readonly rate?: Rate;
  /** Nobody waits for what becomes of it: that there are too many is told now and then, not each time. */
  readonly isUnattended?: true;
  /** What is said of a bad payload where the document gives the words. */
  readonly faultSentence?: FaultSentence;
  /** Refusals beyond those that any event may meet and those that come of `isJoin` and `inRoom`. */
  readonly refusals: readonly ErrorCode[];
}

interface FaultSentence {
  readonly text: string;
  /** Only where one of these is missing or empty; else whatever is bad. */
  readonly whenMissing?: readonly string[];
}

/** Everything a client may emit on the namespace `/chat` (document, sections 4 and 5; protocol P5 to P11). */
export const CLIENT_EVENTS = {
  join_conversation: {
    payload: JoinPayload,
    summary: 'Enter the room of a conversation, named by its own id or by the id of a booking.',
    answer: 'joined_conversation',
    isJoin: true,
    faultSentence: {
      text: DOCUMENTED_SENTENCES.joinFieldsMissing,
      whenMissing: ['conversationId', 'userId', 'userType'],
    },
    refusals: ['forbidden', 'not_found', 'conflict', 'not_available'],
  },
  leave_conversation: {
    payload: LeavePayload,
    summary: 'Leave the room of a conversation.',
    answer: 'left_conversation',
    isUnattended: true,
    refusals: [],
  },
  send_message: {
    payload: SendPayload,
    summary: 'Send a message.',
    answer: 'message_sent',
    inRoom: true,
    mayOverlap: true,
    rate: 'message',
    refusals: ['forbidden', 'not_found', 'booking_cancelled', 'not_available'],
  },
  typing_start: {
    payload: TypingStartPayload,
    summary: 'Say that one is typing.',
    inRoom: true,
    rate: 'typing',
    isUnattended: true,
    refusals: ['forbidden', 'booking_cancelled', 'not_available'],
  },
  typing_stop: {
    payload: TypingStopPayload,
    summary: 'Say that one has stopped typing.',
    inRoom: true,
    rate: 'typing',
    isUnattended: true,
    refusals: ['forbidden', 'booking_cancelled', 'not_available'],
  },
  mark_read: {
    payload: MarkReadPayload,
    summary: 'Mark messages as read.',
    answer: 'marked_as_read',
    inRoom: true,
    rate: 'read',
    faultSentence: { text: DOCUMENTED_SENTENCES.readDataInvalid },
    refusals: [],
  },
  mark_delivered: {
    payload: MarkDeliveredPayload,
    summary: 'Say that messages have reached this device, in a conversation that is open or not.',
    rate: 'delivered',
    isUnattended: true,
    refusals: ['not_found'],
  },
  'call:initiate': {
    payload: InitiatePayload,
    summary: 'Ring the other person.',
    answer: 'call:ringing',
    inRoom: true,
    refusals: ['not_found', 'booking_cancelled', 'not_available', 'callee_offline', 'in_another_call'],
  },
  'call:accept': {
    payload: AcceptPayload,
    summary: 'Take a ringing call.',
    answer: 'call:connected',
    refusals: ['no_such_call', 'answered_elsewhere'],
  },
  'call:reject': {
    payload: RejectPayload,
    summary: 'Decline a ringing call.',
    refusals: ['no_such_call', 'answered_elsewhere'],
  },
  'call:end': { payload: EndPayload, summary: 'Hang up, or cancel while it rings.', refusals: [] },
  'call:away': {
    payload: AwayPayload,
    summary: 'Say that this page goes away: the call ends unless the same device is back soon.',
    refusals: [],
  },
  'call:media': {
    payload: MediaPayload,
    summary: 'Tell which of microphone, camera and screen are on.',
    rate: 'description',
    refusals: ['no_such_call', 'answered_elsewhere'],
  },
  'webrtc:offer': {
    payload: OfferPayload,
    summary: 'Pass a session offer to the other side of the call.',
    rate: 'description',
    refusals: ['no_such_call', 'answered_elsewhere', 'booking_cancelled', 'not_available'],
  },
  'webrtc:answer': {
    payload: AnswerPayload,
    summary: 'Pass the answer to an offer.',
    rate: 'description',
    refusals: ['no_such_call', 'answered_elsewhere', 'booking_cancelled', 'not_available'],
  },
  'webrtc:ice-candidate': {
    payload: CandidatePayload,
    summary: 'Pass an ICE candidate.',
    rate: 'candidate',
    mayOverlap: true,
    refusals: ['no_such_call', 'answered_elsewhere', 'booking_cancelled', 'not_available'],
  },
  'auth:renew': {
    payload: RenewPayload,
    summary: 'Present a fresh access token on a live socket.',
    answer: 'auth:renewed',
    refusals: ['token_expired', 'forbidden'],
  },
} as const satisfies Record<string, ClientEvent>;

export type ClientEventName = keyof typeof CLIENT_EVENTS;
/** The events that belong to a conversation which their socket has joined. */
export type RoomEventName = {
  [E in ClientEventName]: (typeof CLIENT_EVENTS)[E] extends { readonly inRoom: true } ? E : never;
}[ClientEventName];
/** The payload of an event as a handler receives it, defaults filled in. */
export type ClientPayload<E extends ClientEventName> = z.output<(typeof CLIENT_EVENTS)[E]['payload']>;
/** The payload of an event as a client writes it. */
export type ClientInput<E extends ClientEventName> = z.input<(typeof CLIENT_EVENTS)[E]['payload']>;
