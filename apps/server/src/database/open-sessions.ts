import { databaseCode } from './database-error.ts';
import type { DatabaseFaults } from './database-faults.ts';

/** What they need to know of each other. */
interface Session {
  /** Whether a statement is on its way. */
  readonly isWaiting: boolean;
  /** Ends the connection at once; what waits on it fails with the error. */
  cut(error: Error): void;
  once(event: 'end', listener: () => void): unknown;
}

/** The server takes no writes: whatever leads to it is of no use, however well it answers. */
const READ_ONLY = '25006';

/**
 * What the sessions of one pool know together: when anybody last heard from the server, and which of them
 * lead to a server that is not to be used any more.
 */
export class OpenSessions {
  private readonly open = new Set<Session>();
  private lastHeardAt = Number.NEGATIVE_INFINITY;
  private discardedUpTo = 0;
  private opened = 0;

  private readonly faults: DatabaseFaults;

  constructor(faults: DatabaseFaults) {
    this.faults = faults;
  }

  /** @returns the number of this session, which grows with each */
  add(session: Session): number {
    this.open.add(session);
    session.once('end', () => this.open.delete(session));
    this.opened += 1;
    return this.opened;
  }

  isDiscarded(number: number): boolean {
    return number <= this.discardedUpTo;
  }

  /** None of the sessions that are open now is used for another statement. */
  discardAll(): void {
    this.discardedUpTo = this.opened;
  }

  heard(): void {
    this.lastHeardAt = performance.now();
  }

  refused(error: Error): void {
    this.faults.note(error);
    if (databaseCode(error) === READ_ONLY) this.discardAll();
  }

  /**
   * A statement got no answer. If nobody has heard anything since it was sent, it is the server or the way to it that
   * hangs: the others would wait just as long, one after the other, so all are given up together.
   *
   * @param sentAt by `performance.now()`
   */
  unanswered(session: Session, sentAt: number): void {
    const error = Object.assign(new Error('the database did not answer in time'), { code: 'ETIMEDOUT' });
    this.faults.note(error);
    if (this.lastHeardAt > sentAt) {
      session.cut(error);
      return;
    }
    this.discardAll();
    for (const other of [...this.open]) if (other.isWaiting) other.cut(error);
  }
}
