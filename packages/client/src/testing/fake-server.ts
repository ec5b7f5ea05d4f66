import type { SocketListener, SocketOpener, SocketRequest } from '../connection/socket.ts';
import { ChatError, toChatError } from '../errors.ts';
import type { Http } from '../platform/platform.ts';
import type { Account, Booking, Message, MessagesDelivered, PreferencesRecord } from '../wire.ts';
import { fakeCalendar } from './fake-calendar.ts';

/** JSON, or an iCalendar file. */
type Reply = { readonly status: number; readonly body?: unknown; readonly calendar?: string };
type Acknowledge = ((reply: unknown) => void) | undefined;

/** The connection of one device. */
export interface Link {
  readonly request: SocketRequest;
  readonly listener: SocketListener;
  readonly user: Account;
  joined: boolean;
  open: boolean;
}

export const PATIENT: Account = { id: 'p1', email: 'pat@example.org', name: 'Pat', role: 'patient' };
export const OTHER_PATIENT: Account = { id: 'p2', email: 'oda@example.org', name: 'Oda', role: 'patient' };
export const CONSULTANT: Account = { id: 'c1', email: 'con@example.org', name: 'Con', role: 'consultant' };
const PEOPLE = [PATIENT, OTHER_PATIENT, CONSULTANT];

export const RECORD = {
  id: 'conv',
  consultantId: CONSULTANT.id,
  patientId: PATIENT.id,
  bookingId: 'book',
  createdAt: '2026-01-01T00:00:00.000Z',
  updatedAt: '2026-01-01T00:00:00.000Z',
};

export const BOOKING: Booking = {
  id: RECORD.bookingId,
  consultantId: CONSULTANT.id,
  patientId: PATIENT.id,
  scheduledAt: RECORD.createdAt,
  durationMinutes: 30,
  status: 'scheduled',
  reason: null,
  createdAt: RECORD.createdAt,
  updatedAt: RECORD.createdAt,
  consultant: { id: CONSULTANT.id, name: CONSULTANT.name },
  patient: { id: PATIENT.id, name: PATIENT.name },
};

/**
 * A server of one conversation, as small as it can be and as mean as a test wants it: it can refuse, forget
 * to answer, lose connections and block sockets. What it says follows docs/protocol.md.
 */
export class FakeServer {
  messages: Message[] = [];
  readonly links: Link[] = [];
  readonly asked: string[] = [];
  /** Access tokens that it accepts, with their owners; the cookie is one of them. */
  readonly tokens = new Map<string, Account>(PEOPLE.map((person) => [person.id, person]));
  /** The one cookie of the one browser. */
  cookie: string | undefined;
  refreshable: Account | undefined;
  /** Whether the browser keeps what a sign-in gives it. */
  keepsCookies = true;
  bookings: readonly Booking[] = [BOOKING];
  private preferences: object = USUAL_PREFERENCES;
  /** Whether messages come long before what inboxes are told of them, as in a burst. */
  tellsInboxesLater = false;
  isDown = false;
  socketsBlocked = false;
  losesAnswers = false;
  /** Connections that were ended with a word. */
  goodbyes = 0;
  /** Answers an event with a refusal, or lets it pass. */
  refuse: (event: string, payload: { readonly content?: string }) => ChatError | undefined = () => undefined;
  /** Answers an event with this payload of `error`, as it stands, or lets it pass. */
  answerInstead: (event: string) => object | undefined = () => undefined;
  /** Answers what this server does not know by itself, as the events of calls; or refuses it. */
  askBeyond: (link: Link, event: string, payload: Record<string, unknown>) => object = (_, event) => ({
    event,
    data: {},
  });
  /** Answers the requests that it does not know by itself. */
  routeBeyond: (path: string) => unknown = () => undefined;
  /** Whether someone is seen by the other. */
  isOnline: (userId: string) => boolean = () => true;
  /** Hears of each connection that was made, with its owner. */
  onAdmitted: (user: Account) => void = () => {};
  /** Hears of each that is gone. */
  onGone: (user: Account) => void = () => {};
  private changes: { readonly at: number; readonly id: string }[] = [];
  private steps: MessagesDelivered[] = [];
  private cursorBase = 0;

  readonly open: SocketOpener = (request, listener) => {
    this.asked.push(`socket ${request.via}`);
    const link: Link = { request, listener, user: PATIENT, joined: false, open: false };
    queueMicrotask(() => this.admit(link));
    return {
      emit: (name, payload, acknowledge) => {
        if (link.open)
          queueMicrotask(() => this.handle(link, name, payload as Record<string, never>, acknowledge));
      },
      close: () => {
        if (link.open) this.goodbyes += 1;
        this.letGo(link);
      },
      drop: () => this.letGo(link),
    };
  };

