import type { MediaStreamLike, MediaTrack } from '../platform/call-platform.ts';

type TrackEvent = 'ended' | 'mute' | 'unmute';

/** A track of a camera, a microphone or the other side; it counts as open until it was stopped. */
export class FakeTrack implements MediaTrack {
  enabled = true;
  readyState: 'live' | 'ended' = 'live';
  private readonly listeners = new Map<TrackEvent, Set<() => void>>();

  constructor(
    readonly kind: string,
    readonly id: string,
    private readonly deviceId?: string,
  ) {}

  /** By its owner: no event tells of it. */
  stop(): void {
    this.readyState = 'ended';
  }

  /** By the device: unplugged, or its permission withdrawn. */
  end(): void {
    if (this.readyState === 'ended') return;
    this.readyState = 'ended';
    this.tell('ended');
  }

  tell(type: TrackEvent): void {
    for (const listener of [...(this.listeners.get(type) ?? [])]) listener();
  }

  addEventListener(type: TrackEvent, listener: () => void): void {
    const known = this.listeners.get(type) ?? new Set();
    this.listeners.set(type, known.add(listener));
  }

  removeEventListener(type: TrackEvent, listener: () => void): void {
    this.listeners.get(type)?.delete(listener);
  }

  getSettings(): { readonly deviceId?: string } {
    return this.deviceId === undefined ? {} : { deviceId: this.deviceId };
  }
}

export class FakeStream implements MediaStreamLike {
  constructor(
    readonly id: string,
    readonly tracks: MediaTrack[],
  ) {}

  getTracks(): MediaTrack[] {
    return [...this.tracks];
  }
}
