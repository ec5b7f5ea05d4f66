import type { CallPlatform, MediaStreamLike, MediaTrack } from '../../platform/call-platform.ts';

/** One's own picture as a stream: the same one for as long as it is the same picture, so that views do not begin anew. */
export class Preview {
  private shown: { readonly track: MediaTrack; readonly stream: MediaStreamLike } | undefined;

  constructor(private readonly platform: CallPlatform) {}

  of(track: MediaTrack | undefined): MediaStreamLike | undefined {
    if (track !== this.shown?.track)
      this.shown = track && { track, stream: this.platform.makeStream([track]) };
    return this.shown?.stream;
  }
}
