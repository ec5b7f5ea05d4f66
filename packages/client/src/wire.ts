/**
 * The shapes that travel between us and the server, as plain types: what `@jiggy-care/protocol` infers from
 * its schemas, written out so that the published package depends on nobody for its types. `wire.test.ts`
 * does not compile when the two differ.
 */

export type UserRole = 'patient' | 'consultant';

/** Who is signed in. */
export interface Account {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly role: UserRole;
}

/** What others may know of a person. */
export interface Person {
  readonly id: string;
  readonly name: string;
}

/** One place where the caller is signed in. Times are ISO 8601, UTC. */
export interface SessionInfo {
  readonly id: string;
  /** `app`: with a token that came from an app with a login of its own. */
  readonly clientType: 'web' | 'mobile' | 'app';
  readonly userAgent: string | null;
  readonly createdAt: string;
  readonly lastUsedAt: string;
  readonly current: boolean;
}

/** Wrong passwords tried for the caller's account, from one network, within the last 30 days. Times are ISO 8601, UTC. */
export interface RefusedSignIn {
  /** A part of the address; `unknown` where it could not be read. */
  readonly network: string;
  readonly tries: number;
  readonly firstAt: string;
  readonly lastAt: string;
}

/** The e-mail address of the person who is signed in. */
export interface OwnEmail {
  /** `null` where the account has none. */
  readonly email: string | null;
  /** Whether a link in a mail to it was opened. */
  readonly verified: boolean;
  /** The address that takes its place once the link in the mail to it is opened. */
  readonly pending: string | null;
  /** `false` for an account that signs in elsewhere: there its name and address are kept. */
  readonly changeable: boolean;
}

/** How a person wants to be told of things. */
export interface PreferencesRecord {
  /** `null` while nobody has chosen; English then. */
  readonly language: 'en' | 'de' | null;
  /** A name of the IANA time zone database; `null` while it is not known, UTC then. */
  readonly timeZone: string | null;
  /** Whether a device is notified of messages while the app is closed. */
  readonly pushMessages: boolean;
  /** Whether a device rings while the app is closed. */
  readonly pushCalls: boolean;
  /** Mails of appointments, and reminders. */
  readonly mailAppointments: boolean;
  /** A mail when something stays unread. */
  readonly mailUnread: boolean;
  /** Whether a notification may say who wrote or calls. */
  readonly showNames: boolean;
  /** Local times like `22:00`: from then until then nothing is told of messages, and nobody is reminded. */
  readonly quietFrom: string | null;
  readonly quietTo: string | null;
}

export type PreferencesChange = Partial<PreferencesRecord>;

/** A patient of whom the consultant who asks hears nothing. */
export interface Block {
  readonly patient: Person;
  readonly createdAt: string;
}

export type BookingStatus = 'scheduled' | 'completed' | 'cancelled';

export interface Booking {
  readonly id: string;
  readonly consultantId: string;
  readonly patientId: string;
  readonly scheduledAt: string;
  readonly durationMinutes: number;
  readonly status: BookingStatus;
  readonly reason: string | null;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly consultant: Person;
  readonly patient: Person;
}

/** How a booking stood before and after one change of it, and who made that. */
export interface BookingStep {
  readonly at: string;
  /** Id of the person. */
  readonly by: string;
  readonly status: BookingStatus;
  readonly scheduledAt: string;
  /** `null` for its making. */
  readonly before: { readonly status: BookingStatus; readonly scheduledAt: string } | null;
}

/** A patient names the consultant, a consultant names the patient. */
export interface NewBooking {
  readonly consultantId?: string;
  readonly patientId?: string;
  /** ISO 8601 with its offset. */
  readonly scheduledAt: string;
  /** 5–480, 30 if not given. */
  readonly durationMinutes?: number;
  readonly reason?: string | null;
  /** A UUID of yours: a retry with the same one answers with the first booking, and makes none. */
  readonly clientBookingId?: string;
}

export interface BookingChange {
  readonly status?: BookingStatus;
  readonly scheduledAt?: string;
}

