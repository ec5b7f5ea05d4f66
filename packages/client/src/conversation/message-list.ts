import type { Message, MessagesDelivered } from '../wire.ts';
import type { MessageItem, MessageStatus } from './message-item.ts';

type Step = Pick<MessagesDelivered, 'upToSeq' | 'deliveredAt'>;
type State = Pick<Message, 'isRead' | 'deliveredAt' | 'readAt'>;

/** Read marks for messages that have not come yet; beyond this many the oldest are forgotten. */
const MAX_EARLY_READS = 2_000;

/**
 * The stored messages of one conversation that are loaded, each once, in their order, whatever way and in
 * whatever order they came: answers, events, history and changes, twice or late. Pure: no clock, no network.
 *
 * It is a window that ends with the newest message and has no holes from its floor on. What lies below the
 * floor is not taken in, save as the page right before it: a changed message from long ago must not leave a
 * hole. Until the first page has come there is no floor.
 */
export class MessageList {
  private messages: Message[] = [];
  private readonly byId = new Map<string, Message>();
  private readonly earlyReads = new Map<string, string | undefined>();
  /** How far own messages have come, as it was told last: for those that have not come yet. */
  private lastStep: Step = { upToSeq: 0, deliveredAt: '' };
  private items: MessageItem[] | undefined;
  /** The `seq` from which on we mean to have every message; 1 is the beginning of the conversation. */
  private floor: number | undefined;
  private readonly itemOf = new WeakMap<Message, MessageItem>();

  /** @param isOwn whether this person is the one who looks */
  constructor(private readonly isOwn: (senderId: string) => boolean) {}

  get isEmpty(): boolean {
    return this.messages.length === 0;
  }

  get lastSeq(): number {
    return this.messages.at(-1)?.seq ?? 0;
  }

  get firstId(): string | undefined {
    return this.messages[0]?.id;
  }

  /** Messages are numbered without holes, so older ones exist unless we have the first. */
  get hasOlder(): boolean {
    return (this.floor ?? 1) > 1;
  }

  /** Whether messages are missing between the floor and the newest that we have. */
  get hasHole(): boolean {
    const first = this.floor ?? this.messages[0]?.seq ?? 1;
    return this.lastSeq > 0 && this.lastSeq - first + 1 !== this.messages.length;
  }

  find(id: string): Message | undefined {
    return this.byId.get(id);
  }

  /** Takes in what was told or changed. @returns whether anything is different now */
  apply(messages: readonly Message[]): boolean {
    let changed = false;
    for (const message of messages) {
      if (message.seq < (this.floor ?? 1)) continue;
      changed = this.take(message) || changed;
    }
    return changed && this.changed();
  }

  /** Takes in the page right before the first message. */
  prepend(messages: readonly Message[]): boolean {
    let changed = false;
    for (const message of messages) changed = this.take(message) || changed;
    this.floor = this.messages[0]?.seq ?? this.floor;
    return changed && this.changed();
  }

  /**
   * Starts anew from the newest page. What came after it while it was on its way stays, and so does that a
   * message was read or delivered; what is older goes, since nobody can say any more whether it is still so.
   */
  restart(page: readonly Message[]): void {
    const newest = Math.max(0, ...page.map(({ seq }) => seq));
    const fresh = page.map((message) => this.merge(message, this.byId.get(message.id)));
    const newer = this.messages.filter(({ seq }) => seq > newest);
    this.messages = [];
    this.byId.clear();
    for (const message of [...fresh.reverse(), ...newer]) this.take(message);
    this.floor = page.length === 0 ? 1 : this.messages[0]?.seq;
    this.changed();
  }

  /** Keeps only the newest. */
  trim(count: number): void {
    if (this.messages.length <= count) return;
    for (const { id } of this.messages.splice(0, this.messages.length - count)) this.byId.delete(id);
    this.floor = this.messages[0]?.seq;
    this.changed();
  }

  /** Marks messages as read; those that have not come yet are remembered. @param readAt if the server said it */
  markRead(ids: readonly string[], readAt?: string): boolean {
    let changed = false;
    for (const id of ids) {
      const message = this.byId.get(id);
      if (message === undefined) this.rememberRead(id, readAt);
      else changed = this.take({ ...message, isRead: true, readAt: message.readAt ?? readAt }) || changed;
    }
    return changed && this.changed();
  }

