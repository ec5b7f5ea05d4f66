import type { Clock } from '../../platform/platform.ts';
import type { CallPhase, CallState } from '../call.ts';

/** How long a ring goes on without our connection, in which the server cannot say that it is over. */
const DEAF_MS = 40_000;
/** After the ring's end the server has told it long ago. */
const SLACK_MS = 5_000;
const LONGEST_MS = 120_000;

interface Parts {
  readonly clock: Clock;
  ring(tone: 'ringback' | 'incoming'): () => void;
  /** The ring should be over, and nobody has said so. */
  onOverdue(): void;
  /** Our connection has been away for longer than any ring lasts. */
  onDeaf(): void;
}

/** What sounds while a call rings, here or there, and what it is waited for. */
export class RingWatch {
  private phase: CallPhase | undefined;
  private stopTone = () => {};
  private cancelEnd = () => {};
  private cancelDeafness = () => {};

  constructor(private readonly parts: Parts) {}

  follow({ phase, ringEndsAt }: CallState): void {
    const { clock, ring } = this.parts;
    if (phase !== this.phase) {
      this.stop();
      this.phase = phase;
      if (phase === 'ringing') this.stopTone = ring('ringback');
      else if (phase === 'incoming') this.stopTone = ring('incoming');
    }
    this.cancelEnd();
    if (!this.isRinging) return;
    // The clocks of the two may differ by any amount, so this only bounds when we ask.
    const leftMs = Number.isFinite(ringEndsAt) ? Number(ringEndsAt) - clock.now() : LONGEST_MS;
    const waitMs = Math.min(LONGEST_MS, Math.max(0, leftMs)) + SLACK_MS;
    this.cancelEnd = clock.after(waitMs, () => this.parts.onOverdue());
  }

  connectionDown(): void {
    this.cancelDeafness();
    if (this.isRinging) this.cancelDeafness = this.parts.clock.after(DEAF_MS, () => this.parts.onDeaf());
  }

  connectionUp(): void {
    this.cancelDeafness();
  }

  stop(): void {
    this.stopTone();
    this.stopTone = () => {};
    this.cancelEnd();
    this.cancelDeafness();
  }

  private get isRinging(): boolean {
    return this.phase === 'ringing' || this.phase === 'incoming';
  }
}
