import type { ServerPayload } from '@jiggy-care/protocol';
import { LIMITS } from '@jiggy-care/protocol/words';
import type { Connection } from '../connection/connection.ts';
import { pollWithoutSocket } from '../connection/poll-without-socket.ts';
import type { DeviceMemory } from '../device/device-memory.ts';
import { Emitter } from '../emitter.ts';
import { ChatError, requireUse, toChatError } from '../errors.ts';
import type { Clock } from '../platform/platform.ts';
import type { RestApi } from '../rest-api.ts';
import { singleFlight } from '../single-flight.ts';
import { Writable } from '../store.ts';
import type { Account, Booking, SentMessage, WireInboxEntry } from '../wire.ts';
import type { Arrival, Inbox } from './inbox.ts';
import type { InboxEntry, InboxState } from './inbox-entry.ts';
import { arrivedMessage, isSameEntry, readEntry, sortEntries } from './inbox-list.ts';
import { UnreadOverlay } from './unread-overlay.ts';

const PAGE = 100;
const KEPT_ENTRIES = 100;
const KEEP_DELAY_MS = 1_000;

interface Parts {
  readonly rest: RestApi;
  readonly connection: Connection;
  readonly device: DeviceMemory;
  readonly clock: Clock;
  user(): Account | undefined;
  /** The booking with this id, among those of the caller. */
  findBooking(id: string): Promise<Booking | undefined>;
}

const EMPTY: InboxState = {
  entries: [],
  status: 'idle',
  isStale: false,
  hasMore: false,
  isLoadingMore: false,
  totalUnread: 0,
};

/** The inbox kept as the server tells it, and read anew after every gap. */
export class LiveInbox implements Inbox {
  readonly state = new Writable<InboxState>(EMPTY);
  private readonly arrivals = new Emitter<{ arrival: Arrival; changed: InboxEntry }>();
  private entries = new Map<string, InboxEntry>();
  /** Told by an event while a page was on its way: newer than the page. */
  private touched = new Set<string>();
  /** Told since the last refresh began: newer than any page, also for entries that are not known yet. */
  private readonly presences = new Map<string, ServerPayload<'presence'>>();
  private readonly reads = new UnreadOverlay();
  private isRefreshing = false;
  private cancelKeeping: (() => void) | undefined;
  /** Rises when everything is forgotten, so that a page that comes late is not taken for the next person's. */
  private era = 0;

  constructor(private readonly parts: Parts) {
    const { connection, device } = parts;
    connection.on('conversation_updated', (entry) => this.updated(entry as WireInboxEntry));
    connection.on('new_message', (sent) => this.heard(sent));
    connection.on('presence', (presence) => this.presenceChanged(presence));
    connection.onUp(() => void this.refreshAnew());
    connection.onWake(() => void this.refresh().catch(() => {}));
    connection.onDown(() => this.state.update((state) => ({ ...state, isStale: state.status === 'ready' })));
    pollWithoutSocket(connection, parts.clock, () => void this.refreshAnew());
    device.onTrusted(() => this.keepSoon());
  }

  onArrival(listener: (arrival: Arrival) => void): () => void {
    return this.arrivals.on('arrival', listener);
  }

  /** An entry as the server has just told it, whatever changed in it. */
  onChanged(listener: (entry: InboxEntry) => void): () => void {
    return this.arrivals.on('changed', listener);
  }

  find(conversationId: string): InboxEntry | undefined {
    return this.entries.get(conversationId);
  }

  readonly refresh = singleFlight(async (): Promise<void> => {
    const { rest } = this.parts;
    const user = this.requireUser();
    const { era } = this;
    this.isRefreshing = true;
    this.touched.clear();
    this.presences.clear();
    if (this.entries.size === 0) this.state.update((state) => ({ ...state, status: 'loading' }));
    try {
      const limit = Math.min(LIMITS.pageMax, Math.max(PAGE, this.entries.size));
      const page = await rest.listInbox(user, { limit });
      if (era !== this.era) return;
      const fresh = new Map<string, InboxEntry>();
      for (const wire of page) this.takeFromPage(fresh, wire, user);
      for (const id of this.touched) {
        const newer = this.entries.get(id);
        if (newer !== undefined) fresh.set(id, newer);
      }
      const before = this.entries;
      this.entries = fresh;
      this.reads.countedAll();
      this.publish({ status: 'ready', isStale: false, hasMore: mayHaveMore(page.length, limit) });
      for (const entry of fresh.values()) this.announce(before.get(entry.id), entry);
    } catch (thrown) {
      if (era === this.era) this.failed(toChatError(thrown, 'load the conversations'));
      throw thrown;
    } finally {
      this.isRefreshing = false;
    }
  });

