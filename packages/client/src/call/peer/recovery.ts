import type { Clock } from '../../platform/platform.ts';

/** From the moment when both agreed until it must be there. */
const FIRST_MS = 25_000;
const FIRST_TRY_AFTER_MS = 12_000;
/** A connection often comes back by itself, as after a change of the radio cell. */
const PATIENCE_MS = 2_000;
/** The caller is first, so that not both look for a way at once. */
const CALLEE_WAITS_MS = 5_000;
const TRY_MS = 10_000;
const MOST_TRIES = 3;
const OUTAGE_MS = 40_000;

interface Parts {
  readonly clock: Clock;
  readonly isCaller: boolean;
  /** Whether the other side can be told anything now: our socket is there, and so is their page. */
  canTry(): boolean;
  /** @param attempt 1, 2, 3 @param isLast nothing but a wholly new peer is left to try */
  tryAgain(attempt: number, isLast: boolean): void;
  giveUp(): void;
}

/**
 * When to try again while the peers are not connected, and when to give up. Tries that cannot be told to the other
 * side are not counted; the time that all may take is bounded nevertheless.
 */
export class Recovery {
  private attempt = 0;
  private isRunning = false;
  private isDue = false;
  private dueAt = 0;
  private cancelTry = () => {};
  private cancelEnd = () => {};

  constructor(private readonly parts: Parts) {}

  /** They are to be connected for the first time, or by a page that was loaded anew. */
  connecting(): void {
    this.begin(FIRST_MS);
    this.tryIn(FIRST_TRY_AFTER_MS + this.waitForCallerMs);
  }

  /**
   * They were connected.
   *
   * @param isBroken it will not come back by itself
   */
  lost(isBroken: boolean): void {
    if (!this.isRunning) {
      this.begin(OUTAGE_MS);
      this.tryIn((isBroken ? 0 : PATIENCE_MS) + this.waitForCallerMs);
    } else if (isBroken && this.attempt === 0) {
      this.tryIn(Math.min(this.waitForCallerMs, Math.max(0, this.dueAt - this.parts.clock.now())));
    }
  }

  /** They are connected. */
  recovered(): void {
    this.stop();
  }

  /** The other side is looking for a way: ours would only cross it. */
  otherTries(): void {
    if (this.isRunning) this.tryIn(TRY_MS + this.waitForCallerMs);
  }

  /** What kept us from trying may be over. */
  review(): void {
    if (this.isDue) this.tryNow();
  }

  /** A try has better prospects now than it had before: it is not waited for. */
  tryNow(): void {
    if (!this.isRunning || this.attempt >= MOST_TRIES || !this.parts.canTry()) return;
    this.attempt += 1;
    this.tryIn(TRY_MS);
    this.parts.tryAgain(this.attempt, this.attempt === MOST_TRIES);
  }

  stop(): void {
    this.isRunning = false;
    this.isDue = false;
    this.attempt = 0;
    this.cancelTry();
    this.cancelEnd();
  }

  private begin(withinMs: number): void {
    this.stop();
    this.isRunning = true;
    this.cancelEnd = this.parts.clock.after(withinMs, () => this.giveUp());
  }

  private tryIn(ms: number): void {
    this.isDue = false;
    this.dueAt = this.parts.clock.now() + ms;
    this.cancelTry();
    if (ms === 0) this.due();
    else this.cancelTry = this.parts.clock.after(ms, () => this.due());
  }

  private due(): void {
    this.isDue = true;
    if (this.attempt >= MOST_TRIES) this.giveUp();
    else this.review();
  }

  private giveUp(): void {
    this.stop();
    this.parts.giveUp();
  }

  private get waitForCallerMs(): number {
    return this.parts.isCaller ? 0 : CALLEE_WAITS_MS;
  }
}
