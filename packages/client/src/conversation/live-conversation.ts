import type { LiveBookings } from '../booking/live-bookings.ts';
import type { Connection } from '../connection/connection.ts';
import type { DeviceMemory } from '../device/device-memory.ts';
import { ChatError, requireUse } from '../errors.ts';
import type { InboxEntry } from '../inbox/inbox-entry.ts';
import type { LiveInbox } from '../inbox/live-inbox.ts';
import type { Platform } from '../platform/platform.ts';
import type { RestApi } from '../rest-api.ts';
import { type Store, select, Writable } from '../store.ts';
import type { Account, ConversationRecord, Message, MessagesDelivered } from '../wire.ts';
import type { ArrivalMarks } from './arrival-marks.ts';
import { requireContent } from './content.ts';
import type { Conversation, Draft, SeenRange, Typist, Writability } from './conversation.ts';
import { ConversationKeep, KEPT_MESSAGES, type Kept } from './conversation-keep.ts';
import { ConversationSync } from './conversation-sync.ts';
import { Delivery } from './delivery.ts';
import type { MessageWindow } from './message-item.ts';
import { MessageList } from './message-list.ts';
import { WindowView } from './message-window.ts';
import { Outbox, type Unsent } from './outbox.ts';
import { ReadMarks } from './read-marks.ts';
import { OwnTyping, Typists } from './typing.ts';
import { WritingPermit } from './writing-permit.ts';

/** Closing waits so long for the view to come back: strict mode, a swipe to and fro. */
const LINGER_MS = 5_000;
const OLDER_PAGE = 50;

/** What every conversation of one person stands on. */
export interface ConversationParts {
  /** Who is signed in, as soon as that is known. */
  user(): Account | undefined;
  /** Whether someone may be signed in: what they write now waits until it is known. */
  mayWrite(): boolean;
  readonly platform: Platform;
  readonly connection: Connection;
  readonly rest: RestApi;
  readonly device: DeviceMemory;
  readonly inbox: LiveInbox;
  readonly bookings: LiveBookings;
  readonly arrivals: ArrivalMarks;
  /** Something in the outbox is different. */
  outboxChanged(): void;
}

/** One conversation of the person who is signed in. */
export class LiveConversation implements Conversation {
  readonly messages: Store<MessageWindow>;
  readonly details: Store<InboxEntry | undefined>;
  readonly typists: Store<readonly Typist[]>;
  readonly unread: Store<number>;
  readonly online: Store<boolean>;
  readonly writability: Store<Writability>;
  readonly draft: Draft;
  readonly typing: { set(isTyping: boolean): void };
  readonly outbox: Outbox;

  readonly list: MessageList;
  private readonly view: WindowView;
  private readonly sync: ConversationSync;
  private readonly readMarks: ReadMarks;
  private readonly ownTyping: OwnTyping;
  private readonly others: Typists;
  private readonly keep: ConversationKeep;
  private readonly delivery: Delivery;
  private readonly permit: WritingPermit;
  private record: ConversationRecord | undefined;
  private isLoaded = false;
  /** Its person has gone; what is still held of it by a view is dead. */
  private isClosed = false;
  private countsBefore = 0;
  private holders = 0;
  private loadingOlder: Promise<void> | undefined;
  private cancelLinger = () => {};

  constructor(
    readonly id: string,
    private readonly parts: ConversationParts,
  ) {
    const { platform, connection, rest, device, inbox, bookings, user } = parts;
    const { clock } = platform;
    const random = () => platform.random();
    this.keep = new ConversationKeep(id, device, clock, () => this.worthKeeping());
    this.list = new MessageList((senderId) => senderId === user()?.id);
    this.outbox = new Outbox({
      clock,
      random,
      send: async (unsent) => this.take([await this.delivery.send(unsent)]),
      changed: () => this.outboxChanged(),
      keep: (unsent) => this.keep.keepUnsent(unsent),
      drop: (key) => this.keep.dropUnsent(key),
      refused: ({ code }) => this.permit.messageRefused(code),
    });
    this.sync = new ConversationSync({
      conversationId: id,
      user,
      list: this.list,
      connection,
      rest,
      clock,
      random,
      isBooking: async (id) => (await bookings.look(id)) !== undefined,
      applied: (messages, page) => {
        this.record = page?.conversation ?? this.record;
        this.isLoaded = true;
        this.confirm(messages);
        for (const message of messages) this.parts.arrivals.came(message);
        this.changed();
      },
      changed: () => {
        this.permit.loaded(this.sync.isInSync, this.sync.failure?.code);
        this.changed();
      },
      reachable: () => {
        this.outbox.resume();
        this.readMarks.resume();
      },
    });
    this.delivery = new Delivery({
      conversationId: id,
      connection,
      rest,
      sync: this.sync,
      user,
      getRecord: () => this.getRecord(),
    });
    this.readMarks = new ReadMarks({
      clock,
      random,
      send: (ids) => {
        this.countsBefore = inbox.countsOf(id);
        return this.delivery.markRead(ids);
      },
      settled: (count, updated) => {
        inbox.readsSettled(id, count, updated, this.countsBefore);
        this.review();
      },
    });
    this.others = new Typists(clock);
    this.ownTyping = new OwnTyping(clock, {
      start: () => this.delivery.sayTyping(true),
      stop: () => this.delivery.sayTyping(false),
    });
    this.view = new WindowView({ conversationId: id, user, list: this.list, outbox: this.outbox });

    this.messages = this.view.store;
    this.typists = this.others.store;
    this.typing = { set: (isTyping) => this.ownTyping.set(isTyping) };
    this.details = select(inbox.state, () => inbox.shown(id));
    this.unread = select(this.details, (entry) => entry?.unreadCount ?? 0);
    this.online = select(this.details, (entry) => entry?.online ?? false);
    this.permit = new WritingPermit(bookings, this.details, () => this.knownRecord?.bookingId);
    this.writability = this.permit.store;
    const draft = new Writable('');
    const setDraft = (text: string) => {
      requireUse(typeof text === 'string', 'A draft is a text');
      draft.set(text);
    };
    this.draft = { get: draft.get, subscribe: draft.subscribe, set: setDraft };
  }

