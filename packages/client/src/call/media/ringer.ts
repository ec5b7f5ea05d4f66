import type { CallPlatform, PlayingTone, Tone } from '../../platform/call-platform.ts';
import type { Windows } from '../../platform/platform.ts';
import { Writable } from '../../store.ts';
import type { Ringer } from '../calls.ts';

interface Parts {
  readonly platform: CallPlatform;
  readonly windows?: Windows;
  speakerId(): string | undefined;
}

/** One ring, from its beginning to its end; its tone may be silent for a part of it. */
interface Ring {
  readonly tone: Tone;
  playing: PlayingTone | undefined;
  isBlocked: boolean;
  isSilenced: boolean;
  /** Lets another window of this browser ring aloud. */
  passOn: () => void;
}

const LOCK = 'ring';

/** The tones of calls: of several windows of one browser, only one rings aloud. */
export class LiveRinger implements Ringer {
  readonly isBlocked = new Writable(false);
  private readonly rings = new Set<Ring>();
  private volume = 1;

  constructor(private readonly parts: Parts) {}

  /**
   * Sounds a tone until the returned function is called.
   *
   * @param tone `incoming` sounds in one window only; `ringback` always does, as the call is this window's own
   */
  ring(tone: 'ringback' | 'incoming'): () => void {
    const ring: Ring = { tone, playing: undefined, isBlocked: false, isSilenced: false, passOn: () => {} };
    this.rings.add(ring);
    const { windows } = this.parts;
    if (tone === 'incoming' && windows !== undefined) this.ringAlone(ring, windows);
    else this.play(ring);
    return () => {
      this.rings.delete(ring);
      this.hush(ring);
      ring.passOn();
    };
  }

  silence(): void {
    for (const ring of this.rings) {
      ring.isSilenced = true;
      this.hush(ring);
    }
  }

  setVolume(volume: number): void {
    this.volume = Math.min(1, Math.max(0, volume));
    for (const { playing } of this.rings) playing?.setVolume?.(this.volume);
  }

  /** Plays the chime once. @returns a promise of whether it sounded, and the way to stop it */
  chime(): { readonly hasStarted: Promise<boolean>; stop(): void } {
    let playing: PlayingTone | undefined;
    const hasStarted = new Promise<boolean>((resolve) => {
      playing = this.parts.platform.tones?.play('chime', {
        ...this.sound(),
        onBlocked: () => resolve(false),
        onStarted: () => resolve(true),
      });
      if (playing === undefined) resolve(false);
    });
    return { hasStarted, stop: () => playing?.stop() };
  }

  /** The window that rings keeps the lock until the ring ends, also in silence: otherwise the next one would begin. */
  private ringAlone(ring: Ring, windows: Windows): void {
    const ringLocked = async () => {
      if (!this.rings.has(ring)) return;
      const isOver = new Promise<void>((resolve) => {
        ring.passOn = resolve;
      });
      this.play(ring);
      await isOver;
    };
    // Without a lock it is better that two windows ring than none.
    windows.exclusively(LOCK, ringLocked).catch(() => this.play(ring));
  }

  private play(ring: Ring): void {
    if (!this.rings.has(ring) || ring.isSilenced) return;
    ring.playing = this.parts.platform.tones?.play(ring.tone, {
      ...this.sound(),
      onBlocked: () => {
        ring.isBlocked = true;
        // Another window may be allowed to; here it begins with the next click, which is where the person is.
        ring.passOn();
        this.tell();
      },
      onStarted: () => {
        ring.isBlocked = false;
        this.tell();
      },
    });
  }

  private hush(ring: Ring): void {
    ring.playing?.stop();
    ring.playing = undefined;
    ring.isBlocked = false;
    this.tell();
  }

  private sound() {
    return { speakerId: this.parts.speakerId(), volume: this.volume };
  }

  private tell(): void {
    this.isBlocked.set([...this.rings].some((ring) => ring.isBlocked));
  }
}
