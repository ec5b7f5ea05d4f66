import { reconnectDelayMs } from '../connection/reconnect-policy.ts';
import { ChatError } from '../errors.ts';
import type { Clock } from '../platform/platform.ts';

/** Seen within this time is told together. */
const GATHER_MS = 300;
const MOST_AT_ONCE = 500;

interface Parts {
  readonly clock: Clock;
  readonly random: () => number;
  /** @returns how many the server had not known as read. @throws ChatError */
  send(ids: readonly string[]): Promise<number>;
  /** So many are told, or given up, of which the server counted so many. */
  settled(count: number, updated: number): void;
}

/** Gathers what was read and tells it together; tries again until the server has heard it. */
export class ReadMarks {
  private readonly waiting = new Set<string>();
  private isSending = false;
  private isPaused = true;
  private failures = 0;
  private cancel: (() => void) | undefined;

  constructor(private readonly parts: Parts) {}

  get hasWork(): boolean {
    return this.waiting.size > 0;
  }

  /** @returns how many of them are new to us */
  add(ids: readonly string[]): number {
    const before = this.waiting.size;
    for (const id of ids) this.waiting.add(id);
    this.later(GATHER_MS);
    return this.waiting.size - before;
  }

  resume(): void {
    this.isPaused = false;
    this.later(GATHER_MS);
  }

  pause(): void {
    this.isPaused = true;
    this.cancel?.();
    this.cancel = undefined;
  }

  clear(): void {
    this.pause();
    this.waiting.clear();
  }

  private later(ms: number): void {
    if (this.isPaused || this.isSending || this.cancel !== undefined || this.waiting.size === 0) return;
    this.cancel = this.parts.clock.after(ms, () => {
      this.cancel = undefined;
      void this.flush();
    });
  }

  private async flush(): Promise<void> {
    const ids = [...this.waiting].slice(0, MOST_AT_ONCE);
    this.isSending = true;
    let delayMs = 0;
    try {
      this.done(ids, await this.parts.send(ids));
      this.failures = 0;
    } catch (thrown) {
      const failure = thrown instanceof ChatError ? thrown : undefined;
      const mayPass = failure?.retryable === true || failure?.code === 'not_joined';
      if (!mayPass) this.done(ids, 0);
      delayMs = reconnectDelayMs(this.failures, this.parts.random(), failure?.retryAfterMs);
      this.failures += 1;
    } finally {
      this.isSending = false;
    }
    this.later(delayMs);
  }

  private done(ids: readonly string[], updated: number): void {
    for (const id of ids) this.waiting.delete(id);
    this.parts.settled(ids.length, updated);
  }
}
