import type {
  Booking,
  CallRecord,
  Message,
  MessagesDelivered,
  SentMessage,
  ServerErrorCode,
  UserRole,
  WireInboxEntry,
} from './wire.ts';

/**
 * The events of the namespace `/chat`, for programs that use Socket.IO themselves:
 * `const socket: Socket<ServerToClientEvents, ClientToServerEvents> = io(…)`. Each may grow fields.
 */
export interface ServerToClientEvents {
  error(refusal: SocketRefusal): void;
  joined_conversation(payload: InConversation): void;
  left_conversation(payload: InConversation): void;
  message_sent(payload: SentMessage): void;
  new_message(payload: SentMessage): void;
  user_typing(payload: InConversation & { readonly userId: string; readonly userType: UserRole }): void;
  user_stopped_typing(payload: InConversation & { readonly userId: string }): void;
  marked_as_read(payload: MarkedAsRead): void;
  messages_read(
    payload: InConversation & {
      readonly messageIds: readonly string[];
      /** ISO 8601. */
      readonly readAt?: string | undefined;
    },
  ): void;
  messages_delivered(payload: MessagesDelivered): void;
  'call:ringing'(
    payload: Ring & { readonly toUserId: string; readonly reachable?: 'socket' | 'push' | undefined },
  ): void;
  'call:incoming'(
    payload: Ring & { readonly fromUserId: string; readonly fromName?: string | undefined },
  ): void;
  'call:accepted'(payload: FromCall): void;
  'call:connected'(payload: FromCall & InConversation & { readonly callType: CallRecord['callType'] }): void;
  'call:stop-ringing'(payload: { readonly toUserId: string; readonly callId?: string | undefined }): void;
  'call:rejected'(payload: FromCall & { readonly reason: string }): void;
  'call:no-answer'(payload: {
    readonly toUserId: string;
    readonly callId?: string | undefined;
    readonly reason?: 'timeout' | 'offline' | 'refused' | 'in-another-call' | 'connection-lost' | undefined;
  }): void;
  'call:missed'(payload: FromCall & InConversation & { readonly reason?: string | undefined }): void;
  'call:ended'(payload: FromCall & { readonly reason?: string | undefined }): void;
  'call:away'(payload: FromCall): void;
  'call:media'(payload: FromCall & MediaFlags): void;
  'webrtc:offer'(payload: FromCall & { readonly offer: SessionOf<'offer'> }): void;
  'webrtc:answer'(payload: FromCall & { readonly answer: SessionOf<'answer'> }): void;
  'webrtc:ice-candidate'(payload: FromCall & { readonly candidate: Candidate | null }): void;
  conversation_updated(entry: WireInboxEntry): void;
  booking_updated(payload: { readonly booking: Booking; readonly by: string }): void;
  presence(payload: {
    readonly userId: string;
    readonly online: boolean;
    /** ISO 8601. */
    readonly lastSeenAt: string | null;
  }): void;
  'auth:expiring'(payload: Expiry): void;
  'auth:renewed'(payload: Expiry): void;
}

/** What a client may say. A callback is optional everywhere and gets the answer, or the refusal, with its name. */
export interface ClientToServerEvents {
  join_conversation(
    payload: InConversation & { readonly userId: string; readonly userType: UserRole },
    reply?: (answer: SocketAnswer<'joined_conversation'>) => void,
  ): void;
  leave_conversation(
    payload: InConversation,
    reply?: (answer: SocketAnswer<'left_conversation'>) => void,
  ): void;
  send_message(
    payload: InConversation & {
      readonly content: string;
      readonly senderType: UserRole;
      /** A UUID of yours: however often it is sent with it, the message is stored once. */
      readonly clientMessageId?: string;
    },
    reply?: (answer: SocketAnswer<'message_sent'>) => void,
  ): void;
  typing_start(
    payload: InConversation & { readonly userId: string; readonly userType: UserRole },
    reply?: Told,
  ): void;
  typing_stop(payload: InConversation & { readonly userId: string }, reply?: Told): void;
  mark_read(
    payload: InConversation & { readonly messageIds: string[] },
    reply?: (answer: SocketAnswer<'marked_as_read'>) => void,
  ): void;
  mark_delivered(payload: InConversation & { readonly upToSeq: number }, reply?: Told): void;
  'call:initiate'(
    payload: InConversation & { readonly toUserId: string; readonly callType: CallRecord['callType'] },
    reply?: (answer: SocketAnswer<'call:ringing' | 'call:accepted'>) => void,
  ): void;
  'call:accept'(payload: ToCall, reply?: (answer: SocketAnswer<'call:connected'>) => void): void;
  'call:reject'(payload: ToCall & { readonly reason?: string | null }, reply?: Told): void;
  'call:end'(
    payload: { readonly toUserId?: string; readonly callId?: string; readonly neverConnected?: boolean },
    reply?: Told,
  ): void;
  'call:away'(payload: ToCall, reply?: Told): void;
  'call:media'(payload: ToCall & MediaFlags, reply?: Told): void;
  'webrtc:offer'(payload: ToCall & { readonly offer: SessionOf<'offer'> }, reply?: Told): void;
  'webrtc:answer'(payload: ToCall & { readonly answer: SessionOf<'answer'> }, reply?: Told): void;
  'webrtc:ice-candidate'(payload: ToCall & { readonly candidate: Candidate | null }, reply?: Told): void;
  'auth:renew'(
    payload: { readonly token: string },
    reply?: (answer: SocketAnswer<'auth:renewed'>) => void,
  ): void;
}

/** What a callback gets: the documented answer, or `error`. */
export type SocketAnswer<E extends keyof ServerToClientEvents> =
  | { readonly event: 'error'; readonly data: SocketRefusal }
  | {
      readonly [Name in E]: {
        readonly event: Name;
        readonly data: Parameters<ServerToClientEvents[Name]>[0];
      };
    }[E];

/** Why an event was refused: show `message`, decide by `code`. */
export interface SocketRefusal {
  readonly message: string;
  readonly code: ServerErrorCode;
  readonly retryable: boolean;
  readonly retryAfterMs?: number | undefined;
  readonly event?: string | undefined;
  readonly requestId?: string | undefined;
  readonly conversationId?: string | undefined;
  readonly clientMessageId?: string | undefined;
}

type Told = (answer: { readonly event: string; readonly data: unknown }) => void;

interface InConversation {
  readonly conversationId: string;
}

interface FromCall {
  readonly fromUserId: string;
  readonly callId?: string | undefined;
}

interface ToCall {
  readonly toUserId: string;
  readonly callId?: string;
}

interface Ring extends InConversation {
  readonly callType: CallRecord['callType'];
  readonly callId?: string | undefined;
  /** When it stops by itself, ISO 8601. */
  readonly expiresAt?: string | undefined;
}

interface MarkedAsRead extends InConversation {
  readonly messageIds: readonly Message['id'][];
  readonly success: true;
  readonly updatedCount: number;
}

interface MediaFlags {
  readonly audio: boolean;
  readonly video: boolean;
  readonly screen: boolean;
}

interface SessionOf<T extends 'offer' | 'answer'> {
  readonly type: T;
  readonly sdp: string;
}

interface Candidate {
  readonly candidate?: string;
  readonly sdpMid?: string | null | undefined;
  readonly sdpMLineIndex?: number | null | undefined;
  readonly usernameFragment?: string | null | undefined;
}

interface Expiry {
  /** ISO 8601. */
  readonly expiresAt: string;
}
