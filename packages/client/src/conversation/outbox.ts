import { reconnectDelayMs } from '../connection/reconnect-policy.ts';
import { ChatError, toChatError } from '../errors.ts';
import type { Clock } from '../platform/platform.ts';

/** A message that is written and not known to be stored. */
export interface Unsent {
  /** Its `clientMessageId`: however often it is sent, it is stored once. */
  readonly key: string;
  readonly content: string;
  /** ISO 8601, by this device. */
  readonly createdAt: string;
  /** Its place among the unsent of this device. */
  readonly order: number;
  readonly status: 'queued' | 'sending' | 'failed';
  readonly failure?: ChatError;
}

interface Parts {
  readonly clock: Clock;
  readonly random: () => number;
  /**
   * Tries once, by whatever way there is. Resolves when it is stored.
   *
   * @throws ChatError `unreachable` when there is no way just now: it waits for `resume`
   */
  send(unsent: Unsent): Promise<void>;
  /** Something in `list()` is different. */
  changed(): void;
  /** Keeps it, if this device keeps things. */
  keep(unsent: Unsent): void;
  /** It is none any more. */
  drop(key: string): void;
  /** It was refused for good. */
  refused(failure: ChatError): void;
}

/** Failures of the server itself are tried again so often before the writer is asked. */
const MAX_TRIES = 3;

/**
 * What is written and not stored, sent strictly in the order of writing, one at a time. A lost answer means
 * that nobody knows: the same id is sent again until somebody does.
 */
export class Outbox {
  private entries: Unsent[] = [];
  private isSending = false;
  private isPaused = true;
  private cancelWait: (() => void) | undefined;
  private nextOrder = 0;
  private failuresInARow = 0;
  private readonly tries = new Map<string, number>();
  /** Sent at least once without a refusal: it may be stored. */
  private readonly uncertain = new Set<string>();
  private confirmed: (() => void) | undefined;

  constructor(private readonly parts: Parts) {}

  list(): readonly Unsent[] {
    return this.entries;
  }

  /** Whether anything is still to be sent by itself. */
  get hasWork(): boolean {
    return this.entries.some(({ status }) => status !== 'failed');
  }

  add(key: string, content: string): void {
    const createdAt = new Date(this.parts.clock.now()).toISOString();
    const order = Math.max(this.parts.clock.now(), this.nextOrder);
    this.put({ key, content, createdAt, order, status: 'queued' });
  }

  /** Takes over what was kept before a reload, or written in another window. */
  adopt(kept: readonly Unsent[]): void {
    const unknown = kept.filter(({ key }) => !this.has(key));
    if (unknown.length === 0) return;
    const adopted = unknown.map((unsent): Unsent => {
      const { failure: _ofThen, ...rest } = unsent;
      // Whether it arrived is not known any more; a failed one is asked about again.
      if (unsent.status === 'sending') this.uncertain.add(unsent.key);
      return { ...rest, status: 'queued' };
    });
    this.entries = [...this.entries, ...adopted].sort((a, b) => a.order - b.order);
    this.nextOrder = Math.max(this.nextOrder, ...adopted.map(({ order }) => order + 1));
    this.parts.changed();
    void this.work();
  }

  retry(key: string): void {
    const failed = this.entries.find((entry) => entry.key === key && entry.status === 'failed');
    if (failed === undefined) return;
    this.entries = this.entries.filter((entry) => entry !== failed);
    this.tries.delete(key);
    const { failure: _over, ...rest } = failed;
    // Others may have been sent meanwhile, so it is the newest now.
    const order = Math.max(this.parts.clock.now(), this.nextOrder);
    this.put({ ...rest, order, status: 'queued' });
  }

  /** @returns whether it is out; one that may have been stored already cannot be taken back */
  discard(key: string): boolean {
    const entry = this.entries.find((other) => other.key === key);
    if (entry === undefined || entry.status === 'sending' || this.uncertain.has(key)) return false;
    this.remove(key);
    return true;
  }

