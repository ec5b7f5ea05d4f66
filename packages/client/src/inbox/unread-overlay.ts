/** Marks of reading in one conversation that the server's number of unread messages does not contain yet. */
interface Reads {
  /** On their way. */
  readonly untold: number;
  /** The server has them, and has not told its new number. */
  readonly uncounted: number;
  /** How often the server has told its number. */
  readonly counts: number;
}

const NONE: Reads = { untold: 0, uncounted: 0, counts: 0 };

/**
 * What is read here counts as read at once, and does not flicker back: the server's answer to a mark and its
 * new number of unread messages come separately, in either order.
 */
export class UnreadOverlay {
  private readonly reads = new Map<string, Reads>();

  /** What to show of the server's number. */
  shown(conversationId: string, unreadCount: number): number {
    const { untold, uncounted } = this.of(conversationId);
    return Math.max(0, unreadCount - untold - uncounted);
  }

  marked(conversationId: string, count: number): void {
    this.change(conversationId, ({ untold }) => ({ untold: untold + count }));
  }

  /** How often the server has told its number; to be given back to `settled`. */
  countsOf(conversationId: string): number {
    return this.of(conversationId).counts;
  }

  /**
   * The server has answered to so many marks, of which so many were new to it; or they were given up.
   *
   * @param countsBefore when they were told
   */
  settled(conversationId: string, count: number, updated: number, countsBefore: number): void {
    this.change(conversationId, ({ untold, uncounted, counts }) => ({
      untold: Math.max(0, untold - count),
      uncounted: counts === countsBefore ? uncounted + updated : uncounted,
    }));
  }

  /** The server has told its number for this conversation. */
  counted(conversationId: string): void {
    this.change(conversationId, ({ counts }) => ({ uncounted: 0, counts: counts + 1 }));
  }

  /** The server has told all its numbers. */
  countedAll(): void {
    for (const id of this.reads.keys()) this.change(id, () => ({ uncounted: 0 }));
  }

  clear(): void {
    this.reads.clear();
  }

  private of(conversationId: string): Reads {
    return this.reads.get(conversationId) ?? NONE;
  }

  private change(conversationId: string, change: (reads: Reads) => Partial<Reads>): void {
    const reads = this.of(conversationId);
    this.reads.set(conversationId, { ...reads, ...change(reads) });
  }
}
