import { TIMES } from '@jiggy-care/protocol/words';
import type { Clock } from '../platform/platform.ts';
import { Writable } from '../store.ts';
import type { Typist } from './conversation.ts';

/** Said again this often while typing goes on: well before the server forgets a typist. */
const REPEAT_MS = 4_000;
/** No keystroke for so long is a pause (document, section 11). */
const PAUSE_MS = 3_000;
/** Later than the server does, in case its word does not come. */
const FORGET_MS = TIMES.typingMs + 2_000;

interface Signals {
  start(): void;
  stop(): void;
}

/** Tells the other side that one is typing, sparingly. */
export class OwnTyping {
  private saidAt: number | undefined;
  private cancelPause = () => {};

  constructor(
    private readonly clock: Clock,
    private readonly signals: Signals,
  ) {}

  set(isTyping: boolean): void {
    this.cancelPause();
    if (!isTyping) {
      if (this.saidAt !== undefined) this.signals.stop();
      this.saidAt = undefined;
      return;
    }
    const now = this.clock.now();
    if (this.saidAt === undefined || now - this.saidAt >= REPEAT_MS) {
      this.saidAt = now;
      this.signals.start();
    }
    this.cancelPause = this.clock.after(PAUSE_MS, () => this.set(false));
  }

  /** The message was sent, or the connection is gone: the server knows by itself. */
  forget(): void {
    this.cancelPause();
    this.saidAt = undefined;
  }
}

/** Who else is typing; each is forgotten after a while, whatever is or is not heard. */
export class Typists {
  readonly store = new Writable<readonly Typist[]>([]);
  private readonly cancelOf = new Map<string, () => void>();

  constructor(private readonly clock: Clock) {}

  started(userId: string): void {
    this.cancelOf.get(userId)?.();
    this.cancelOf.set(
      userId,
      this.clock.after(FORGET_MS, () => this.stopped(userId)),
    );
    if (this.store.get().some((typist) => typist.userId === userId)) return;
    this.store.update((typists) => [...typists, { userId, since: this.clock.now() }]);
  }

  stopped(userId: string): void {
    const cancel = this.cancelOf.get(userId);
    if (cancel === undefined) return;
    cancel();
    this.cancelOf.delete(userId);
    this.store.update((typists) => typists.filter((typist) => typist.userId !== userId));
  }

  clear(): void {
    for (const userId of [...this.cancelOf.keys()]) this.stopped(userId);
  }
}
