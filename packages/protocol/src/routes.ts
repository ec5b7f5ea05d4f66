import { z } from 'zod';
import { Block, BlockBody, ListBlocksQuery } from './blocks.ts';
import { Booking, BookingStep, ChangeBookingBody, CreateBookingBody, ListBookingsQuery } from './bookings.ts';
import { CallLog, IceServers, IceServersQuery, ListCallsQuery, SeenCallsBody } from './calls.ts';
import { Changes, ChangesQuery } from './changes.ts';
import {
  Conversation,
  CreateConversationBody,
  InboxEntry,
  ListConversationsQuery,
  UnreadCount,
  UnreadQuery,
} from './conversations.ts';
import * as ENDPOINTS from './endpoints.ts';
import type { ErrorCode } from './error-codes.ts';
import { HistoryQuery, Message, ReadBody, ReadReply, SendMessageBody } from './messages.ts';
import { ArrangeBookingBody, KeepPersonBody, KnownPerson, ListPeopleQuery, MintedToken } from './operator.ts';
import {
  Account,
  ChangeAccountBody,
  ChangeEmailBody,
  ForgotPasswordBody,
  ListConsultantsQuery,
  LoginBody,
  OwnEmail,
  PasswordBody,
  Person,
  RefreshBody,
  RefusedSignIn,
  RegisterBody,
  ResetPasswordBody,
  Session,
  SignedIn,
  VerifyEmailBody,
} from './people.ts';
import { ChangePreferencesBody, Preferences } from './preferences.ts';
import { DeclineBody, PushKey, ReachableDevice, ReceiptBody, SubscribeBody } from './push.ts';
import type { Rate } from './rates.ts';
import { Uuid } from './scalars.ts';
import { SentMessage } from './server-events.ts';

/** A body of bytes in the place of JSON, such as a file: never held as a whole, and read by the handler while it arrives. */
export interface TakesBytes {
  /** Media types in lower case, without parameters; none that an HTML form can send. */
  readonly types: readonly string[];
  readonly maxBytes: number;
}

/** A reply of bytes in the place of JSON, which browsers keep as a file and never show as a page. */
export interface GivesBytes {
  readonly types: readonly string[];
}

type Sent =
  | { readonly body?: z.ZodType; readonly takesBytes?: never }
  | { readonly body?: never; readonly takesBytes: TakesBytes };

type Given =
  | { readonly reply?: z.ZodType; readonly givesBytes?: never }
  | { readonly reply?: never; readonly givesBytes: GivesBytes };

export type Route = {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Below `API_BASE`, parameters as `:name`. */
  readonly path: string;
  readonly summary: string;
  readonly tag: 'Accounts' | 'Bookings' | 'Chat' | 'Calls' | 'Push' | 'Operator' | 'Operations';
  /** Whether a signed-in person is needed, or a server with a key. */
  readonly access: 'person' | 'operator' | 'anyone';
  readonly params?: z.ZodType;
  readonly query?: z.ZodType;
  readonly status: 200 | 201 | 202 | 204;
  /** The limit that a good request counts towards, beside that of all requests; absent too where it counts by address. */
  readonly rate?: Rate;
  /** Refusals beyond those that come of its access, its body and its tag, see `refusalsOfRoute`. */
  readonly refusals: readonly ErrorCode[];
} & Sent &
  Given;

const conversationId = z.object({ conversationId: Uuid });
const personId = z.object({ personId: Uuid });

