import type { UserRole } from '@jiggy-care/protocol';

const FRESH_MS = 1_000;
const MAX_REMEMBERED = 10_000;

/** Whose session it is said to be. */
export interface SessionOwner {
  readonly userId: string;
  readonly role: UserRole;
}

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

  constructor(
    private readonly ask: (sessionId: string, now: number, owner?: SessionOwner) => Promise<boolean>,
  ) {}

  /** @param owner whose it has to be; anyone's where nothing is said */
  async isActive(sessionId: string, now: number, owner?: SessionOwner): Promise<boolean> {
    if (this.ended.has(sessionId)) return false;
    const key = owner === undefined ? sessionId : `${sessionId} ${owner.userId} ${owner.role}`;
    const known = this.known.get(key);
    // the lower bound matters when the clock was set back
    if (known !== undefined && now >= known.since && now - known.since < FRESH_MS) return known.isActive;
    const isActive = await (this.asked.get(key) ??
      this.askOnce(key, () => this.ask(sessionId, now, owner), now));
    return isActive && !this.ended.has(sessionId);
  }

  markEnded(sessionId: string): void {
    this.ended.add(sessionId);
    if (this.ended.size > MAX_REMEMBERED) forgetOldest(this.ended);
  }

  private askOnce(key: string, ask: () => Promise<boolean>, now: number): Promise<boolean> {
    const answer = ask()
      .then((isActive) => {
        this.known.delete(key);
        this.known.set(key, { isActive, since: now });
        if (this.known.size > MAX_REMEMBERED) forgetOldest(this.known);
        return isActive;
      })
      .finally(() => this.asked.delete(key));
    this.asked.set(key, answer);
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
