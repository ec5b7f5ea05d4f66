import type {
  Booking,
  CallStatus,
  CallType,
  Conversation,
  Language,
  Message,
  UserRole,
} from '@jiggy-care/protocol';

/** The two people of a conversation, and which one it is. */
export type ConversationOfTwo = Pick<Conversation, 'id' | 'consultantId' | 'patientId'>;

/** How many messages of a conversation each of the two has not read. */
export interface Unread {
  readonly consultant: number;
  readonly patient: number;
}

/** Why sessions ended: their person signed out, or another took a spent refresh token for good, or changed the password. */
export type SessionEnd = 'ended' | 'token-reused' | 'password-changed' | 'account-closed';

/**
 * What happens in this house, by kind. A fact says what is so since it was committed; who did it is `by`. It bears ids
 * and states; the only text of people in it is that of the message itself.
 */
export interface FactList {
  'account.made': {
    readonly userId: string;
    readonly role: UserRole;
    /** What the browser or app that asked for it likes best, as far as it is known. */
    readonly language?: Language | undefined;
  };
  /** By an operator; `sessions.ended` comes with it. */
  'account.closed': { readonly userId: string };
  'account.reopened': { readonly userId: string };
  /** For good: it says no more who it was. Where it was open until then, `account.closed` comes before. */
  'account.deleted': { readonly userId: string };
  /** By the person, or where they sign in. */
  'account.renamed': { readonly userId: string };
  'password.changed': {
    readonly userId: string;
    /** With the address before: the account has no password that anybody knows until its owner chooses one. */
    readonly isGivenBack?: boolean | undefined;
  };
  'session.opened': {
    readonly userId: string;
    readonly sessionId: string;
    /** `app`: with a token that an app's own server or another issuer gave. */
    readonly clientType: 'web' | 'mobile' | 'app';
    /** From which network, as far as it is kept. */
    readonly network: string;
  };
  /** A wrong password, or one too many; `userId` is `undefined` where there is no such account. */
  'session.refused': { readonly userId: string | undefined; readonly network: string };
  'sessions.ended': {
    readonly userId: string;
    readonly sessionIds: readonly string[];
    readonly why: SessionEnd;
  };
  /** Somebody came, or went for good: a page that is loaded anew is neither. */
  'presence.changed': {
    readonly userId: string;
    readonly online: boolean;
    /** ISO 8601; `null` while they are here, or where it could not be noted. */
    readonly lastSeenAt: string | null;
  };
  'booking.made': { readonly booking: Booking; readonly by: string };
  /** Moved, completed, reopened or cancelled; `before` is how it stood. */
  'booking.changed': { readonly booking: Booking; readonly before: Booking; readonly by: string };
  'block.changed': {
    readonly consultantId: string;
    readonly patientId: string;
    readonly isBlocked: boolean;
  };
  'conversation.opened': { readonly conversation: Conversation; readonly by: string };
  /** A page of history, or what was missed of it, was given out. */
  'history.read': { readonly conversationId: string; readonly by: string };
  /** `unread` is how it stands with this message; not known of one that was found to be stored before. */
  'message.kept': {
    readonly conversation: ConversationOfTwo;
    readonly message: Message;
    readonly unread: Unread | undefined;
  };
  'messages.read': {
    readonly conversation: ConversationOfTwo;
    readonly messageIds: readonly string[];
    readonly by: string;
  };
  /** A notification of it was shown, on some device of this person: the app itself may be closed. */
  'messages.shown': {
    readonly conversationId: string;
    readonly userId: string;
    /** The number of the newest message that it told of. */
    readonly upToSeq: number;
  };
  'call.changed': {
    readonly callId: string;
    readonly conversationId: string;
    readonly callerId: string;
    readonly calleeId: string;
    readonly callType: CallType;
    /** `undefined` for a call that is new. */
    readonly from: CallStatus | undefined;
    readonly to: CallStatus;
  };
}

export type FactKind = keyof FactList;

/** Those that change nothing in the database: they are told, and there is no transaction to record them in. */
type ToldOnly = 'presence.changed' | 'messages.shown';

export type RecordedKind = Exclude<FactKind, ToldOnly>;