  readonly http: Http = async (url, { method, headers, body, credentials }) => {
    const { pathname, searchParams } = new URL(url);
    const path = pathname.replace('/api/v1', '');
    this.asked.push(`${method} ${path}`);
    if (this.isDown) throw new TypeError('fetch failed');
    const token = credentials === 'include' ? this.cookie : headers.Authorization?.replace('Bearer ', '');
    const content = typeof body === 'string' ? JSON.parse(body) : {};
    const { status, body: reply, calendar } = this.route(method, path, searchParams, content, token);
    return {
      status,
      headers: { get: (name) => (name === 'content-type' && calendar ? 'text/calendar' : null) },
      text: async () => calendar ?? (reply === undefined ? '' : JSON.stringify(reply)),
    };
  };

  get live(): Link[] {
    return this.links.filter(({ open }) => open);
  }

  /** The consultant writes. */
  write(content: string, sender: Account = CONSULTANT, clientMessageId?: string): Message {
    const seq = this.messages.length + 1;
    const at = new Date(Date.UTC(2026, 0, 14, 9, 0, seq)).toISOString();
    const message: Message = {
      id: `m${seq}`,
      conversationId: RECORD.id,
      senderId: sender.id,
      senderType: sender.role,
      content,
      isRead: false,
      createdAt: at,
      updatedAt: at,
      seq,
      ...(clientMessageId === undefined ? {} : { clientMessageId }),
    };
    this.messages.push(message);
    this.changed(message.id);
    this.tellRoom('new_message', { message, conversation: RECORD });
    if (!this.tellsInboxesLater) this.tellInboxes();
    return message;
  }

  /** Messages of the other one have reached this person. */
  deliver(upToSeq: number, userId: string): void {
    const isNew = ({ seq, senderId, isRead, deliveredAt }: Message) =>
      seq <= upToSeq && senderId !== userId && !isRead && deliveredAt === undefined;
    const newest = this.messages.filter(isNew).at(-1);
    if (newest === undefined) return;
    const deliveredAt = secondsAfter(newest.createdAt, 1);
    this.messages = this.messages.map((message) => (isNew(message) ? { ...message, deliveredAt } : message));
    const step = { conversationId: RECORD.id, userId, upToSeq: newest.seq, deliveredAt };
    this.steps.push(step);
    for (const { listener, user } of this.live)
      if (user.id === newest.senderId) listener.event('messages_delivered', step);
  }

  read(ids: readonly string[], readerId: string): number {
    const found = this.messages.filter(
      ({ id, isRead, senderId }) => ids.includes(id) && !isRead && senderId !== readerId,
    );
    const newest = found.at(-1);
    if (newest === undefined) return 0;
    const readAt = secondsAfter(newest.createdAt, 2);
    this.messages = this.messages.map((message) =>
      found.includes(message)
        ? { ...message, isRead: true, readAt, deliveredAt: message.deliveredAt ?? readAt }
        : message,
    );
    for (const { id } of found) this.changed(id);
    const messageIds = found.map(({ id }) => id);
    this.tellRoom('messages_read', { conversationId: RECORD.id, messageIds, readAt });
    return found.length;
  }

  tellRoom(event: string, payload: unknown): void {
    for (const link of this.live) if (link.joined) link.listener.event(event, payload);
  }

  /** The consultant changes the booking, or makes another one. */
  changeBooking(change: Partial<Booking>): Booking {
    const { id = BOOKING.id } = change;
    const before = this.bookings.find((booking) => booking.id === id) ?? BOOKING;
    const updatedAt = new Date(Date.parse(before.updatedAt) + 1_000).toISOString();
    const booking = { ...before, updatedAt, ...change };
    this.bookings = [...this.bookings.filter((other) => other.id !== id), booking];
    this.tellAll('booking_updated', { booking, by: CONSULTANT.id });
    return booking;
  }

  tellInboxes(): void {
    for (const { listener, user } of this.live) listener.event('conversation_updated', this.entry(user));
  }

  tellAll(event: string, payload: unknown): void {
    for (const link of this.live) link.listener.event(event, payload);
  }