  /** Own messages up to this one have reached the other person. */
  markDelivered(step: Step): boolean {
    if (step.upToSeq > this.lastStep.upToSeq) this.lastStep = step;
    let changed = false;
    for (const message of [...this.messages]) {
      if (message.seq > step.upToSeq) break;
      const { senderId, isRead, deliveredAt } = message;
      if (!this.isOwn(senderId) || isRead || deliveredAt !== undefined) continue;
      changed = this.take({ ...message, deliveredAt: step.deliveredAt }) || changed;
    }
    return changed && this.changed();
  }

  /** Others' messages that are not read, from one of them up to another, or all. */
  unread(upToSeq = Number.POSITIVE_INFINITY, fromSeq = 0): Message[] {
    return this.messages.filter(
      ({ senderId, isRead, seq }) => !this.isOwn(senderId) && !isRead && seq >= fromSeq && seq <= upToSeq,
    );
  }

  newest(count: number): Message[] {
    return this.messages.slice(-count);
  }

  /** What a view shows; the same array, and the same item for a message, until something in it changes. */
  view(): readonly MessageItem[] {
    this.items ??= this.messages.map((message) => this.itemFor(message));
    return this.items;
  }

  private changed(): true {
    this.items = undefined;
    return true;
  }

  private take(message: Message): boolean {
    const known = this.byId.get(message.id);
    const merged = this.merge(message, known);
    if (known !== undefined && isSameState(known, merged)) return false;
    this.byId.set(merged.id, merged);
    const place = this.placeOf(merged.seq);
    this.messages.splice(place, known === undefined ? 0 : 1, merged);
    return true;
  }

  /** What was once so stays so: read, delivered, and since when. */
  private merge(message: Message, known: Message | undefined): Message {
    const isEarly = this.earlyReads.has(message.id);
    const readAt = message.readAt ?? known?.readAt ?? this.earlyReads.get(message.id);
    if (isEarly) this.earlyReads.delete(message.id);
    const isRead = message.isRead || known?.isRead === true || isEarly;
    const isWithin = message.seq <= this.lastStep.upToSeq && this.isOwn(message.senderId);
    const told =
      message.deliveredAt ?? known?.deliveredAt ?? (isWithin ? this.lastStep.deliveredAt : undefined);
    // Who has read it has got it.
    const deliveredAt = readAt !== undefined && (told === undefined || told > readAt) ? readAt : told;
    const state = { isRead, deliveredAt, readAt };
    return isSameState(message, state) ? message : { ...message, ...state };
  }

  private placeOf(seq: number): number {
    let [low, high] = [0, this.messages.length];
    // Nearly always it goes to the end.
    if (this.lastSeq < seq) return high;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.messages[middle]?.seq ?? 0) < seq) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private rememberRead(id: string, readAt: string | undefined): void {
    this.earlyReads.set(id, readAt);
    if (this.earlyReads.size <= MAX_EARLY_READS) return;
    for (const oldest of this.earlyReads.keys()) {
      this.earlyReads.delete(oldest);
      return;
    }
  }

  private itemFor(message: Message): MessageItem {
    const known = this.itemOf.get(message);
    if (known !== undefined) return known;
    const isOwn = this.isOwn(message.senderId);
    const { id, conversationId, senderId, senderType, content, createdAt, seq, isRead } = message;
    const { deliveredAt, readAt } = message;
    const item: MessageItem = {
      // Another's word for its message is not trusted to be unlike ours.
      key: (isOwn ? message.clientMessageId : undefined) ?? id,
      status: statusOf(message, isOwn),
      isOwn,
      conversationId,
      senderId,
      senderType,
      content,
      createdAt,
      id,
      seq,
      isRead,
      ...(deliveredAt === undefined ? {} : { deliveredAt }),
      ...(readAt === undefined ? {} : { readAt }),
    };
    this.itemOf.set(message, item);
    return item;
  }
}

function statusOf({ isRead, deliveredAt }: Message, isOwn: boolean): MessageStatus {
  if (isRead) return 'read';
  return isOwn && deliveredAt !== undefined ? 'delivered' : 'sent';
}

function isSameState(a: State, b: State): boolean {
  return a.isRead === b.isRead && a.deliveredAt === b.deliveredAt && a.readAt === b.readAt;
}
