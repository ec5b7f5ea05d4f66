/** How many microtasks an operation takes: several, so that what must wait for it has to wait. */
const MICROTASKS = 4;

interface Parts {
  isClosed(): boolean;
  isStable(): boolean;
  /** Makes an operation wait for as long as the test likes. */
  hold(name: string): Promise<void> | undefined;
  /** Called with what was refused; gives what is thrown. */
  refused(name: string, thrown: unknown): unknown;
  /** What becomes of an operation that was under way when the peer was closed. */
  onClose(): 'hang' | 'refuse';
  mustNegotiate(): boolean;
  onNegotiationNeeded(): void;
}

/**
 * The operations of one {@link FakePeer}, one after the other, and the question whether the two must negotiate,
 * which is asked only while nothing is under way. Source: W3C WebRTC 1.0, 4.4.1.2 and 4.7.3.
 */
export class FakeOperations {
  private readonly chain: (() => void)[] = [];
  private isNeeded = false;
  private asksWhenIdle = false;

  constructor(private readonly parts: Parts) {}

  run<T>(name: string, operation: () => T): Promise<T> {
    const { parts } = this;
    if (parts.isClosed()) return Promise.reject(parts.refused(name, closed()));
    return new Promise<T>((resolve, reject) => {
      const run = async () => {
        await (parts.hold(name) ?? microtasks(MICROTASKS));
        if (parts.isClosed()) {
          if (parts.onClose() === 'refuse') reject(closed());
          return;
        }
        try {
          resolve(operation());
        } catch (thrown) {
          reject(parts.refused(name, thrown));
        }
        this.chain.shift();
        if (this.chain.length > 0) this.chain[0]?.();
        else if (this.asksWhenIdle) this.ask();
      };
      this.chain.push(() => void run());
      if (this.chain.length === 1) void run();
    });
  }

  /** Forgets what was told: an agreement begins a new chapter. */
  settled(): void {
    this.isNeeded = false;
    this.ask();
  }

  /** Tells soon that the two must negotiate, if they must. */
  ask(): void {
    this.asksWhenIdle = this.chain.length > 0;
    if (this.asksWhenIdle) return;
    queueMicrotask(() => {
      const { parts } = this;
      if (parts.isClosed()) return;
      this.asksWhenIdle = this.chain.length > 0;
      if (this.asksWhenIdle || !parts.isStable()) return;
      const isNeeded = parts.mustNegotiate();
      const isNews = isNeeded && !this.isNeeded;
      this.isNeeded = isNeeded;
      if (isNews) parts.onNegotiationNeeded();
    });
  }
}

export async function microtasks(count: number): Promise<void> {
  for (let left = count; left > 0; left -= 1) await Promise.resolve();
}

export function refusal(name: string, message: string): DOMException {
  return new DOMException(message, name);
}

const closed = () => refusal('InvalidStateError', 'the peer is closed');
