import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  check,
  customType,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';

/** An instant with milliseconds, read and written as ISO 8601 text in UTC. */
const instant = customType<{ data: string; driverData: string }>({
  dataType: () => 'timestamp(3) with time zone',
});

/** A counter that outlives 2³¹ but not 2⁵³. */
const counter = customType<{ data: number; driverData: string | number }>({
  dataType: () => 'bigint',
  fromDriver: Number,
});

const createdAt = () => instant('created_at').notNull().default(sql`now()`);
const updatedAt = () => instant('updated_at').notNull().default(sql`now()`);

export const users = pgTable(
  'users',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    email: text('email').notNull(),
    name: text('name').notNull(),
    /** As it is searched and sorted; null where an older version stored it. */
    nameFolded: text('name_folded'),
    role: text('role', { enum: ['patient', 'consultant'] }).notNull(),
    passwordHash: text('password_hash').notNull(),
    lastSeenAt: instant('last_seen_at'),
    /** Since when an operator has closed the account; null = it is open. */
    disabledAt: instant('disabled_at'),
    /** Since when nothing of the person is left but what others need of them; such an account is also closed. */
    deletedAt: instant('deleted_at'),
    /** Since when the address is known to be theirs; null = nobody has opened the link in a mail to it. */
    emailVerifiedAt: instant('email_verified_at'),
    createdAt: createdAt(),
  },
  (table) => [
    // For the version before, which leaves it to the database's locale what a small letter is.
    uniqueIndex('users_email_unique').on(sql`lower(${table.email})`),
    uniqueIndex('users_email_letters_unique').on(sql`lower(${table.email} collate "C")`),
    index('users_consultants_by_folded_name')
      .on(sql`coalesce(${table.nameFolded}, lower(${table.name})) collate "C"`, table.id)
      .where(sql`role = 'consultant'`),
    index('users_consultants_by_name')
      .on(sql`lower(${table.name})`, table.id)
      .where(sql`role = 'consultant'`),
    check('users_role', sql`${table.role} in ('patient', 'consultant')`),
  ],
);

/** By what id somebody else knows a person: an app with a login of its own, or an issuer of tokens that is trusted. */
export const identities = pgTable(
  'identities',
  {
    issuer: text('issuer').notNull(),
    subject: text('subject').notNull(),
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.issuer, table.subject] }),
    index('identities_by_user').on(table.userId),
  ],
);

/** How a person wants to be told of things; who has no row wants what is usual. */
export const preferences = pgTable('preferences', {
  userId: uuid('user_id')
    .primaryKey()
    .references(() => users.id, { onDelete: 'cascade' }),
  /** BCP 47, of those that mails and notifications are written in; null = not chosen. */
  language: text('language', { enum: ['en', 'de'] }),
  /** A name of the IANA time zone database; null = not known. */
  timeZone: text('time_zone'),
  pushMessages: boolean('push_messages').notNull().default(true),
  pushCalls: boolean('push_calls').notNull().default(true),
  mailAppointments: boolean('mail_appointments').notNull().default(true),
  /** null = what is usual for the role. */
  mailUnread: boolean('mail_unread'),
  /** Whether a notification may say who wrote or calls. */
  showNames: boolean('show_names').notNull().default(false),
  /** Local times like `22:00`, both or neither: between them comes nothing but calls. */
  quietFrom: text('quiet_from'),
  quietTo: text('quiet_to'),
  updatedAt: updatedAt(),
});

/** The links in mails, by the hash of what is secret in them: each is good once. */
export const mailTokens = pgTable(
  'mail_tokens',
  {
    tokenHash: text('token_hash').primaryKey(),
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    /** `restore`: for the address before, which takes its place back. */
    purpose: text('purpose', { enum: ['verify', 'reset', 'restore'] }).notNull(),
    /** Where it was sent; that of an account changes with a new one only when its link is opened. */
    email: text('email').notNull(),
    expiresAt: instant('expires_at').notNull(),
    usedAt: instant('used_at'),
    createdAt: createdAt(),
  },
  (table) => [index('mail_tokens_by_user').on(table.userId), index('mail_tokens_by_end').on(table.expiresAt)],
);

/** An operator's invitation of a consultant where consultants cannot sign up by themselves. */
export const invitations = pgTable('invitations', {
  tokenHash: text('token_hash').primaryKey(),
  email: text('email').notNull(),
  expiresAt: instant('expires_at').notNull(),
  usedAt: instant('used_at'),
  createdAt: createdAt(),
});