  /** Loses every connection, or those that fit. */
  cut(fits: (listener: SocketListener) => boolean = () => true): void {
    for (const link of this.live.filter(({ listener }) => fits(listener))) {
      this.letGo(link);
      link.listener.closed('transport close');
    }
  }

  private letGo(link: Link): void {
    if (!link.open) return;
    link.open = false;
    this.onGone(link.user);
  }

  /** Refuses every cursor given so far, as after a restored backup. */
  forgetCursors(): void {
    this.cursorBase += 1;
  }

  /** The conversation as the inbox of one of the two has it. */
  entry(reader = PATIENT) {
    const other = reader.id === CONSULTANT.id ? PATIENT : CONSULTANT;
    const unreadCount = this.messages.filter(
      ({ senderId, isRead }) => senderId === other.id && !isRead,
    ).length;
    const people = { consultant: { id: 'c1', name: 'Con' }, patient: { id: 'p1', name: 'Pat' } };
    return {
      ...RECORD,
      ...people,
      lastMessage: this.messages.at(-1) ?? null,
      unreadCount,
      online: this.isOnline(other.id),
    };
  }

  private admit(link: Link): void {
    if (this.isDown || this.socketsBlocked) {
      link.listener.failed(new ChatError('unreachable', 'no route'));
      return;
    }
    const token = link.request.withCookies ? this.cookie : (link.request.auth.token as string | undefined);
    const user = this.tokens.get(token ?? '');
    if (user === undefined) {
      link.listener.refused(new ChatError('unauthorized', 'Unauthorized'));
      return;
    }
    this.links.push(Object.assign(link, { user, open: true }));
    link.listener.connected();
    this.onAdmitted(user);
  }

  private handle(link: Link, event: string, payload: Record<string, never>, acknowledge: Acknowledge): void {
    if (!link.open) return;
    this.asked.push(event);
    const answer = (name: string, data: unknown) => {
      if (!this.losesAnswers) acknowledge?.({ event: name, data });
    };
    const refusal = this.refuse(event, payload);
    const error = this.answerInstead(event);
    if (error !== undefined) answer('error', error);
    else if (refusal !== undefined) {
      const { code, message, retryable, retryAfterMs } = refusal;
      answer('error', { code, message, retryable, retryAfterMs });
    } else if (event === 'join_conversation') {
      link.joined = true;
      answer('joined_conversation', { conversationId: RECORD.id });
    } else if (event === 'send_message') {
      answer('message_sent', this.store(link.user, payload));
    } else if (event === 'mark_read') {
      const updatedCount = this.read(payload.messageIds ?? [], link.user.id);
      answer('marked_as_read', { updatedCount, success: true });
      this.tellInboxes();
    } else if (event === 'mark_delivered') {
      this.deliver(Number(payload.upToSeq), link.user.id);
      answer(event, {});
    } else if (event === 'typing_start' || event === 'typing_stop') {
      this.tellOfTyping(link, event);
      answer(event, {});
    } else {
      this.passOn(link, event, payload, answer);
    }
  }

  private tellOfTyping({ user }: Link, event: 'typing_start' | 'typing_stop'): void {
    const name = event === 'typing_start' ? 'user_typing' : 'user_stopped_typing';
    const payload = { conversationId: RECORD.id, userId: user.id, userType: user.role };
    for (const { joined, listener, user: reader } of this.live)
      if (joined && reader !== user) listener.event(name, payload);
  }

  private passOn(
    link: Link,
    event: string,
    payload: Record<string, unknown>,
    answer: (name: string, data: unknown) => void,
  ): void {
    try {
      const { event: name, data } = this.askBeyond(link, event, payload) as { event: string; data: unknown };
      answer(name, data);
    } catch (thrown) {
      const { code, message, retryable } = toChatError(thrown, 'answer');
      answer('error', { code, message, retryable });
    }
  }

  private store(
    sender: Account,
    { content, clientMessageId }: { content?: string; clientMessageId?: string },
  ) {
    const known = this.messages.find((message) => message.clientMessageId === clientMessageId);
    const message = known ?? this.write(content ?? '', sender, clientMessageId);
    return { message, conversation: RECORD };
  }

