import type { Clock } from '../../platform/platform.ts';
import type { CallRecord } from '../../wire.ts';
import type { CallRest } from '../surroundings.ts';

/** What the server has to tell a returned device comes first, and says more than the log. */
const DELAY_MS = 500;
const TRIES = 3;
const RETRY_MS = 2_000;
const NEWEST = 20;

interface Parts {
  readonly rest: Pick<CallRest, 'listCalls'>;
  readonly clock: Clock;
  callId(): string | undefined;
  /** The call as the log has it. */
  found(record: CallRecord): void;
}

/** Asks the call log what has become of a call, after a time in which we may have missed it. */
export class CallComparison {
  private cancel = () => {};
  private isStopped = false;

  constructor(private readonly parts: Parts) {}

  /** A moment after a new connection. */
  soon(): void {
    this.in(DELAY_MS, TRIES);
  }

  now(): void {
    this.in(0, TRIES);
  }

  /** @throws ChatError when the log cannot be asked */
  async look(): Promise<CallRecord | undefined> {
    const { calls } = await this.parts.rest.listCalls({ limit: NEWEST });
    return calls.find(({ id }) => id === this.parts.callId());
  }

  stop(): void {
    this.isStopped = true;
    this.cancel();
  }

  private in(ms: number, triesLeft: number): void {
    this.cancel();
    if (this.isStopped || this.parts.callId() === undefined) return;
    this.cancel = this.parts.clock.after(ms, () => void this.compare(triesLeft));
  }

  private async compare(triesLeft: number): Promise<void> {
    try {
      const record = await this.look();
      if (record !== undefined && !this.isStopped) this.parts.found(record);
    } catch {
      if (triesLeft > 1) this.in(RETRY_MS, triesLeft - 1);
    }
  }
}
