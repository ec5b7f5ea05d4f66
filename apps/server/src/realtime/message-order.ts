interface Place {
  /** The number that comes next. */
  next: number;
  readonly held: Map<number, () => void>;
  timer: NodeJS.Timeout | undefined;
}

/** How long a message waits for the one before it, which another node has stored and not told us yet. */
const PATIENCE_MS = 250;
const MAX_CONVERSATIONS = 10_000;

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
    const place = this.places.get(conversationId) ?? this.begin(conversationId, seq);
    if (seq < place.next) {
      tell();
      return;
    }
    place.held.set(seq, tell);
    this.release(place);
    if (place.held.size === 0) return;
    if (this.mayWait()) place.timer ??= setTimeout(() => this.skip(place), PATIENCE_MS).unref();
    else this.skip(place);
  }

  private begin(conversationId: string, seq: number): Place {
    // Forgotten ones begin anew with their next message; those that hold something keep their own timers.
    if (this.places.size >= MAX_CONVERSATIONS) this.places.clear();
    const place: Place = { next: seq, held: new Map(), timer: undefined };
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

  private skip(place: Place): void {
    clearTimeout(place.timer);
    place.timer = undefined;
    while (place.held.size > 0) {
      place.next = Math.min(...place.held.keys());
      this.release(place);
    }
  }
}
