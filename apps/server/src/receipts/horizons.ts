/** How far messages of a conversation have reached one of its people. */
export interface Horizon {
  readonly conversationId: string;
  /** Whom they have reached. */
  readonly userId: string;
  readonly upToSeq: number;
  /** By the stopwatch. */
  readonly at: number;
}

/** What was said since it was written down last: of each person and conversation only the farthest. */
export class Horizons {
  private readonly farthest = new Map<string, Horizon>();

  get isEmpty(): boolean {
    return this.farthest.size === 0;
  }

  /** Of two that go equally far the earlier counts. */
  raise(horizon: Horizon): void {
    const key = `${horizon.conversationId} ${horizon.userId}`;
    const known = this.farthest.get(key);
    if (known === undefined || isFarther(horizon, known)) this.farthest.set(key, horizon);
  }

  /** Those that were said longest ago; they are not held any more. */
  take(atMost: number): Horizon[] {
    const taken = [...this.farthest].slice(0, atMost);
    for (const [key] of taken) this.farthest.delete(key);
    return taken.map(([, horizon]) => horizon);
  }
}

function isFarther(one: Horizon, other: Horizon): boolean {
  return one.upToSeq > other.upToSeq || (one.upToSeq === other.upToSeq && one.at < other.at);
}
