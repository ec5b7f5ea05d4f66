import type { Connection } from '../connection/connection.ts';
import { ChatError } from '../errors.ts';
import type { Clock } from '../platform/platform.ts';
import type { Account, Message } from '../wire.ts';

/** What comes within this time is told together, and what is read within it need not be told at all. */
const GATHER_MS = 400;
/** Of no conversation more often, and of this many at a time. */
const PAUSE_MS = 1_000;
const MOST_AT_ONCE = 8;

interface Parts {
  readonly connection: Connection;
  readonly clock: Clock;
  user(): Account | undefined;
}

/**
 * Tells the server how far others' messages have come to this device, whichever conversation is open: sparingly, and
 * again on each new connection, since nobody knows what the last one still carried.
 */
export class ArrivalMarks {
  /** By conversation, the newest message that has come and is to be told. */
  private readonly waiting = new Map<string, number>();
  /** By conversation, how far it was told over this connection, or read. */
  private readonly told = new Map<string, number>();
  private isUp = false;
  private isSending = false;
  private nextAt = 0;
  private cancel: (() => void) | undefined;

  constructor(private readonly parts: Parts) {
    const { connection } = parts;
    connection.onUp(() => {
      this.told.clear();
      this.isUp = true;
      this.later(GATHER_MS);
    });
    connection.onDown(() => {
      this.isUp = false;
      this.stop();
    });
  }

  /** A message is on this device. */
  came({ conversationId, senderId, seq, isRead, deliveredAt }: Message): void {
    const user = this.parts.user();
    if (user === undefined || senderId === user.id || isRead || deliveredAt !== undefined) return;
    if (seq <= Math.max(this.told.get(conversationId) ?? 0, this.waiting.get(conversationId) ?? 0)) return;
    this.waiting.set(conversationId, seq);
    this.later(GATHER_MS);
  }

  /** The server hears that messages up to this one were read: that says it all. */
  read(conversationId: string, seq: number): void {
    this.told.set(conversationId, Math.max(seq, this.told.get(conversationId) ?? 0));
    if ((this.waiting.get(conversationId) ?? 0) <= seq) this.waiting.delete(conversationId);
  }

  clear(): void {
    this.stop();
    this.waiting.clear();
    this.told.clear();
  }

  private stop(): void {
    this.cancel?.();
    this.cancel = undefined;
  }

  private later(ms: number): void {
    // There is no way to say it without a socket.
    if (!this.isUp || this.isSending || this.cancel !== undefined || this.waiting.size === 0) return;
    const { clock, connection } = this.parts;
    if (connection.transport !== 'socket') return;
    this.cancel = clock.after(Math.max(ms, this.nextAt - clock.now()), () => {
      this.cancel = undefined;
      void this.flush();
    });
  }

  private async flush(): Promise<void> {
    const marks = [...this.waiting].slice(0, MOST_AT_ONCE);
    this.isSending = true;
    this.nextAt = this.parts.clock.now() + PAUSE_MS;
    const waits = await Promise.all(marks.map(([id, seq]) => this.tell(id, seq)));
    this.isSending = false;
    this.later(Math.max(...waits));
  }

  /** @returns how long to wait before the next one */
  private async tell(conversationId: string, upToSeq: number): Promise<number> {
    try {
      await this.parts.connection.ask('mark_delivered', { conversationId, upToSeq });
    } catch (thrown) {
      const failure = thrown instanceof ChatError ? thrown : undefined;
      if (failure?.retryable === true) return failure.retryAfterMs ?? PAUSE_MS;
    }
    this.read(conversationId, upToSeq);
    return 0;
  }
}
