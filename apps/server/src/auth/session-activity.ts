const FRESH_MS = 1_000;
const MAX_REMEMBERED = 10_000;

interface Known {
  readonly isActive: boolean;
  /** When the question was asked. */
  readonly since: number;
}

/**
 * Remembers for at most a second whether sessions are active, so that a busy client does not ask the
 * database with each request. An end on this node is known at once and for good; one on another node
 * within that second.
 */
export class SessionActivity {
  private readonly known = new Map<string, Known>();
  private readonly asked = new Map<string, Promise<boolean>>();
  private readonly ended = new Set<string>();

  constructor(private readonly ask: (sessionId: string, now: number) => Promise<boolean>) {}

  async isActive(sessionId: string, now: number): Promise<boolean> {
    if (this.ended.has(sessionId)) return false;
    const known = this.known.get(sessionId);
    // the lower bound matters when the clock was set back
    if (known !== undefined && now >= known.since && now - known.since < FRESH_MS) return known.isActive;
    const isActive = await (this.asked.get(sessionId) ?? this.askOnce(sessionId, now));
    return isActive && !this.ended.has(sessionId);
  }

  markEnded(sessionId: string): void {
    this.known.delete(sessionId);
    this.ended.add(sessionId);
    if (this.ended.size > MAX_REMEMBERED) forgetOldest(this.ended);
  }

  private askOnce(sessionId: string, now: number): Promise<boolean> {
    const answer = this.ask(sessionId, now)
      .then((isActive) => {
        this.known.delete(sessionId);
        this.known.set(sessionId, { isActive, since: now });
        if (this.known.size > MAX_REMEMBERED) forgetOldest(this.known);
        return isActive;
      })
      .finally(() => this.asked.delete(sessionId));
    this.asked.set(sessionId, answer);
    return answer;
  }
}

/** Maps and sets keep the order of insertion. */
function forgetOldest(remembered: Map<string, unknown> | Set<string>): void {
  for (const oldest of remembered.keys()) {
    remembered.delete(oldest);
    return;
  }
}
