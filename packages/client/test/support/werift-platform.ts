import { randomUUID } from 'node:crypto';
import { MediaStream, MediaStreamTrack, RtpHeader, RtpPacket } from 'werift';
import type {
  CallPlatform,
  MediaStreamLike,
  MediaTrack,
  MediaWish,
  PeerConfiguration,
} from '../../src/platform/call-platform.ts';
import { FakeCallMemory, FakeTones } from '../../src/testing/fake-call-platform.ts';
import { WeriftPeer } from './werift-peer.ts';

const PACKET_MS = 20;

/**
 * A device with a microphone and a camera that send real packets, each with the name of its owner, and with
 * real peer connections, but without anything to see or to hear.
 */
export class WeriftPlatform implements CallPlatform {
  readonly tones = new FakeTones();
  readonly peers: WeriftPeer[] = [];
  readonly tracks: MediaStreamTrack[] = [];
  private readonly stopFeeding: (() => void)[] = [];
  private readonly hideListeners = new Set<() => void>();
  private readonly earListeners = new Set<(packet: string) => void>();

  /** @param memory give that of the page before to say that this page was reloaded */
  constructor(
    private readonly owner: string,
    readonly memory = new FakeCallMemory(),
  ) {}

  get openPeers(): WeriftPeer[] {
    return this.peers.filter(({ signalingState }) => signalingState !== 'closed');
  }

  get openTracks(): MediaStreamTrack[] {
    return this.tracks.filter(({ readyState }) => readyState === 'live');
  }

  /** Resolves when a packet of this kind by this person arrives, from now on. */
  receives(kind: 'audio' | 'video', owner: string): Promise<void> {
    return new Promise((resolve) => {
      const listen = (packet: string) => {
        if (packet !== `${owner} ${kind}`) return;
        this.earListeners.delete(listen);
        resolve();
      };
      this.earListeners.add(listen);
    });
  }

  createPeer(configuration: PeerConfiguration): WeriftPeer {
    const peer = new WeriftPeer(configuration);
    peer.addEventListener('track', ({ track }) => {
      (track as unknown as MediaStreamTrack).onReceiveRtp.subscribe(({ payload }) => {
        for (const listen of [...this.earListeners]) listen(payload.toString());
      });
    });
    this.peers.push(peer);
    return peer;
  }

  makeStream(tracks: readonly MediaTrack[]): MediaStreamLike {
    return new MediaStream(tracks as unknown as MediaStreamTrack[]) as unknown as MediaStreamLike;
  }

  async getUserMedia({ audio, video }: MediaWish): Promise<MediaStreamLike> {
    const tracks = [
      ...(audio === false ? [] : [this.open('audio')]),
      ...(video === false ? [] : [this.open('video')]),
    ];
    return this.makeStream(tracks as unknown as MediaTrack[]);
  }

  async getDisplayMedia(): Promise<MediaStreamLike> {
    return this.makeStream([this.open('video')] as unknown as MediaTrack[]);
  }

  onPageHide(listener: () => void): () => void {
    this.hideListeners.add(listener);
    return () => this.hideListeners.delete(listener);
  }

  hidePage(): void {
    for (const listener of [...this.hideListeners]) listener();
  }

  /** Ends everything, as the end of a process would. */
  destroy(): void {
    for (const stop of this.stopFeeding.splice(0)) stop();
    for (const track of this.tracks) track.stop();
    for (const peer of this.peers) peer.close();
  }

  private open(kind: 'audio' | 'video'): MediaStreamTrack {
    const track = new MediaStreamTrack({ kind, id: randomUUID() });
    this.tracks.push(track);
    const payload = Buffer.from(`${this.owner} ${kind}`);
    let sequenceNumber = 0;
    const timer = setInterval(() => {
      if (track.stopped || !track.enabled) return;
      sequenceNumber = (sequenceNumber + 1) & 0xffff;
      const timestamp = (sequenceNumber * 960) >>> 0;
      track.writeRtp(
        new RtpPacket(new RtpHeader({ sequenceNumber, timestamp, payloadType: 96, marker: true }), payload),
      );
    }, PACKET_MS);
    this.stopFeeding.push(() => clearInterval(timer));
    return track;
  }
}
