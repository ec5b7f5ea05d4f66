import type { Tone, ToneOptions, TonePlayer } from '../call-platform.ts';
import { onGesture } from './dom-gesture.ts';
import { vibrate } from './dom-vibration.ts';

/** The address of each tone. */
export type Sounds = Readonly<Record<Tone, string>>;

/**
 * Tones from mp3 files, each played by an audio element of its own.
 *
 * @param sounds the address of each, or of the folder that holds `ringback.mp3`, `incoming.mp3` and `chime.mp3`
 */
export function domTones(sounds: string | Sounds): TonePlayer {
  const addressOf = (tone: Tone) => (typeof sounds === 'string' ? `${sounds}/${tone}.mp3` : sounds[tone]);
  return {
    play: (tone, how) => {
      const playing = new DomTone(tone, addressOf(tone), how);
      void playing.begin();
      return { stop: () => playing.stop(), setVolume: (volume) => playing.setVolume(volume) };
    },
  };
}

class DomTone {
  private readonly element = new Audio();
  private isStopped = false;
  private isTrying = false;
  private stopWaiting: (() => void) | undefined;
  private stopVibrating = () => {};

  constructor(
    private readonly tone: Tone,
    url: string,
    private readonly how: ToneOptions,
  ) {
    this.element.src = url;
    this.element.loop = tone !== 'chime';
    this.setVolume(how.volume);
  }

  async begin(): Promise<void> {
    await this.chooseSpeaker();
    await this.start();
  }

  setVolume(volume: number): void {
    this.element.volume = Math.min(1, Math.max(0, volume));
  }

  stop(): void {
    this.isStopped = true;
    this.stopWaiting?.();
    this.stopVibrating();
    this.element.pause();
    // Otherwise the file is loaded on, and the element lives until then.
    this.element.removeAttribute('src');
    this.element.load();
  }

  /** A speaker that is gone, or may not be used, is no reason not to ring. */
  private async chooseSpeaker(): Promise<void> {
    const { speakerId } = this.how;
    if (speakerId === undefined || !('setSinkId' in this.element)) return;
    await this.element.setSinkId(speakerId).catch(() => {});
  }

  private async start(): Promise<void> {
    if (this.isStopped || this.isTrying) return;
    this.isTrying = true;
    try {
      await this.element.play();
      this.started();
    } catch (thrown) {
      // `AbortError`: stopped before it began. Anything else: there is no such file, and it rings in silence.
      if (thrown instanceof DOMException && thrown.name === 'NotAllowedError') this.wait();
    } finally {
      this.isTrying = false;
    }
  }

  private started(): void {
    if (this.isStopped) return;
    this.stopWaiting?.();
    if (this.tone === 'incoming') this.stopVibrating = vibrate();
    this.how.onStarted();
  }

  /** Not every deed counts for the browser, so it is tried with each until one does. */
  private wait(): void {
    if (this.isStopped || this.stopWaiting !== undefined) return;
    this.stopWaiting = onGesture(() => void this.start());
    this.how.onBlocked();
  }
}
