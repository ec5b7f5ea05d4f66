import type { ClientEventName, ClientInput } from '@jiggy-care/protocol';
import { toChatError } from '../../errors.ts';
import type { Clock } from '../../platform/platform.ts';
import type { MediaFlags } from '../media/local-media.ts';
import type { CallConnection } from '../surroundings.ts';
import type { Signal } from './signal.ts';

const RETRY_MS = 1_000;
/** Who waits longer has no call any more. */
const LONGEST_RETRY_MS = 30_000;

interface Entry {
  readonly topic: 'signal' | 'flags';
  ask(): Promise<unknown>;
  isUnderWay: boolean;
}

interface Parts {
  readonly connection: CallConnection;
  readonly clock: Clock;
  readonly toUserId: string;
  callId(): string | undefined;
  /** The server does not take what is told the other side, and will not. */
  onRefused(): void;
}

/**
 * What one side of a call has to tell the other through the server, in order. What was not acknowledged when the
 * connection was lost is told again on the next one: to hear something twice harms nobody, to miss it does.
 */
export class SignalOutbox {
  private entries: Entry[] = [];
  private isClosed = false;
  private cancelRetry = () => {};

  constructor(private readonly parts: Parts) {}

  send(signal: Signal): void {
    if (signal.kind === 'candidate')
      this.add('signal', 'webrtc:ice-candidate', { ...this.address, candidate: signal.candidate });
    else if (signal.kind === 'offer')
      this.add('signal', 'webrtc:offer', { ...this.address, offer: { type: 'offer', sdp: signal.sdp } });
    else
      this.add('signal', 'webrtc:answer', { ...this.address, answer: { type: 'answer', sdp: signal.sdp } });
  }

  /** Only the newest counts. */
  sendFlags({ audio, video, screen }: MediaFlags): void {
    this.withdraw('flags');
    this.add('flags', 'call:media', { ...this.address, audio, video, screen });
  }

  /** The peer that they came from is no more: what is not known to have arrived is of no use. */
  withdrawSignals(): void {
    this.withdraw('signal');
  }

  /** Sends what waits; to be called on each new connection. */
  flush(): void {
    if (this.isClosed || this.parts.connection.transport !== 'socket') return;
    for (const entry of [...this.entries]) if (!entry.isUnderWay) void this.sendOne(entry);
  }

  close(): void {
    this.isClosed = true;
    this.entries = [];
    this.cancelRetry();
  }

  private add<E extends ClientEventName>(topic: Entry['topic'], event: E, payload: ClientInput<E>): void {
    if (this.isClosed) return;
    const ask = () => this.parts.connection.ask(event, payload);
    this.entries.push({ topic, ask, isUnderWay: false });
    this.flush();
  }

  private withdraw(topic: Entry['topic']): void {
    this.entries = this.entries.filter((entry) => entry.topic !== topic);
  }

  private async sendOne(entry: Entry): Promise<void> {
    entry.isUnderWay = true;
    try {
      await entry.ask();
      this.remove(entry);
    } catch (thrown) {
      entry.isUnderWay = false;
      if (this.isClosed) return;
      const refusal = toChatError(thrown, 'tell the other side');
      // Without an answer it waits for the next connection, which comes if this one is dead.
      if (refusal.code === 'unreachable' || refusal.code === 'no_answer') this.retryIn(RETRY_MS);
      else if (refusal.retryable)
        this.retryIn(Math.min(Math.max(0, refusal.retryAfterMs ?? RETRY_MS), LONGEST_RETRY_MS));
      else {
        this.remove(entry);
        this.parts.onRefused();
      }
    }
  }

  private retryIn(ms: number): void {
    this.cancelRetry();
    this.cancelRetry = this.parts.clock.after(ms, () => this.flush());
  }

  private remove(entry: Entry): void {
    this.entries = this.entries.filter((other) => other !== entry);
  }

  private get address() {
    const { toUserId } = this.parts;
    const callId = this.parts.callId();
    return callId === undefined ? { toUserId } : { toUserId, callId };
  }
}
