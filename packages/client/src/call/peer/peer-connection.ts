import type { CallPlatform, MediaTrack, Peer, PeerConfiguration } from '../../platform/call-platform.ts';
import { Negotiation } from './negotiation.ts';
import type { OtherSide, Signal } from './signal.ts';

/** How a peer stands with the other side. `shaky`: it may come back by itself; `broken`: it has given up. */
export type PeerState = 'up' | 'shaky' | 'broken';

interface Parts {
  readonly platform: CallPlatform;
  readonly configuration: PeerConfiguration;
  readonly isPolite: boolean;
  /** Puts our own sound and picture on the peer. */
  attach(peer: Peer): void;
  readonly other: OtherSide;
  onState(state: PeerState): void;
  /** What of the other side arrives; told again whenever that may have changed. */
  onTracks(tracks: readonly MediaTrack[]): void;
  /** Both sides' descriptions are taken. */
  onAgreed(): void;
  /** The peer refused a description of the other side; `onFault` follows. */
  onRefused(thrown: unknown): void;
  /** The peer refused what cannot be done without. */
  onFault(thrown: unknown): void;
}

/** One peer connection, from its making to its closing. */
export class PeerConnection {
  readonly peer: Peer;
  private readonly negotiation: Negotiation;
  private tracks: MediaTrack[] = [];
  private state: PeerState | undefined;
  private isClosed = false;

  constructor(private readonly parts: Parts) {
    this.peer = parts.platform.createPeer(parts.configuration);
    this.negotiation = new Negotiation({
      ...parts,
      peer: this.peer,
      onAgreed: () => {
        parts.onAgreed();
        this.tellTracks();
      },
    });
    this.peer.addEventListener('connectionstatechange', () => this.look());
    this.peer.addEventListener('iceconnectionstatechange', () => this.look());
    this.peer.addEventListener('track', ({ track }) => this.trackCame(track));
    parts.attach(this.peer);
  }

  /** Makes the first offer. */
  begin(): void {
    this.negotiation.begin();
  }

  take(signal: Signal): void {
    this.negotiation.take(signal);
  }

  restart(configuration: PeerConfiguration): void {
    this.negotiation.restart(configuration);
  }

  get isUnanswered(): boolean {
    return this.negotiation.isUnanswered;
  }

  get isUp(): boolean {
    return this.state === 'up' && !this.isClosed;
  }

  close(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.negotiation.close();
    this.peer.close();
  }

  private look(): void {
    const state = stateOf(this.peer);
    // On the way from one state to another there is no news.
    if (this.isClosed || state === undefined || state === this.state) return;
    this.state = state;
    this.parts.onState(state);
  }

  private trackCame(track: MediaTrack): void {
    if (this.isClosed || this.tracks.includes(track)) return;
    this.tracks = [...this.tracks, track];
    // The tracks of one description come one by one; they are shown together once it was taken. Where events
    // come later than the promise, they are shown as they come.
    void Promise.resolve().then(() => {
      if (this.peer.signalingState === 'stable') this.tellTracks();
    });
  }

  private tellTracks(): void {
    if (!this.isClosed) this.parts.onTracks(this.tracks.filter((track) => this.arrives(track)));
  }

  /** What was offered may be refused by our own answer: of a picture without a common codec nothing ever comes. */
  private arrives(track: MediaTrack): boolean {
    if (track.readyState === 'ended') return false;
    const transceiver = this.peer.getTransceivers().find(({ receiver }) => receiver.track === track);
    const direction = transceiver?.currentDirection;
    return direction === undefined || direction === 'sendrecv' || direction === 'recvonly';
  }
}

/** `undefined` while it is being established, for the first time or anew. */
function stateOf({ connectionState, iceConnectionState }: Peer): PeerState | undefined {
  const states = [connectionState, iceConnectionState];
  if (states.includes('failed')) return 'broken';
  if (states.includes('disconnected')) return 'shaky';
  return connectionState === 'connected' ? 'up' : undefined;
}
