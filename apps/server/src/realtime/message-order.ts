interface Place {
  /** The number that comes next, or UNKNOWN. */
  next: number;
  readonly held: Map<number, () => void>;
  timer: NodeJS.Timeout | undefined;
}

/** How long a message waits for the one before it, which another node has stored and not told us yet. */
const PATIENCE_MS = 250;
/** How long the first message that this node hears of a conversation waits for one before it. */
const SETTLE_MS = 50;
const MAX_CONVERSATIONS = 10_000;
const FIRST = 1;
const UNKNOWN = 0;

/**
 * On several nodes a message may be told here before an earlier one that was stored elsewhere: this lets
 * them pass in the order of their numbers. A number that does not come is not waited for for long: its readers
 * see the gap and ask for the changes.
 *
 * @source contract, section 4: all members of a room see the messages in the stored order
 */
export class MessageOrder {
  private readonly places = new Map<string, Place>();

  constructor(private readonly mayWait: () => boolean) {}

  pass(conversationId: string, seq: number, tell: () => void): void {
    const place = this.places.get(conversationId) ?? this.begin(conversationId);
    if (seq < place.next) {
      tell();
      return;
    }
    if (seq === FIRST) place.next = FIRST;
    place.held.set(seq, tell);
    this.release(place);
    if (place.held.size === 0) return;
    if (!this.mayWait()) this.skip(place);
    else
      place.timer ??= setTimeout(
        () => this.skip(place),
        place.next === UNKNOWN ? SETTLE_MS : PATIENCE_MS,
      ).unref();
  }

  private begin(conversationId: string): Place {
    // Forgotten ones begin anew with their next message; those that hold something keep their own timers.
    if (this.places.size >= MAX_CONVERSATIONS) this.places.clear();
    const place: Place = { next: UNKNOWN, held: new Map(), timer: undefined };
    this.places.set(conversationId, place);
    return place;
  }

  private release(place: Place): void {
    for (let tell = place.held.get(place.next); tell !== undefined; tell = place.held.get(place.next)) {
      place.held.delete(place.next);
      place.next += 1;
      tell();
    }
    if (place.held.size > 0) return;
    clearTimeout(place.timer);
    place.timer = undefined;
  }

  /** Waits no longer: goes on with the earliest that is here. */
  private skip(place: Place): void {
    clearTimeout(place.timer);
    place.timer = undefined;
    while (place.held.size > 0) {
      place.next = Math.min(...place.held.keys());
      this.release(place);
    }
  }
}
