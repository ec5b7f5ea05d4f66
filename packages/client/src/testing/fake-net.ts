import type { PeerConfiguration } from '../platform/call-platform.ts';
import type { FakeTrack } from './fake-media.ts';
import { FakePeer } from './fake-peer.ts';
import { receives, sends } from './fake-sdp.ts';
import type { Generation, PeerSurroundings } from './fake-surroundings.ts';

/**
 * The way between fake peers. Two of them connect as soon as each has the other's description of the same ICE
 * generation and a candidate of it; a lost path is noticed when the test says so.
 */
export class FakeNet implements PeerSurroundings {
  readonly peers: FakePeer[] = [];
  /** Every use that a browser would refuse, in words, also where the refusal was caught. */
  readonly faults: string[] = [];
  candidatesPerSide = 1;
  /** Whether candidates are found before the promise of `setLocalDescription` was heard, as some peers do. */
  findsCandidatesEarly = false;
  /** Whether the end of candidates is told as Firefox does, by an empty one. */
  tellsEmptyCandidate = false;
  /** Whether only a relay gets through. */
  blocksDirect = false;
  /** What is under way when a peer is closed never settles, as in the standard; or it is refused. */
  onClose: 'hang' | 'refuse' = 'hang';
  /** Makes an operation of a peer wait; without it each takes a few turns of the event loop's microtasks. */
  hold: ((peer: FakePeer, operation: string) => Promise<void> | undefined) | undefined;
  private isCut = false;
  private readonly dead = new Set<string>();
  private counted = 0;
  private isLooking = false;

  readonly createPeer = (configuration: PeerConfiguration): FakePeer => {
    const peer = new FakePeer(this, configuration);
    this.peers.push(peer);
    return peer;
  };

  /** Peers that were not closed. */
  get open(): FakePeer[] {
    return this.peers.filter(({ signalingState }) => signalingState !== 'closed');
  }

  /** No packet passes any more, and everybody notices. */
  cut(): void {
    this.isCut = true;
    for (const peer of this.open) if (peer.connectionState === 'connected') peer.becomeIce('disconnected');
  }

  /** Who is disconnected, or tries in vain, gives up. */
  giveUp(): void {
    for (const peer of this.open)
      if (['disconnected', 'checking'].includes(peer.iceConnectionState)) peer.becomeIce('failed');
  }

  /** Packets pass again; connections that were lost come back by themselves. */
  heal(): void {
    this.isCut = false;
    this.look();
  }

  /** Packets pass again, by another address: only an ICE restart brings a connection back. */
  healElsewhere(): void {
    for (const { generation } of this.open) if (generation !== undefined) this.dead.add(nameOf(generation));
    this.heal();
  }

  /** Whose other side was closed or replaced notices it now. */
  noticeGone(): void {
    for (const peer of this.open)
      if (peer.connectionState === 'connected' && this.otherOf(peer) === undefined)
        peer.becomeIce('disconnected');
  }

  /** The open peer at the other end, whether a packet passes or not. */
  otherOf(peer: FakePeer): FakePeer | undefined {
    const { generation } = peer;
    if (generation === undefined) return undefined;
    return this.open.find(
      (other) =>
        other.generation?.local === generation.remote &&
        other.generation.remote === generation.local &&
        other.remoteFingerprint === peer.fingerprint &&
        peer.remoteFingerprint === other.fingerprint,
    );
  }

  /** What a peer hears or sees: the track that is sent to it, if it is connected and takes one of this kind. */
  received(peer: FakePeer, kind: 'audio' | 'video'): FakeTrack | undefined {
    if (peer.connectionState !== 'connected') return undefined;
    const other = this.otherOf(peer);
    for (const { mid, receiver, currentDirection } of peer.getTransceivers()) {
      if (receiver.track.kind !== kind || currentDirection === null || !receives(currentDirection)) continue;
      const way = other?.getTransceivers().find((transceiver) => transceiver.mid === mid);
      if (way === undefined || way.currentDirection === null || !sends(way.currentDirection)) continue;
      const { track } = way.sender;
      if (track !== null && track.readyState !== 'ended') return track as FakeTrack;
    }
    return undefined;
  }

  holds(peer: FakePeer, operation: string): Promise<void> | undefined {
    return this.hold?.(peer, operation);
  }

  next(): number {
    this.counted += 1;
    return this.counted;
  }

  fault(text: string): void {
    this.faults.push(text);
  }

  /** Looks soon whether someone can connect. */
  look(): void {
    if (this.isLooking) return;
    this.isLooking = true;
    queueMicrotask(() => {
      this.isLooking = false;
      for (const peer of this.open) this.tryToConnect(peer);
    });
  }

  private tryToConnect(peer: FakePeer): void {
    const { generation, iceConnectionState } = peer;
    if (generation === undefined) return;
    if (peer.checkedBy !== nameOf(generation) && iceConnectionState !== 'connected')
      peer.becomeIce('checking');
    peer.checkedBy = nameOf(generation);
    if (iceConnectionState === 'connected' && peer.connectedBy === nameOf(generation)) return;
    const other = this.otherOf(peer);
    if (other === undefined || this.isCut || this.dead.has(nameOf(generation))) return;
    if (!this.reaches(peer, other) || !this.reaches(other, peer)) return;
    if (this.blocksDirect && !peer.hasRelay && !other.hasRelay) return;
    for (const one of [peer, other]) {
      one.connectedBy = one.generation === undefined ? undefined : nameOf(one.generation);
      one.becomeIce('connected');
    }
  }

  private reaches(peer: FakePeer, other: FakePeer): boolean {
    return peer.candidatesOf(other.generation?.local ?? '') > 0;
  }
}

const nameOf = ({ local, remote }: Generation) => [local, remote].sort().join();
