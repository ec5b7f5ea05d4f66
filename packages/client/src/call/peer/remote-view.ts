import type { CallPlatform, MediaTrack } from '../../platform/call-platform.ts';
import { Writable } from '../../store.ts';
import type { RemoteMedia } from '../call.ts';
import type { MediaFlags } from '../media/local-media.ts';

const NOTHING: RemoteMedia = { stream: undefined, audio: false, video: false, screen: false };

/** What comes from the other person: the tracks, and what they say of them. */
export class RemoteView {
  readonly store = new Writable<RemoteMedia>(NOTHING);
  private tracks: readonly MediaTrack[] = [];
  private told: MediaFlags | undefined;

  constructor(private readonly platform: CallPlatform) {}

  /** Whether the other side tells what is on; a client that knows only the document does not. */
  get isTold(): boolean {
    return this.told !== undefined;
  }

  tell({ audio, video, screen }: MediaFlags): void {
    this.told = { audio, video, screen };
    this.show();
  }

  show(tracks: readonly MediaTrack[] = this.tracks): void {
    const { stream: shown } = this.store.get();
    const isSame =
      tracks.length === this.tracks.length && tracks.every((track) => this.tracks.includes(track));
    const stream = isSame ? shown : tracks.length === 0 ? undefined : this.platform.makeStream(tracks);
    this.tracks = tracks;
    this.store.set({ stream, ...this.flags });
  }

  /** Of a call that is over nothing is shown. */
  clear(): void {
    this.tracks = [];
    this.store.set(NOTHING);
  }

  private get flags(): MediaFlags {
    const has = (kind: string) => this.tracks.some((track) => track.kind === kind);
    const { audio, video, screen } = this.told ?? { audio: true, video: true, screen: false };
    return {
      audio: audio && has('audio'),
      video: (video || screen) && has('video'),
      screen: screen && has('video'),
    };
  }
}