  /** It is stored, whoever brought the news. */
  confirm(key: string): void {
    if (!this.has(key)) return;
    const isCurrent = this.entries.some((entry) => entry.key === key && entry.status === 'sending');
    this.remove(key);
    this.failuresInARow = 0;
    if (isCurrent) this.confirmed?.();
    // What the others waited for is settled.
    if (isCurrent && this.cancelWait !== undefined) this.resume();
  }

  /** There is a way to the server. */
  resume(): void {
    this.isPaused = false;
    this.cancelWait?.();
    this.cancelWait = undefined;
    void this.work();
  }

  /** There is none. */
  pause(): void {
    this.isPaused = true;
    this.cancelWait?.();
    this.cancelWait = undefined;
  }

  clear(): void {
    this.pause();
    this.entries = [];
    this.tries.clear();
    this.uncertain.clear();
    this.parts.changed();
  }

  private async work(): Promise<void> {
    if (this.isSending) return;
    this.isSending = true;
    try {
      while (!this.isPaused && this.cancelWait === undefined) {
        const next = this.entries.find(({ status }) => status !== 'failed');
        if (next === undefined) return;
        await this.sendOne(next);
      }
    } finally {
      this.isSending = false;
    }
  }

  private async sendOne(entry: Unsent): Promise<void> {
    const { key } = entry;
    this.replace(key, { status: 'sending' });
    const confirmed = new Promise<void>((resolve) => {
      this.confirmed = resolve;
    });
    try {
      await Promise.race([this.parts.send(entry), confirmed]);
      this.failuresInARow = 0;
      this.remove(key);
    } catch (thrown) {
      this.handle(key, toChatError(thrown, 'send the message'));
    } finally {
      this.confirmed = undefined;
    }
  }

  private handle(key: string, failure: ChatError): void {
    if (!this.has(key)) return;
    this.failuresInARow += 1;
    if (failure.code === 'no_answer') {
      this.uncertain.add(key);
      this.wait(0);
      return;
    }
    if (failure.code === 'unreachable' || failure.code === 'signed_out' || failure.code === 'unauthorized') {
      // Not a word about the message: it waits for the connection.
      if (!this.uncertain.has(key)) this.replace(key, { status: 'queued' });
      this.wait(0);
      return;
    }
    const tries = (this.tries.get(key) ?? 0) + 1;
    const mayPass =
      failure.code === 'not_joined' || failure.code === 'not_identified' || failure.code === 'internal';
    if (mayPass ? tries < MAX_TRIES : failure.retryable) {
      this.tries.set(key, tries);
      if (failure.code === 'internal' || failure.code === 'unavailable') this.uncertain.add(key);
      else if (!this.uncertain.has(key)) this.replace(key, { status: 'queued' });
      this.wait(failure.retryAfterMs ?? 0);
      return;
    }
    this.tries.delete(key);
    this.uncertain.delete(key);
    this.replace(key, { status: 'failed', failure });
    this.parts.refused(failure);
  }

  private wait(atLeastMs: number): void {
    if (this.isPaused) return;
    const delayMs = reconnectDelayMs(this.failuresInARow - 1, this.parts.random(), atLeastMs);
    this.cancelWait = this.parts.clock.after(delayMs, () => {
      this.cancelWait = undefined;
      void this.work();
    });
  }

  private has(key: string): boolean {
    return this.entries.some((entry) => entry.key === key);
  }

  private put(entry: Unsent): void {
    this.nextOrder = entry.order + 1;
    this.entries = [...this.entries, entry];
    this.parts.keep(entry);
    this.parts.changed();
    void this.work();
  }

  private replace(key: string, change: Partial<Unsent>): void {
    this.entries = this.entries.map((entry) => {
      if (entry.key !== key) return entry;
      const changed = { ...entry, ...change };
      if (entry.status !== changed.status) this.parts.keep(changed);
      return changed;
    });
    this.parts.changed();
  }

  private remove(key: string): void {
    if (!this.has(key)) return;
    this.entries = this.entries.filter((entry) => entry.key !== key);
    this.tries.delete(key);
    this.uncertain.delete(key);
    this.parts.drop(key);
    this.parts.changed();
  }
}