/** A place where a person is signed in: one family of refresh tokens. */
export const sessions = pgTable(
  'sessions',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    /** `app`: of a token that an app's own server or another issuer gave; it ends with that token. */
    clientType: text('client_type', { enum: ['web', 'mobile', 'app'] }).notNull(),
    userAgent: text('user_agent'),
    /** From where it was opened, as limits count addresses: guessing by others never shuts it out there. */
    address: text('address'),
    createdAt: createdAt(),
    lastUsedAt: instant('last_used_at').notNull().default(sql`now()`),
    expiresAt: instant('expires_at').notNull(),
    endedAt: instant('ended_at'),
    /** When the newest access token of this session ends: its sockets live at least that long. */
    accessExpiresAt: instant('access_expires_at').notNull(),
    /** Last refresh or end; every node looks at what changed since it last looked. */
    changedAt: instant('changed_at').notNull().default(sql`now()`),
  },
  (table) => [
    index('sessions_by_user').on(table.userId),
    index('sessions_by_change').on(table.changedAt),
    index('sessions_by_end').on(sql`least(${table.endedAt}, ${table.expiresAt})`),
  ],
);

/** Tries to sign in with a wrong password, for the eyes of the account's owner: how many, from which network. */
export const refusedSignIns = pgTable(
  'refused_sign_ins',
  {
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    network: text('network').notNull(),
    tries: integer('tries').notNull().default(1),
    firstAt: instant('first_at').notNull().default(sql`now()`),
    lastAt: instant('last_at').notNull().default(sql`now()`),
  },
  (table) => [primaryKey({ columns: [table.userId, table.network] })],
);

/** Hashes of refresh tokens, the spent ones too: a spent one that comes back late gives its family away. */
export const refreshTokens = pgTable(
  'refresh_tokens',
  {
    hash: text('hash').primaryKey(),
    sessionId: uuid('session_id')
      .notNull()
      .references(() => sessions.id, { onDelete: 'cascade' }),
    spentAt: instant('spent_at'),
    createdAt: createdAt(),
  },
  (table) => [index('refresh_tokens_by_session').on(table.sessionId)],
);

export const bookings = pgTable(
  'bookings',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    consultantId: uuid('consultant_id')
      .notNull()
      .references(() => users.id),
    patientId: uuid('patient_id')
      .notNull()
      .references(() => users.id),
    scheduledAt: instant('scheduled_at').notNull(),
    durationMinutes: integer('duration_minutes').notNull(),
    status: text('status', { enum: ['scheduled', 'completed', 'cancelled'] })
      .notNull()
      .default('scheduled'),
    reason: text('reason'),
    /** Which of the two made it; null = made before that was kept. */
    bookedBy: uuid('booked_by'),
    clientBookingId: uuid('client_booking_id'),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (table) => [
    index('bookings_by_consultant').on(table.consultantId, table.scheduledAt),
    index('bookings_by_patient').on(table.patientId, table.scheduledAt),
    index('bookings_by_pair').on(table.patientId, table.consultantId),
    index('bookings_by_maker').on(table.bookedBy, table.createdAt),
    uniqueIndex('bookings_client_id_unique')
      .on(table.bookedBy, table.clientBookingId)
      .where(sql`client_booking_id is not null`),
    check('bookings_status', sql`${table.status} in ('scheduled', 'completed', 'cancelled')`),
  ],
);

/** How each booking came to stand as it does: one row for its making, and one for each change. */
export const bookingChanges = pgTable(
  'booking_changes',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    bookingId: uuid('booking_id')
      .notNull()
      .references(() => bookings.id, { onDelete: 'cascade' }),
    by: uuid('by_id')
      .notNull()
      .references(() => users.id),
    status: text('status', { enum: ['scheduled', 'completed', 'cancelled'] }).notNull(),
    scheduledAt: instant('scheduled_at').notNull(),
    /** How it stood before; null for its making. */
    statusBefore: text('status_before', { enum: ['scheduled', 'completed', 'cancelled'] }),
    scheduledAtBefore: instant('scheduled_at_before'),
    at: instant('at').notNull(),
  },
  (table) => [
    index('booking_changes_by_booking').on(table.bookingId, table.id),
    check('booking_changes_status', sql`${table.status} in ('scheduled', 'completed', 'cancelled')`),
  ],
);

