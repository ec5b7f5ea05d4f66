import type { SentMessage } from '@jiggy-care/protocol';

/** Where messages are that nobody has told this node. */
export interface StoredMessages {
  /** The number of the newest message of each of these conversations. */
  newest(conversationIds: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /** Those after a number, oldest first. */
  after(conversationId: string, seq: number, limit: number): Promise<readonly SentMessage[]>;
}

interface Place {
  /** The number that comes next, or UNKNOWN. */
  next: number;
  hasTold: boolean;
  /** The newest that was read from the database. */
  filledTo: number;
  isFilling: boolean;
  readonly held: Map<number, SentMessage>;
  timer: NodeJS.Timeout | undefined;
  opened: Promise<void> | undefined;
}

/** How long a message waits for the one before it, which another node has stored and not told us yet. */
const PATIENCE_MS = 250;
/** After how long the database is asked again when it did not answer. */
const RETRY_MS = 1_000;
const UNKNOWN = 0;
const PAGE = 200;
const MAX_HELD = 1_000;
const MAX_CONVERSATIONS_AT_ONCE = 1_000;

/**
 * Lets the messages of each conversation that someone has open on this node pass once, and in the order of
 * their numbers, whatever comes over the bus, and when: what does not come is read from the database, and
 * what comes late has been told already.
 *
 * @source protocol P6.6
 */
export class MessageOrder {
  private readonly places = new Map<string, Place>();
  private source: StoredMessages | undefined;
  private opening: { ids: string[]; done: Promise<void> } | undefined;

  /**
   * @param mayWait whether a message that is missing may still come by itself
   * @param mayComeLate whether messages also come over a bus: then an early number is one that was told
   */
  constructor(
    private readonly tell: (sent: SentMessage) => void,
    private readonly mayWait: () => boolean,
    private readonly mayComeLate: () => boolean = () => true,
  ) {}

  readFrom(source: StoredMessages): void {
    this.source = source;
  }

  /** Somebody has opened the conversation: from here on its messages are told without a gap. */
  open(conversationId: string): void {
    if (this.places.has(conversationId)) return;
    const place: Place = {
      next: UNKNOWN,
      hasTold: false,
      filledTo: UNKNOWN,
      isFilling: false,
      held: new Map(),
      timer: undefined,
      opened: undefined,
    };
    this.places.set(conversationId, place);
    if (this.source !== undefined) place.opened = this.findBeginning(conversationId, this.source);
  }

  /** Resolves once it is known where the messages of the conversation go on; never rejects. */
  async opened(conversationId: string): Promise<void> {
    await this.places.get(conversationId)?.opened;
  }

  /** Nobody has it open any more. */
  close(conversationId: string): void {
    clearTimeout(this.places.get(conversationId)?.timer);
    this.places.delete(conversationId);
  }

  pass(sent: SentMessage): void {
    const { conversationId, seq } = sent.message;
    const place = this.places.get(conversationId);
    if (place === undefined || (seq < place.next && !this.wasTold(place, seq))) {
      this.tell(sent);
      return;
    }
    if (seq < place.next) return;
    if (place.held.size >= MAX_HELD) place.held.clear(); // they are in the database too
    place.held.set(seq, sent);
    this.release(place);
    if (place.held.size === 0 || place.isFilling) return;
    const waitMs = this.mayWait() || place.next === UNKNOWN ? PATIENCE_MS : 0;
    this.fillAfter(conversationId, place, waitMs);
  }

  /** Tells what is stored and was not told here: after a time in which one could not hear what others stored. */
  async catchUp(): Promise<void> {
    const { source } = this;
    if (source === undefined) return;
    const ids = [...this.places.keys()];
    for (let at = 0; at < ids.length; at += MAX_CONVERSATIONS_AT_ONCE) {
      const newest = await source.newest(ids.slice(at, at + MAX_CONVERSATIONS_AT_ONCE));
      for (const [conversationId, seq] of newest) {
        const place = this.places.get(conversationId);
        if (place === undefined) continue;
        if (place.next === UNKNOWN) this.begin(place, seq + 1);
        else if (seq >= place.next) await this.fill(conversationId, place);
      }
    }
  }

  /** Those who join in one breath are looked up together. */
  private findBeginning(conversationId: string, source: StoredMessages): Promise<void> {
    const ids = this.opening?.ids ?? [];
    ids.push(conversationId);
    this.opening ??= { ids, done: this.lookUp(ids, source) };
    return this.opening.done;
  }

  private async lookUp(ids: readonly string[], source: StoredMessages): Promise<void> {
    await Promise.resolve();
    this.opening = undefined;
    const newest = await source.newest(ids).catch(() => undefined);
    if (newest === undefined) return; // the next message, or the next look, finds where to go on
    for (const id of ids) {
      const place = this.places.get(id);
      if (place?.next === UNKNOWN) this.begin(place, (newest.get(id) ?? 0) + 1);
    }
  }

  /** What came before it was known where to begin was not told to anybody yet, so it is not left out. */
  private begin(place: Place, next: number): void {
    place.next = Math.min(next, ...place.held.keys());
    this.release(place);
  }

  private wasTold(place: Place, seq: number): boolean {
    return this.mayComeLate() ? place.hasTold : seq <= place.filledTo;
  }

  private release(place: Place): void {
    for (let sent = place.held.get(place.next); sent !== undefined; sent = place.held.get(place.next)) {
      place.held.delete(place.next);
      place.next += 1;
      place.hasTold = true;
      this.tell(sent);
    }
    if (place.held.size > 0) return;
    clearTimeout(place.timer);
    place.timer = undefined;
  }

  private fillAfter(conversationId: string, place: Place, waitMs: number): void {
    place.timer ??= setTimeout(() => {
      place.timer = undefined;
      void this.fill(conversationId, place);
    }, waitMs).unref();
  }

  /** Reads what is missing. Never rejects. */
  private async fill(conversationId: string, place: Place): Promise<void> {
    if (place.isFilling) return;
    if (place.next === UNKNOWN || this.source === undefined) {
      this.skip(place);
      return;
    }
    place.isFilling = true;
    try {
      while (this.places.get(conversationId) === place) {
        const from = place.next;
        const missing = await this.source.after(conversationId, from - 1, PAGE);
        for (const sent of missing)
          if (sent.message.seq >= place.next) place.held.set(sent.message.seq, sent);
        this.release(place);
        place.filledTo = Math.max(place.filledTo, missing.at(-1)?.message.seq ?? 0);
        if (place.next === from) break;
      }
      // Nobody has stored the numbers between.
      if (this.places.get(conversationId) === place) this.skip(place);
    } catch {
      if (this.places.get(conversationId) === place) this.fillAfter(conversationId, place, RETRY_MS);
    } finally {
      place.isFilling = false;
    }
  }

  /** Goes on with the earliest that is here. */
  private skip(place: Place): void {
    while (place.held.size > 0) this.begin(place, Number.POSITIVE_INFINITY);
  }
}