export const ROUTES = {
  register: {
    ...ENDPOINTS.register,
    summary: 'Make an account and sign in',
    tag: 'Accounts',
    access: 'anyone',
    body: RegisterBody,
    status: 201,
    reply: SignedIn,
    refusals: ['signup_closed', 'email_taken', 'cross_site'],
  },
  login: {
    ...ENDPOINTS.login,
    summary: 'Sign in',
    tag: 'Accounts',
    access: 'anyone',
    body: LoginBody,
    status: 200,
    reply: SignedIn,
    refusals: ['wrong_credentials', 'account_disabled', 'cross_site'],
  },
  refresh: {
    ...ENDPOINTS.refresh,
    summary: 'Trade a refresh token for a new pair; the token may come in X-Refresh-Token, cookie or body',
    tag: 'Accounts',
    access: 'anyone',
    body: RefreshBody,
    status: 200,
    reply: SignedIn,
    refusals: ['unauthorized', 'cross_site'],
  },
  logout: {
    ...ENDPOINTS.logout,
    summary: 'End this session, its tokens and its sockets',
    tag: 'Accounts',
    access: 'person',
    status: 204,
    refusals: [],
  },
  changePassword: {
    ...ENDPOINTS.changePassword,
    summary: 'Change the password and end the other sessions',
    tag: 'Accounts',
    access: 'person',
    body: PasswordBody,
    status: 204,
    refusals: ['wrong_credentials'],
  },
  forgotPassword: {
    ...ENDPOINTS.forgotPassword,
    summary: 'Ask for a mail with a link to choose a new password',
    tag: 'Accounts',
    access: 'anyone',
    body: ForgotPasswordBody,
    status: 202,
    refusals: ['mail_off'],
  },
  resetPassword: {
    ...ENDPOINTS.resetPassword,
    summary: 'Choose a new password by the link of a mail; all sessions end',
    tag: 'Accounts',
    access: 'anyone',
    body: ResetPasswordBody,
    status: 204,
    refusals: ['link_expired'],
  },
  me: {
    ...ENDPOINTS.me,
    summary: 'Who is signed in',
    tag: 'Accounts',
    access: 'person',
    status: 200,
    reply: Account,
    refusals: [],
  },
  changeAccount: {
    ...ENDPOINTS.changeAccount,
    summary: 'Change the name that others see',
    tag: 'Accounts',
    access: 'person',
    body: ChangeAccountBody,
    status: 200,
    reply: Account,
    refusals: ['forbidden'],
  },
  getEmail: {
    ...ENDPOINTS.getEmail,
    summary: 'The e-mail address of the caller, and whether it is verified',
    tag: 'Accounts',
    access: 'person',
    status: 200,
    reply: OwnEmail,
    refusals: [],
  },
  changeEmail: {
    ...ENDPOINTS.changeEmail,
    summary: 'Ask for another e-mail address; it changes when the link in the mail to it is opened',
    tag: 'Accounts',
    access: 'person',
    body: ChangeEmailBody,
    status: 202,
    rate: 'verification',
    refusals: ['forbidden', 'wrong_credentials', 'email_taken', 'mail_off'],
  },
  sendVerification: {
    ...ENDPOINTS.sendVerification,
    summary: 'Ask for a mail with a link that verifies the e-mail address',
    tag: 'Accounts',
    access: 'person',
    status: 202,
    rate: 'verification',
    refusals: ['forbidden', 'conflict', 'mail_off'],
  },
  verifyEmail: {
    ...ENDPOINTS.verifyEmail,
    summary: 'Open the link of a mail: the address it was sent to is that of the account, and verified',
    tag: 'Accounts',
    access: 'anyone',
    body: VerifyEmailBody,
    status: 204,
    refusals: ['link_expired', 'email_taken'],
  },
  getPreferences: {
    ...ENDPOINTS.getPreferences,
    summary: 'How the caller wants to be told of things',
    tag: 'Accounts',
    access: 'person',
    status: 200,
    reply: Preferences,
    refusals: [],
  },
  changePreferences: {
    ...ENDPOINTS.changePreferences,
    summary: 'Change how the caller wants to be told of things',
    tag: 'Accounts',
    access: 'person',
    body: ChangePreferencesBody,
    status: 200,
    reply: Preferences,
    refusals: [],
  },
  listSessions: {
    ...ENDPOINTS.listSessions,
    summary: 'Where the caller is signed in',
    tag: 'Accounts',
    access: 'person',
    status: 200,
    reply: z.array(Session),
    refusals: [],
  },
  listRefusedSignIns: {
    ...ENDPOINTS.listRefusedSignIns,
    summary: 'Who tried to sign in as the caller with a wrong password, by network, the newest first',
    tag: 'Accounts',
    access: 'person',
    status: 200,
    reply: z.array(RefusedSignIn),
    refusals: [],
  },
  endSession: {
    ...ENDPOINTS.endSession,
    summary: 'End one of the sessions of the caller',
    tag: 'Accounts',
    access: 'person',
    params: z.object({ sessionId: Uuid }),
    status: 204,
    refusals: ['not_found'],
  },
  listConsultants: {
    ...ENDPOINTS.listConsultants,
    summary: 'The directory of consultants, by name',
    tag: 'Bookings',
    access: 'person',
    query: ListConsultantsQuery,
    status: 200,
    reply: z.array(Person),
    refusals: [],
  },
  createBooking: {
    ...ENDPOINTS.createBooking,
    summary: 'Book a consultation',
    tag: 'Bookings',
    access: 'person',
    body: CreateBookingBody,
    status: 201,
    reply: Booking,
    rate: 'booking',
    refusals: ['forbidden', 'email_not_verified', 'not_found', 'conflict', 'not_available'],
  },
  listBookings: {
    ...ENDPOINTS.listBookings,
    summary: 'The bookings of the caller, the nearest first',
    tag: 'Bookings',
    access: 'person',
    query: ListBookingsQuery,
    status: 200,
    reply: z.array(Booking),
    refusals: ['not_found'],
  },
  changeBooking: {
    ...ENDPOINTS.changeBooking,
    summary: 'Move, complete or cancel a booking',
    tag: 'Bookings',
    access: 'person',
    params: z.object({ bookingId: Uuid }),
    body: ChangeBookingBody,
    status: 200,
    reply: Booking,
    rate: 'booking',
    refusals: ['not_found', 'conflict', 'booking_cancelled', 'not_available'],
  },
  listBookingChanges: {
    ...ENDPOINTS.listBookingChanges,
    summary: 'How a booking came to stand as it does, oldest first',
    tag: 'Bookings',
    access: 'person',
    params: z.object({ bookingId: Uuid }),
    status: 200,
    reply: z.array(BookingStep),
    refusals: ['not_found'],
  },
  getBookingCalendar: {
    ...ENDPOINTS.getBookingCalendar,
    summary: 'A booking for the calendar of one of its two people',
    tag: 'Bookings',
    access: 'person',
    params: z.object({ bookingId: Uuid }),
    status: 200,
    givesBytes: { types: ['text/calendar'] },
    refusals: ['not_found'],
  },
  listBlocks: {
    ...ENDPOINTS.listBlocks,
    summary: 'The patients whom the consultant has blocked, the newest first',
    tag: 'Bookings',
    access: 'person',
    query: ListBlocksQuery,
    status: 200,
    reply: z.array(Block),
    refusals: ['forbidden'],
  },
  block: {
    ...ENDPOINTS.block,
    summary: 'Block a patient: nothing of theirs reaches the consultant any more',
    tag: 'Bookings',
    access: 'person',
    body: BlockBody,
    status: 201,
    reply: Block,
    refusals: ['forbidden', 'not_found'],
  },
  unblock: {
    ...ENDPOINTS.unblock,
    summary: 'Lift a block',
    tag: 'Bookings',
    access: 'person',
    params: z.object({ patientId: Uuid }),
    status: 204,
    refusals: ['forbidden'],
  },
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
  listIceServers: {
    ...ENDPOINTS.listIceServers,
    summary: 'STUN servers, and TURN credentials for a party of a call',
    tag: 'Calls',
    access: 'person',
    query: IceServersQuery,
    status: 200,
    reply: IceServers,
    refusals: [],
  },
  listCalls: {
    ...ENDPOINTS.listCalls,
    summary: 'The call log of the caller, newest first',
    tag: 'Calls',
    access: 'person',
    query: ListCallsQuery,
    status: 200,
    reply: CallLog,
    refusals: ['not_found'],
  },
  markCallsSeen: {
    ...ENDPOINTS.markCallsSeen,
    summary: 'Clear the badge of missed calls, of all or of one conversation',
    tag: 'Calls',
    access: 'person',
    body: SeenCallsBody,
    status: 204,
    refusals: ['not_found'],
  },
  declineCall: {
    ...ENDPOINTS.declineCall,
    summary: 'Decline a call from its notification, without opening the app',
    tag: 'Calls',
    access: 'anyone',
    params: z.object({ callId: Uuid }),
    body: DeclineBody,
    status: 204,
    refusals: ['not_found', 'no_such_call'],
  },
  getPushKey: {
    ...ENDPOINTS.getPushKey,
    summary: 'The key with which a browser asks its push service for a subscription',
    tag: 'Push',
    access: 'person',
    status: 200,
    reply: PushKey,
    refusals: ['push_off'],
  },
  subscribe: {
    ...ENDPOINTS.subscribe,
    summary: 'Reach this device while the app is closed',
    tag: 'Push',
    access: 'person',
    body: SubscribeBody,
    status: 201,
    reply: ReachableDevice,
    refusals: ['push_off'],
  },
  listReachableDevices: {
    ...ENDPOINTS.listReachableDevices,
    summary: 'Which devices of the caller are reached while the app is closed, the newest first',
    tag: 'Push',
    access: 'person',
    status: 200,
    reply: z.array(ReachableDevice),
    refusals: [],
  },
  unsubscribe: {
    ...ENDPOINTS.unsubscribe,
    summary: 'Reach a device no more',
    tag: 'Push',
    access: 'person',
    params: z.object({ subscriptionId: Uuid }),
    status: 204,
    refusals: ['not_found'],
  },
  testPush: {
    ...ENDPOINTS.testPush,
    summary: 'Try whether this device is reached',
    tag: 'Push',
    access: 'person',
    status: 204,
    rate: 'pushTest',
    refusals: ['push_off', 'not_found', 'push_failed'],
  },
  confirmPush: {
    ...ENDPOINTS.confirmPush,
    summary: 'Confirm that a notification was shown',
    tag: 'Push',
    access: 'anyone',
    body: ReceiptBody,
    status: 204,
    refusals: ['not_found'],
  },
  keepPerson: {
    ...ENDPOINTS.keepPerson,
    summary: 'Make a person, or bring one up to date, by the id of your own app',
    tag: 'Operator',
    access: 'operator',
    body: KeepPersonBody,
    status: 200,
    reply: KnownPerson,
    refusals: ['conflict', 'email_taken'],
  },
  listPeople: {
    ...ENDPOINTS.listPeople,
    summary: 'Everybody who has an account, the newest first, or who has this id or e-mail',
    tag: 'Operator',
    access: 'operator',
    query: ListPeopleQuery,
    status: 200,
    reply: z.array(KnownPerson),
    refusals: [],
  },
  getPerson: {
    ...ENDPOINTS.getPerson,
    summary: 'One person',
    tag: 'Operator',
    access: 'operator',
    params: personId,
    status: 200,
    reply: KnownPerson,
    refusals: [],
  },
  deletePerson: {
    ...ENDPOINTS.deletePerson,
    summary: 'Erase what is kept of a person, for good',
    tag: 'Operator',
    access: 'operator',
    params: personId,
    status: 204,
    refusals: [],
  },
  disablePerson: {
    ...ENDPOINTS.disablePerson,
    summary: 'Close an account and end its sessions',
    tag: 'Operator',
    access: 'operator',
    params: personId,
    status: 200,
    reply: KnownPerson,
    refusals: [],
  },
  enablePerson: {
    ...ENDPOINTS.enablePerson,
    summary: 'Open a closed account again',
    tag: 'Operator',
    access: 'operator',
    params: personId,
    status: 200,
    reply: KnownPerson,
    refusals: ['conflict'],
  },
  exportPerson: {
    ...ENDPOINTS.exportPerson,
    summary: 'Everything that is kept of a person, as one JSON document',
    tag: 'Operator',
    access: 'operator',
    params: personId,
    status: 200,
    givesBytes: { types: ['application/json'] },
    refusals: [],
  },
  mintToken: {
    ...ENDPOINTS.mintToken,
    summary: 'Make an access token for a person whom your own app has signed in',
    tag: 'Operator',
    access: 'operator',
    params: personId,
    status: 201,
    reply: MintedToken,
    refusals: ['account_disabled'],
  },
  listPersonSessions: {
    ...ENDPOINTS.listPersonSessions,
    summary: 'Where a person is signed in',
    tag: 'Operator',
    access: 'operator',
    params: personId,
    status: 200,
    reply: z.array(Session),
    refusals: [],
  },
  endPersonSessions: {
    ...ENDPOINTS.endPersonSessions,
    summary: 'End all sessions of a person',
    tag: 'Operator',
    access: 'operator',
    params: personId,
    status: 204,
    refusals: [],
  },
  endPersonSession: {
    ...ENDPOINTS.endPersonSession,
    summary: 'End one session of a person',
    tag: 'Operator',
    access: 'operator',
    params: z.object({ personId: Uuid, sessionId: Uuid }),
    status: 204,
    refusals: [],
  },
  arrangeBooking: {
    ...ENDPOINTS.arrangeBooking,
    summary: 'Book a patient with a consultant',
    tag: 'Operator',
    access: 'operator',
    body: ArrangeBookingBody,
    status: 201,
    reply: Booking,
    refusals: ['not_available'],
  },
  rearrangeBooking: {
    ...ENDPOINTS.rearrangeBooking,
    summary: 'Move, complete or cancel a booking of two people',
    tag: 'Operator',
    access: 'operator',
    params: z.object({ bookingId: Uuid }),
    body: ChangeBookingBody,
    status: 200,
    reply: Booking,
    refusals: ['booking_cancelled', 'not_available'],
  },
  health: {
    ...ENDPOINTS.health,
    summary: 'Whether the server runs',
    tag: 'Operations',
    access: 'anyone',
    status: 200,
    reply: z.object({
      status: z.literal('ok'),
      version: z.string(),
      uptimeS: z.int(),
      demo: z.boolean().describe('Whether demo people are here, and demo links lead somewhere.'),
      mail: z.boolean().describe('Whether mails go out, so that a forgotten password can be replaced.'),
    }),
    refusals: [],
  },
  readiness: {
    ...ENDPOINTS.readiness,
    summary: 'Whether the server can store: asks the database, and Redis where it is used',
    tag: 'Operations',
    access: 'anyone',
    status: 200,
    reply: z.object({ status: z.literal('ok'), database: z.enum(['embedded', 'postgres']) }),
    refusals: ['unavailable'],
  },
} as const satisfies Record<keyof typeof ENDPOINTS, Route>;

export type RouteName = keyof typeof ROUTES;

type PartOf<R extends Route, P extends 'params' | 'query' | 'body'> = R[P] extends z.ZodType
  ? z.output<R[P]>
  : undefined;

/** A body of bytes as its handler receives it. */
export interface BytesInput {
  /** One of the row's types. */
  readonly type: string;
  /** As the sender declares it; `undefined` where it is sent in pieces. */
  readonly length: number | undefined;
  /** To be read once. It fails where more comes than `maxBytes`, and where the sender breaks off. */
  readonly stream: AsyncIterable<Uint8Array>;
}

/** The checked input of a route as its handler receives it. */
export interface RouteInput<R extends Route> {
  readonly params: PartOf<R, 'params'>;
  readonly query: PartOf<R, 'query'>;
  readonly body: PartOf<R, 'body'>;
  readonly bytes: R['takesBytes'] extends TakesBytes ? BytesInput : undefined;
}

/** What a route answers with its success status, where that is JSON. */
export type RouteReply<R extends Route> = R['reply'] extends z.ZodType ? z.output<R['reply']> : undefined;