/** A patient of whom a consultant wants to hear nothing any more. */
export const blocks = pgTable(
  'blocks',
  {
    consultantId: uuid('consultant_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    patientId: uuid('patient_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    createdAt: createdAt(),
  },
  (table) => [primaryKey({ columns: [table.consultantId, table.patientId] })],
);

/**
 * One per booking. Its row is the place where a conversation's numbers are given: whoever stores a message,
 * a read or a call outcome locks it, so `seq` has no gaps and `change` is seen in the order of commits.
 */
export const conversations = pgTable(
  'conversations',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    bookingId: uuid('booking_id')
      .notNull()
      .references(() => bookings.id),
    consultantId: uuid('consultant_id').notNull(),
    patientId: uuid('patient_id').notNull(),
    /** `seq` of the newest message; also how many there are. */
    lastSeq: integer('last_seq').notNull().default(0),
    /** The newest change number given in this conversation. */
    lastChange: counter('last_change').notNull().default(0),
    /** Messages of the patient that the consultant has not read. */
    consultantUnread: integer('consultant_unread').notNull().default(0),
    /** Messages of the consultant that the patient has not read. */
    patientUnread: integer('patient_unread').notNull().default(0),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (table) => [
    uniqueIndex('conversations_booking_unique').on(table.bookingId),
    index('conversations_by_consultant').on(table.consultantId, table.updatedAt.desc(), table.id.desc()),
    index('conversations_by_patient').on(table.patientId, table.updatedAt.desc(), table.id.desc()),
  ],
);

export const messages = pgTable(
  'messages',
  {
    id: uuid('id').primaryKey(),
    conversationId: uuid('conversation_id')
      .notNull()
      .references(() => conversations.id),
    seq: integer('seq').notNull(),
    /** Number of the last change to this row, in its conversation. */
    change: counter('change').notNull(),
    senderId: uuid('sender_id').notNull(),
    senderType: text('sender_type', { enum: ['patient', 'consultant'] }).notNull(),
    content: text('content').notNull(),
    clientMessageId: uuid('client_message_id'),
    isRead: boolean('is_read').notNull().default(false),
    /** Null where an older version marked it: then it is `updatedAt`. */
    readAt: instant('read_at'),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (table) => [
    uniqueIndex('messages_seq_unique').on(table.conversationId, table.seq),
    uniqueIndex('messages_client_id_unique')
      .on(table.conversationId, table.senderId, table.clientMessageId)
      .where(sql`client_message_id is not null`),
    index('messages_by_change').on(table.conversationId, table.change),
  ],
);

/**
 * How far messages have reached the other person: one row for each step. A message was delivered with the first step
 * that reaches its `seq`; the last step is how far it has come.
 */
export const deliverySteps = pgTable(
  'delivery_steps',
  {
    conversationId: uuid('conversation_id')
      .notNull()
      .references(() => conversations.id),
    /** Whose messages they are. */
    senderType: text('sender_type', { enum: ['patient', 'consultant'] }).notNull(),
    upToSeq: integer('up_to_seq').notNull(),
    deliveredAt: instant('delivered_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.conversationId, table.senderType, table.upToSeq] })],
);

export const calls = pgTable(
  'calls',
  {
    id: uuid('id').primaryKey(),
    conversationId: uuid('conversation_id')
      .notNull()
      .references(() => conversations.id),
    callerId: uuid('caller_id').notNull(),
    calleeId: uuid('callee_id').notNull(),
    callType: text('call_type', { enum: ['video', 'audio'] }).notNull(),
    status: text('status', {
      enum: ['ringing', 'active', 'ended', 'rejected', 'missed', 'cancelled', 'busy', 'failed'],
    }).notNull(),
    startedAt: instant('started_at').notNull(),
    answeredAt: instant('answered_at'),
    endedAt: instant('ended_at'),
    /** Whether the callee has looked at this missed call. */
    seen: boolean('seen').notNull().default(false),
    /** Number of the last change to this row that the log shows, in its conversation. */
    change: counter('change').notNull(),
    /** Counts every change; whoever changes the row names the revision it has read, so just one wins. */
    revision: integer('revision').notNull().default(0),
    /** Legs, deadlines and held signals of a live call; once it is over, what those who were away must still hear, or null. */
    live: jsonb('live'),
  },
  (table) => [
    index('calls_by_caller').on(table.callerId, table.startedAt.desc()),
    index('calls_by_callee').on(table.calleeId, table.startedAt.desc()),
    index('calls_by_conversation').on(table.conversationId, table.startedAt.desc(), table.id.desc()),
    index('calls_by_change').on(table.conversationId, table.change),
    index('calls_by_end').on(table.endedAt).where(sql`ended_at is not null`),
    index('calls_live').on(table.status).where(sql`status in ('ringing', 'active')`),
    index('calls_unseen')
      .on(table.calleeId)
      .where(sql`not seen and status in ('missed', 'cancelled', 'busy')`),
  ],
);

/** Who is in a live call. The key makes a second live call of one person impossible. */
export const callParties = pgTable(
  'call_parties',
  {
    userId: uuid('user_id').primaryKey(),
    callId: uuid('call_id')
      .notNull()
      .references(() => calls.id),
  },
  (table) => [index('call_parties_by_call').on(table.callId)],
);

/** What is still to be posted to the operator's own systems, what they have taken lately, and what was given up. */
export const webhookOutbox = pgTable(
  'webhook_outbox',
  {
    /** Its place in line: within a lane it grows in the order of commits. */
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    eventId: uuid('event_id').notNull(),
    /** Which address of the settings it goes to, the first is 1. */
    endpoint: integer('endpoint').notNull(),
    /** What is told in order: a conversation, a booking, an account. */
    lane: uuid('lane').notNull(),
    type: text('type').notNull(),
    /** As it is posted, letter by letter, however often. */
    body: text('body').notNull(),
    state: text('state', { enum: ['waiting', 'taken', 'failed'] })
      .notNull()
      .default('waiting'),
    /** How often it was posted in vain. */
    failures: integer('failures').notNull().default(0),
    /** A word of ours for why the last time was in vain. */
    lastFault: text('last_fault'),
    /** When somebody may look at it next; while it is being posted, when whoever does that counts as dead. */
    dueAt: instant('due_at').notNull(),
    isBeingPosted: boolean('is_being_posted').notNull().default(false),
    /** Since when it waits: since it happened, or since somebody asked for it anew. */
    queuedAt: instant('queued_at').notNull(),
    /** Since when it is taken or failed. */
    settledAt: instant('settled_at'),
  },
  (table) => [
    index('webhook_outbox_due').on(table.dueAt, table.id).where(sql`state = 'waiting'`),
    index('webhook_outbox_lanes').on(table.endpoint, table.lane, table.id).where(sql`state = 'waiting'`),
    index('webhook_outbox_settled').on(table.state, table.settledAt).where(sql`state <> 'waiting'`),
    check('webhook_outbox_state', sql`${table.state} in ('waiting', 'taken', 'failed')`),
  ],
);

/**
 * What is to be done later, or by whoever comes first: written in the transaction of its cause, taken by any node. What
 * was done is deleted.
 */
export const jobs = pgTable(
  'jobs',
  {
    id: uuid('id').primaryKey(),
    kind: text('kind').notNull(),
    /** Of two that wait with one key, the second is none, or takes the place of the first. */
    key: text('key'),
    /** Ids and numbers alone. */
    payload: jsonb('payload').notNull(),
    state: text('state', { enum: ['waiting', 'failed'] })
      .notNull()
      .default('waiting'),
    /** When somebody may take it; while it is being done, when whoever does that counts as dead. */
    runAt: instant('run_at').notNull(),
    isRunning: boolean('is_running').notNull().default(false),
    /** From when on nobody wants it any more; null = always. */
    expiresAt: instant('expires_at'),
    /** How often it was tried in vain. */
    failures: integer('failures').notNull().default(0),
    /** A word of ours for why the last time was in vain. */
    lastFault: text('last_fault'),
    queuedAt: instant('queued_at').notNull(),
    /** Since when it is given up. */
    failedAt: instant('failed_at'),
  },
  (table) => [
    index('jobs_due').on(table.runAt).where(sql`state = 'waiting'`),
    uniqueIndex('jobs_key_unique').on(table.key).where(sql`state = 'waiting' and key is not null`),
    index('jobs_failed').on(table.failedAt).where(sql`state = 'failed'`),
    check('jobs_state', sql`${table.state} in ('waiting', 'failed')`),
  ],
);

/** Where a device is reached while no page of it is open. */
export const pushSubscriptions = pgTable(
  'push_subscriptions',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    /** It goes with the session that made it. */
    sessionId: uuid('session_id')
      .notNull()
      .references(() => sessions.id, { onDelete: 'cascade' }),
    /** Which service takes it; others than those of browsers may come. */
    kind: text('kind').notNull().default('web'),
    endpoint: text('endpoint').notNull(),
    endpointHash: text('endpoint_hash').notNull(),
    /** Keys of the browser (RFC 8291), base64url; null where a kind has none. */
    p256dh: text('p256dh'),
    auth: text('auth'),
    userAgent: text('user_agent'),
    lastOkAt: instant('last_ok_at'),
    failures: integer('failures').notNull().default(0),
    createdAt: createdAt(),
  },
  (table) => [
    uniqueIndex('push_subscriptions_endpoint_unique').on(table.endpointHash),
    index('push_subscriptions_by_user').on(table.userId),
    index('push_subscriptions_by_session').on(table.sessionId),
  ],
);

/** Up to which message each of the two was told outside of the app that something is unread. */
export const unreadNotices = pgTable(
  'unread_notices',
  {
    conversationId: uuid('conversation_id')
      .notNull()
      .references(() => conversations.id, { onDelete: 'cascade' }),
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    pushedSeq: integer('pushed_seq').notNull().default(0),
    mailedSeq: integer('mailed_seq').notNull().default(0),
    shownSeq: integer('shown_seq').notNull().default(0),
  },
  (table) => [primaryKey({ columns: [table.conversationId, table.userId] })],
);
