import type { ClientEventName, ClientInput } from '@jiggy-care/protocol';
import { type ChatError, toChatError } from '../../errors.ts';
import type { Clock } from '../../platform/platform.ts';
import type { CallConnection } from '../surroundings.ts';

const RETRY_MS = 1_000;
/** Who waits longer has no call any more. */
const LONGEST_RETRY_MS = 30_000;

interface Letter {
  readonly topic: string;
  send(): Promise<unknown>;
  isUnderWay: boolean;
}

export interface PostParts {
  readonly connection: CallConnection;
  readonly clock: Clock;
  /** The server does not take it, and will not. */
  refused(refusal: ChatError): void;
}

/**
 * What one side of a call has to tell the other, in order. What was not acknowledged when the connection was lost
 * is told again on the next one: to hear something twice harms nobody, to miss it does.
 */
export class SignalPost {
  private letters: Letter[] = [];
  private isClosed = false;
  private cancelRetry = () => {};

  constructor(private readonly parts: PostParts) {}

  /** @param topic by which `withdraw` can take it back */
  send<E extends ClientEventName>(topic: string, event: E, payload: ClientInput<E>): void {
    if (this.isClosed) return;
    const send = () => this.parts.connection.ask(event, payload);
    this.letters.push({ topic, send, isUnderWay: false });
    this.flush();
  }

  /** What is not known to have arrived is of no use any more. */
  withdraw(topic: string): void {
    this.letters = this.letters.filter((letter) => letter.topic !== topic);
  }

  /** Sends what waits; to be called on each new connection. */
  readonly flush = (): void => {
    if (this.isClosed || this.parts.connection.transport !== 'socket') return;
    for (const letter of [...this.letters]) if (!letter.isUnderWay) void this.sendOne(letter);
  };

  close(): void {
    this.isClosed = true;
    this.letters = [];
    this.cancelRetry();
  }

  private async sendOne(letter: Letter): Promise<void> {
    letter.isUnderWay = true;
    try {
      await letter.send();
      this.remove(letter);
    } catch (thrown) {
      letter.isUnderWay = false;
      if (this.isClosed) return;
      const refusal = toChatError(thrown, 'tell the other side');
      // Without an answer it waits for the next connection, which comes if this one is dead.
      if (refusal.code === 'unreachable' || refusal.code === 'no_answer') this.retryIn(RETRY_MS);
      else if (refusal.retryable)
        this.retryIn(Math.min(Math.max(0, refusal.retryAfterMs ?? RETRY_MS), LONGEST_RETRY_MS));
      else {
        this.remove(letter);
        this.parts.refused(refusal);
      }
    }
  }

  private retryIn(ms: number): void {
    this.cancelRetry();
    this.cancelRetry = this.parts.clock.after(ms, this.flush);
  }

  private remove(letter: Letter): void {
    this.letters = this.letters.filter((other) => other !== letter);
  }
}