/** The documented conversation model (document, section 7). */
export interface ConversationRecord {
  readonly id: string;
  readonly consultantId: string;
  readonly patientId: string;
  readonly bookingId: string;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** The documented message model with its place in the conversation (protocol P6.3, P6.4). */
export interface Message {
  readonly id: string;
  readonly conversationId: string;
  readonly senderId: string;
  readonly senderType: UserRole;
  /** As it was written. It is text: put it on the page as text, never as HTML. */
  readonly content: string;
  /** Whether the other person has read it. */
  readonly isRead: boolean;
  readonly createdAt: string;
  readonly updatedAt: string;
  /** 1, 2, 3 … in its conversation, without holes. */
  readonly seq: number;
  readonly clientMessageId?: string | undefined;
  /** When it reached a device of the other person, as far as that is known; never after `readAt`. */
  readonly deliveredAt?: string | undefined;
  /** When the other person read it. */
  readonly readAt?: string | undefined;
}

/** Messages have reached the person `userId`: all of the other's up to `upToSeq`. */
export interface MessagesDelivered {
  readonly conversationId: string;
  readonly userId: string;
  readonly upToSeq: number;
  /** Of those of them that were not delivered before. ISO 8601. */
  readonly deliveredAt: string;
}

/** A stored message with its conversation. */
export interface SentMessage {
  readonly message: Message;
  readonly conversation: ConversationRecord;
}

/** An inbox entry as the server writes it; we always ask for every part. */
export interface WireInboxEntry extends ConversationRecord {
  readonly consultant?: Person | undefined;
  readonly patient?: Person | undefined;
  readonly lastMessage?: Message | null | undefined;
  readonly unreadCount?: number | undefined;
  readonly online?: boolean | undefined;
}

export interface HistoryPage {
  readonly conversation: ConversationRecord;
  /** Newest first. */
  readonly messages: readonly Message[];
  readonly hasMore: boolean;
}

export interface CallRecord {
  readonly id: string;
  readonly conversationId: string;
  readonly callerId: string;
  readonly calleeId: string;
  readonly callType: 'video' | 'audio';
  readonly status: 'ringing' | 'active' | 'ended' | 'rejected' | 'missed' | 'cancelled' | 'busy' | 'failed';
  readonly startedAt: string;
  readonly answeredAt: string | null;
  readonly endedAt: string | null;
  /** Whether its reader has looked at it; only in the log of whoever missed it. */
  readonly seen?: boolean | undefined;
}

/** Calls as the log has them, newest first. */
export interface CallsPage {
  readonly calls: readonly CallRecord[];
  /** Missed and not seen yet, of all there are. */
  readonly missedCount: number;
}

/** Ways to find a way to the other side of a call. */
export interface IceServers {
  readonly iceServers: readonly {
    readonly urls: string[];
    readonly username?: string;
    readonly credential?: string;
  }[];
  /** Seconds for which the credentials may be used. */
  readonly ttl: number;
  /** Why no relay is in the list though the server has one: to try it, one needs a booking. */
  readonly withheld?: 'no-booking' | undefined;
}

/** What was added or changed since a cursor. */
export interface ChangesPage {
  readonly messages: readonly Message[];
  readonly calls: readonly CallRecord[];
  /** What of the reader's own messages has reached the other person since, the oldest first. */
  readonly delivered?: readonly MessagesDelivered[] | undefined;
  readonly cursor: string;
  readonly hasMore: boolean;
}

/** Answer of sign-in, registration and refresh; web clients get cookies instead of the two tokens. */
export interface SignedIn {
  readonly user: Account;
  readonly accessToken?: string | undefined;
  readonly refreshToken?: string | undefined;
  /** Seconds. */
  readonly expiresIn: number;
}

/** What a browser gives that has subscribed at its push service. */
export interface PushSubscribe {
  readonly kind?: 'web' | undefined;
  readonly endpoint: string;
  readonly keys: { readonly p256dh: string; readonly auth: string };
}

/** A device on which a person is reached while the app is closed. */
export interface ReachableDevice {
  readonly id: string;
  readonly kind: 'web';
  readonly userAgent: string | null;
  /** Whether it is the one that asks. */
  readonly current: boolean;
  /** ISO 8601, like the next. */
  readonly createdAt: string;
  /** When something was last taken for it; `null` until then. */
  readonly lastOkAt: string | null;
}

/** Why the server refuses; the same on REST and on sockets. */
export type ServerErrorCode =
  | 'validation_failed'
  | 'bad_json'
  | 'too_complex'
  | 'unauthorized'
  | 'token_expired'
  | 'wrong_credentials'
  | 'account_disabled'
  | 'forbidden'
  | 'cross_site'
  | 'signup_closed'
  | 'email_not_verified'
  | 'not_found'
  | 'push_off'
  | 'method_not_allowed'
  | 'conflict'
  | 'push_failed'
  | 'email_taken'
  | 'booking_cancelled'
  | 'not_available'
  | 'link_expired'
  | 'payload_too_large'
  | 'unsupported_media_type'
  | 'rate_limited'
  | 'internal'
  | 'unavailable'
  | 'mail_off'
  | 'not_identified'
  | 'not_joined'
  | 'unknown_event'
  | 'busy_socket'
  | 'callee_offline'
  | 'in_another_call'
  | 'no_such_call'
  | 'answered_elsewhere';