  private route(
    method: string,
    path: string,
    query: URLSearchParams,
    body: Record<string, string>,
    token: string | undefined,
  ): Reply {
    if (path === '/auth/login') {
      const known = PEOPLE.find(({ email }) => email === body.email);
      return known === undefined ? refuse(401, 'wrong_credentials') : this.signIn(known);
    }
    if (path === '/auth/refresh')
      return this.signIn(PEOPLE.find(({ id }) => body.refreshToken === `r-${id}`) ?? this.refreshable);
    const user = this.tokens.get(token ?? '');
    if (user === undefined) return refuse(401, 'unauthorized');
    if (path === '/auth/logout') {
      this.cookie = undefined;
      this.refreshable = undefined;
      return { status: 204 };
    }
    if (path === '/auth/me') return { status: 200, body: user };
    if (path === '/auth/settings') {
      if (method === 'PATCH') this.preferences = { ...this.preferences, ...body };
      return { status: 200, body: this.preferences };
    }
    if (path === '/bookings') return { status: 200, body: this.bookings };
    const booking = this.bookings.find(({ id }) => path === `/bookings/${id}/calendar.ics`);
    if (booking !== undefined && isOf(booking, user)) return { status: 200, calendar: fakeCalendar(booking) };
    if (user === OTHER_PATIENT)
      return path === '/chat/conversations' ? { status: 200, body: [] } : refuse(404, 'not_found');
    if (path === '/chat/conversations') return { status: 200, body: [this.entry(user)] };
    if (path.startsWith('/blocks')) return method === 'POST' ? { status: 201, body: {} } : { status: 204 };
    if (path === '/chat/messages') return { status: 201, body: this.store(user, body) };
    const named = /^\/chat\/conversations\/([^/]+)/.exec(path)?.[1] ?? RECORD.id;
    if (named !== RECORD.id) return refuse(404, 'not_found');
    if (path.endsWith('/read'))
      return {
        status: 200,
        body: { success: true, updatedCount: this.read([...(body.messageIds ?? [])], user.id) },
      };
    if (path.endsWith('/messages')) return this.history(query);
    if (path.endsWith('/changes')) return this.changesSince(query, user);
    const beyond = this.routeBeyond(path);
    if (beyond !== undefined) return { status: 200, body: beyond };
    return refuse(404, 'not_found', `${method} ${path}`);
  }

  private signIn(user: Account | undefined): Reply {
    if (user === undefined) return refuse(401, 'unauthorized');
    if (this.keepsCookies) {
      this.cookie = user.id;
      this.refreshable = user;
    }
    return {
      status: 200,
      body: { user, accessToken: user.id, refreshToken: `r-${user.id}`, expiresIn: 900 },
    };
  }

  private history(query: URLSearchParams): Reply {
    const limit = Number(query.get('limit') ?? 50);
    const before =
      this.messages.find(({ id }) => id === query.get('before'))?.seq ?? Number.POSITIVE_INFINITY;
    const older = this.messages.filter(({ seq }) => seq < before).reverse();
    return {
      status: 200,
      body: { conversation: RECORD, messages: older.slice(0, limit), hasMore: older.length > limit },
    };
  }

  private changesSince(query: URLSearchParams, reader: Account): Reply {
    const limit = Number(query.get('limit') ?? 50);
    const now = this.changes.length;
    const cursorOf = (place: number) => `${this.cursorBase}.${place}.${this.steps.length}`;
    const since = query.get('since');
    if (since === null)
      return { status: 200, body: { messages: [], calls: [], cursor: cursorOf(now), hasMore: false } };
    const [base, place, told] = since.split('.');
    if (Number(base) !== this.cursorBase) return refuse(400, 'validation_failed');
    const page = this.changes.slice(Number(place), Number(place) + limit);
    const messages = page.flatMap(({ id }) => this.messages.find((message) => message.id === id) ?? []);
    const delivered = this.steps.slice(Number(told)).filter(({ userId }) => userId !== reader.id);
    const reached = Number(place) + page.length;
    const [cursor, hasMore] = [cursorOf(reached), reached < now];
    return { status: 200, body: { messages, calls: [], delivered, cursor, hasMore } };
  }

  private changed(id: string): void {
    this.changes.push({ at: this.changes.length, id });
  }
}

const USUAL_PREFERENCES: PreferencesRecord = {
  language: null,
  timeZone: null,
  pushMessages: true,
  pushCalls: true,
  mailAppointments: true,
  mailUnread: true,
  showNames: false,
  quietFrom: null,
  quietTo: null,
};

function isOf({ consultantId, patientId }: Booking, { id }: Account): boolean {
  return consultantId === id || patientId === id;
}

function refuse(statusCode: number, code: string, message = code): Reply {
  return { status: statusCode, body: { statusCode, code, message, error: code } };
}

function secondsAfter(time: string, seconds: number): string {
  return new Date(Date.parse(time) + seconds * 1_000).toISOString();
}