  /** The documented record, as soon as an answer has brought it. */
  get knownRecord(): ConversationRecord | undefined {
    return this.record ?? this.parts.inbox.find(this.id);
  }

  open(): () => void {
    this.holders += 1;
    this.cancelLinger();
    void this.begin();
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      this.holders -= 1;
      this.review();
    };
  }

  loadOlder(limit = OLDER_PAGE): Promise<void> {
    this.loadingOlder ??= this.loadPageBefore(limit).finally(() => {
      this.loadingOlder = undefined;
      this.changed();
    });
    this.changed();
    return this.loadingOlder;
  }

  async loadUntil(messageId: string): Promise<boolean> {
    while (this.list.find(messageId) === undefined && this.list.hasOlder) await this.loadOlder(200);
    return this.list.find(messageId) !== undefined;
  }

  async refresh(): Promise<void> {
    await this.sync.catchUp.run();
  }

  send(text: string): string {
    requireContent(text);
    if (this.isClosed || !this.parts.mayWrite()) throw new ChatError('signed_out', 'Please sign in');
    const key = this.parts.platform.uuid();
    this.ownTyping.forget();
    this.outbox.add(key, text);
    this.review();
    return key;
  }

  retry(key: string): void {
    this.outbox.retry(key);
    this.review();
  }

  discard(key: string): boolean {
    const isOut = this.outbox.discard(key);
    if (isOut) this.parts.platform.windows?.post({ kind: 'discarded', key });
    return isOut;
  }

  markRead(seen: readonly string[] | SeenRange): void {
    const ids = this.unreadAmong(seen);
    if (ids.length === 0) return;
    this.list.markRead(ids);
    const upTo = Math.max(...ids.map((id) => this.list.find(id)?.seq ?? 0));
    if (this.list.unread(upTo).length === 0) this.parts.arrivals.read(this.id, upTo);
    this.parts.inbox.readsPending(this.id, this.readMarks.add(ids));
    this.changed();
    this.review();
  }

  // What is told to this conversation, by the one who listens to the connection for all.

  connectionUp(): void {
    this.sync.connectionUp();
  }

  connectionDown(): void {
    this.outbox.pause();
    this.readMarks.pause();
    this.others.clear();
    this.ownTyping.forget();
    this.sync.connectionDown();
  }

  wake(): void {
    this.sync.sync();
  }

  messageCame(message: Message): void {
    this.others.stopped(message.senderId);
    this.take([message]);
    this.sync.heard();
  }

  messagesRead(ids: readonly string[], readAt?: string): void {
    if (this.list.markRead(ids, readAt)) this.changed();
    this.sync.heard();
  }

  messagesDelivered(step: MessagesDelivered): void {
    if (step.userId !== this.parts.user()?.id && this.list.markDelivered(step)) this.changed();
  }

  someoneTypes(userId: string, isTyping: boolean): void {
    if (userId === this.parts.user()?.id) return;
    if (isTyping) this.others.started(userId);
    else this.others.stopped(userId);
  }

  /** The inbox knows of a later message than we do: an event was lost, or is on its way. */
  entryChanged(entry: InboxEntry): void {
    if ((entry.lastMessage?.seq ?? 0) > this.list.lastSeq) this.sync.sync();
  }

  /** A person was blocked, or no longer is. */
  personBlocked(id: string, isBlocked: boolean): void {
    if (this.details.get()?.other.id === id) this.permit.blocked(isBlocked);
  }

  bookingsChanged(): void {
    this.permit.bookingsChanged();
  }

  adopt(unsent: readonly Unsent[]): void {
    this.outbox.adopt(unsent);
    this.review();
  }

  /** Keeps what there is, on a device that has just become trusted. */
  keepAll(): void {
    for (const unsent of this.outbox.list()) this.keep.keepUnsent(unsent);
    this.keep.keepRecentSoon();
  }

  /** Nobody is signed in: nothing can be read here any more, and what is unsent waits for its writer. */
  forgetMessages(): void {
    this.sync.unwant();
    this.sync.catchUp.reset();
    this.readMarks.clear();
    this.others.clear();
    this.ownTyping.forget();
    this.cancelLinger();
    this.keep.stop();
    this.list.trim(0);
    this.isLoaded = false;
    this.changed();
  }

  /** For good: its person has gone. */
  close(): void {
    this.isClosed = true;
    this.forgetMessages();
    this.outbox.clear();
    this.draft.set('');
    this.cancelLinger();
  }

  /** Its person is back. */
  resume(): void {
    if (this.holders > 0 || this.hasWork) void this.begin();
  }

  private async begin(): Promise<void> {
    if (!this.isLoaded && this.list.isEmpty) await this.recall();
    if (this.isClosed || (this.holders === 0 && !this.hasWork)) return;
    this.sync.want();
    this.changed();
    void this.parts.inbox.ensure(this.id).catch(() => {});
  }

  private async recall(): Promise<void> {
    const kept = await this.keep.recallRecent();
    if (kept === undefined || this.isLoaded || !this.list.isEmpty) return;
    this.list.restart(kept.messages);
    this.record = kept.record;
    this.sync.catchUp.cursor = kept.cursor;
    this.isLoaded = true;
    this.changed();
  }

  private get hasWork(): boolean {
    return this.outbox.hasWork || this.readMarks.hasWork;
  }

  /** Whether it is still wanted, by a view or by what is still to be told. */
  private review(): void {
    this.cancelLinger();
    if (this.holders > 0) return;
    if (this.hasWork) {
      void this.begin();
      return;
    }
    this.cancelLinger = this.parts.platform.clock.after(LINGER_MS, () => {
      this.sync.unwant();
      this.others.clear();
      this.list.trim(KEPT_MESSAGES);
      this.changed();
    });
  }

  private async loadPageBefore(limit: number): Promise<void> {
    const before = this.list.firstId;
    if (before === undefined || !this.list.hasOlder) return;
    const page = await this.parts.rest.listMessages(this.id, { before, limit });
    // The list may have started anew meanwhile: then this page is not the one before its first.
    if (this.list.firstId === before) this.list.prepend(page.messages);
  }

  private async getRecord(): Promise<ConversationRecord> {
    this.record ??= this.knownRecord;
    this.record ??= (await this.parts.rest.listMessages(this.id, { limit: 1 })).conversation;
    return this.record;
  }

  private take(messages: readonly Message[]): void {
    const changed = this.list.apply(messages);
    this.confirm(messages);
    if (changed) this.changed();
    if (this.list.hasHole) this.sync.sync();
  }

  /** What is stored is no longer unsent, whoever tells us. */
  private confirm(messages: readonly Message[]): void {
    const ownId = this.parts.user()?.id;
    for (const { senderId, clientMessageId } of messages) {
      if (senderId === ownId && clientMessageId !== undefined) this.outbox.confirm(clientMessageId);
    }
  }

  private unreadAmong(seen: readonly string[] | SeenRange): string[] {
    requireUse(typeof seen === 'object' && seen !== null, 'markRead takes a list of ids, or {from, upTo}');
    if ('upTo' in seen) {
      const last = this.list.find(seen.upTo);
      const first = seen.from === undefined ? undefined : this.list.find(seen.from);
      if (last === undefined || (seen.from !== undefined && first === undefined)) return [];
      return this.list.unread(last.seq, first?.seq).map(({ id }) => id);
    }
    const ownId = this.parts.user()?.id;
    return seen.filter((id) => {
      const message = this.list.find(id);
      return message !== undefined && !message.isRead && message.senderId !== ownId;
    });
  }

  private outboxChanged(): void {
    this.parts.outboxChanged();
    this.changed();
    if (!this.hasWork) this.review();
  }

  private changed(): void {
    this.view.publish({
      isLoaded: this.isLoaded,
      isInSync: this.sync.isInSync,
      isWanted: this.holders > 0,
      isLoadingOlder: this.loadingOlder !== undefined,
      failure: this.sync.failure,
    });
    this.keep.keepRecentSoon();
  }

  private worthKeeping(): Kept | undefined {
    const { cursor } = this.sync.catchUp;
    if (cursor === undefined || !this.isLoaded || this.list.hasHole) return undefined;
    return { messages: this.list.newest(KEPT_MESSAGES), cursor, record: this.record };
  }
}
