import type { MediaTrack } from '../../platform/call-platform.ts';

/** The one track that we hold of a microphone, a camera or a screen. */
export class OwnTrack {
  private track: MediaTrack | undefined;

  /** @param onLost called when the track ended by itself; it is not held any more then */
  constructor(private readonly onLost: () => void) {}

  get(): MediaTrack | undefined {
    return this.track;
  }

  /** Holds this track from now on. @returns the one before, to be stopped once the new one is in its place */
  take(track: MediaTrack): MediaTrack | undefined {
    const before = this.letGo();
    this.track = track;
    track.addEventListener?.('ended', this.ended);
    return before;
  }

  /** Stops using the device; its light goes out. */
  stop(): void {
    this.letGo()?.stop();
  }

  private letGo(): MediaTrack | undefined {
    const { track } = this;
    this.track = undefined;
    track?.removeEventListener?.('ended', this.ended);
    return track;
  }

  /** Comes when the device is unplugged or its permission withdrawn, not when we stop the track ourselves. */
  private readonly ended = () => {
    this.stop();
    this.onLost();
  };
}