  readonly loadMore = singleFlight(async (): Promise<void> => {
    const last = this.state.get().entries.at(-1);
    if (last === undefined) return this.refresh();
    const user = this.requireUser();
    const { era } = this;
    this.state.update((state) => ({ ...state, isLoadingMore: true }));
    try {
      const page = await this.parts.rest.listInbox(user, { limit: PAGE, before: last.id });
      if (era !== this.era) return;
      for (const wire of page) if (!this.entries.has(wire.id)) this.takeFromPage(this.entries, wire, user);
      this.publish({ hasMore: mayHaveMore(page.length, PAGE) });
    } finally {
      if (era === this.era) this.state.update((state) => ({ ...state, isLoadingMore: false }));
    }
  });

  async open(bookingOrConversationId: string): Promise<string> {
    requireUse(
      typeof bookingOrConversationId === 'string',
      'open takes the id of a booking or a conversation',
    );
    const id = bookingOrConversationId.toLowerCase();
    const known =
      this.entries.get(id) ?? [...this.entries.values()].find(({ bookingId }) => bookingId === id);
    if (known !== undefined) return known.id;
    const booking = await this.parts.findBooking(id);
    if (booking === undefined) {
      const { conversation } = await this.parts.rest.listMessages(id, { limit: 1 });
      return conversation.id;
    }
    const { consultantId, patientId } = booking;
    const conversation = await this.parts.rest.openConversation({ consultantId, patientId, bookingId: id });
    await this.refresh().catch(() => {});
    return conversation.id;
  }

  /** Loads further pages until this conversation is among them, if it is. */
  async ensure(conversationId: string): Promise<void> {
    if (this.state.get().status !== 'ready') await this.refresh();
    while (!this.entries.has(conversationId) && this.state.get().hasMore) await this.loadMore();
  }

  /** Messages were marked as read here: shown at once. */
  readsPending(conversationId: string, count: number): void {
    this.reads.marked(conversationId, count);
    this.publish({});
  }

  /** See `UnreadOverlay`. */
  countsOf(conversationId: string): number {
    return this.reads.countsOf(conversationId);
  }

  readsSettled(conversationId: string, count: number, updated: number, countsBefore: number): void {
    this.reads.settled(conversationId, count, updated, countsBefore);
    this.publish({});
  }

  /** The entry as `state` shows it: less the reads that are being told. */
  shown(conversationId: string): InboxEntry | undefined {
    return this.state.get().entries.find(({ id }) => id === conversationId);
  }

  /** Shows what the device has kept, until the server tells. */
  async recall(): Promise<void> {
    const { era } = this;
    const kept = await this.parts.device.recall<InboxEntry[]>('inbox');
    if (kept === undefined || era !== this.era || this.entries.size > 0) return;
    for (const entry of kept) this.entries.set(entry.id, { ...entry, online: false });
    this.publish({ status: 'ready', isStale: true });
  }

  reset(): void {
    this.era += 1;
    this.cancelKeeping?.();
    this.cancelKeeping = undefined;
    this.entries = new Map();
    this.presences.clear();
    this.reads.clear();
    this.state.set(EMPTY);
  }

  private async refreshAnew(): Promise<void> {
    // A page that was asked for before this connection stood may be older than what is told over it.
    const wasUnderWay = this.isRefreshing;
    const refresh = () => this.refresh().catch(() => {});
    await refresh();
    if (wasUnderWay) await refresh();
  }

  private updated(wire: WireInboxEntry): void {
    const user = this.parts.user();
    if (user === undefined) return;
    this.touched.add(wire.id);
    const before = this.entries.get(wire.id);
    const entry = this.take(this.entries, wire, user);
    this.reads.counted(entry.id);
    if (this.state.get().status !== 'ready') return;
    this.publish({});
    this.announce(
      before ?? (entry.lastMessage?.seq === 1 ? { ...entry, lastMessage: null } : undefined),
      entry,
    );
    this.arrivals.emit('changed', entry);
  }

  /** In a room the messages come at once, and the entry that the server makes of them may come later. */
  private heard({ message, conversation: { id, updatedAt } }: SentMessage): void {
    const user = this.parts.user();
    const before = this.entries.get(id);
    if (user === undefined || before === undefined || message.seq <= (before.lastMessage?.seq ?? 0)) return;
    const unread = message.senderId === user.id ? 0 : 1;
    const entry = { ...before, updatedAt, lastMessage: message, unreadCount: before.unreadCount + unread };
    this.entries.set(id, entry);
    this.touched.add(id);
    if (this.state.get().status !== 'ready') return;
    this.publish({});
    this.announce(before, entry);
    this.arrivals.emit('changed', entry);
  }

  private take(into: Map<string, InboxEntry>, wire: WireInboxEntry, { role }: Account): InboxEntry {
    const entry = readEntry(wire, role, this.entries.get(wire.id));
    into.set(entry.id, entry);
    return entry;
  }

  private takeFromPage(into: Map<string, InboxEntry>, wire: WireInboxEntry, user: Account): void {
    const entry = this.take(into, wire, user);
    const presence = this.presences.get(entry.other.id);
    if (presence !== undefined) into.set(entry.id, withPresence(entry, presence));
  }

  private announce(before: InboxEntry | undefined, entry: InboxEntry): void {
    const user = this.parts.user();
    const message = user === undefined ? undefined : arrivedMessage(before, entry, user.id);
    if (message !== undefined) this.arrivals.emit('arrival', { message, entry });
  }

  private presenceChanged(presence: ServerPayload<'presence'>): void {
    this.presences.set(presence.userId, presence);
    for (const entry of this.entries.values()) {
      if (entry.other.id !== presence.userId) continue;
      this.entries.set(entry.id, withPresence(entry, presence));
      this.touched.add(entry.id);
    }
    this.publish({});
  }

  private failed(failure: ChatError): void {
    this.state.update((state) => ({
      ...state,
      status: this.entries.size === 0 ? 'failed' : 'ready',
      isStale: this.entries.size > 0,
      failure,
    }));
  }

  private publish(change: Partial<InboxState>): void {
    const { failure: _mended, ...state } = this.state.get();
    const known = new Map(state.entries.map((entry) => [entry.id, entry]));
    const entries = sortEntries(this.entries.values()).map((entry) => {
      const unreadCount = this.reads.shown(entry.id, entry.unreadCount);
      const shown = unreadCount === entry.unreadCount ? entry : { ...entry, unreadCount };
      const before = known.get(entry.id);
      // The same object while nothing in it changes, so that a list paints only what did.
      return before !== undefined && isSameEntry(before, shown) ? before : shown;
    });
    const totalUnread = entries.reduce((sum, { unreadCount }) => sum + unreadCount, 0);
    this.state.set({ ...state, ...change, entries, totalUnread });
    this.keepSoon();
  }

  private keepSoon(): void {
    const { device, clock } = this.parts;
    if (!device.isTrusted.get()) return;
    this.cancelKeeping ??= clock.after(KEEP_DELAY_MS, () => {
      this.cancelKeeping = undefined;
      void device.keep('inbox', this.state.get().entries.slice(0, KEPT_ENTRIES));
    });
  }

  private requireUser(): Account {
    const user = this.parts.user();
    if (user === undefined) throw new ChatError('signed_out', 'Please sign in');
    return user;
  }
}

function withPresence(entry: InboxEntry, { online, lastSeenAt }: ServerPayload<'presence'>): InboxEntry {
  return { ...entry, online, lastSeenAt: lastSeenAt ?? entry.lastSeenAt };
}

/** A page of long last messages may end before its limit, but never before the fiftieth entry. */
function mayHaveMore(length: number, limit: number): boolean {
  return length === limit || length >= LIMITS.pageDefault;
}
