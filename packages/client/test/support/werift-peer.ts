import { RTCDtlsTransport, RTCPeerConnection } from 'werift';
import type {
  CandidateInit,
  Description,
  MediaStreamLike,
  MediaTrack,
  Peer,
  PeerConfiguration,
  PeerEvents,
  Sender,
  StatsEntry,
  Transceiver,
} from '../../src/platform/call-platform.ts';

/** Werift's own words for the same things; its types differ from those of browsers in small ways. */
type Raw = RTCPeerConnection;

/**
 * A real peer connection of werift, over the interfaces of this machine. Werift takes half a minute to notice a
 * lost path, so a test says when it is lost; what is done about it then is real.
 */
export class WeriftPeer implements Peer {
  /** What the other side's tracks brought. */
  readonly arrived: { readonly track: MediaTrack }[] = [];
  private readonly raw: Raw;
  private pretended: 'disconnected' | 'failed' | undefined;
  private ufrag: string | undefined;
  private isClosed = false;

  constructor({ iceServers, iceTransportPolicy = 'all' }: PeerConfiguration) {
    // Werift's peers share one certificate, those of browsers do not: by it a page that was loaded anew is known.
    Object.assign(RTCDtlsTransport, { localCertificate: undefined, localCertificatePromise: undefined });
    this.raw = new RTCPeerConnection({
      iceServers: [...iceServers],
      iceTransportPolicy,
      iceUseIpv6: false,
      iceAdditionalHostAddresses: ['127.0.0.1'],
      bundlePolicy: 'max-bundle',
    });
    this.raw.addEventListener('track', (event: PeerEvents['track']) => this.arrived.push(event));
  }

  get signalingState(): string {
    return this.raw.signalingState;
  }

  get connectionState(): string {
    return this.pretended ?? this.raw.connectionState;
  }

  /** Werift's own says `completed` when it has gathered. */
  get iceConnectionState(): string {
    const { connectionState } = this;
    return connectionState === 'connecting' ? 'checking' : connectionState;
  }

  get localDescription(): Description | null {
    return this.raw.localDescription as Description | null;
  }

  get remoteDescription(): Description | null {
    return this.raw.remoteDescription as Description | null;
  }

  /** Says that the path is lost, until an ICE restart. */
  lose(state: 'disconnected' | 'failed'): void {
    if (this.isClosed) return;
    this.pretended = state;
    this.raw.emit('connectionstatechange');
  }

  addEventListener<E extends keyof PeerEvents>(type: E, listener: (event: PeerEvents[E]) => void): void {
    const rawType = type === 'iceconnectionstatechange' ? 'connectionstatechange' : type;
    this.raw.addEventListener(rawType, (event: PeerEvents[E]) => {
      if (!this.isClosed) listener(type === 'icecandidate' ? (plainCandidate(event) as typeof event) : event);
    });
  }

  createOffer(): Promise<Description> {
    return this.raw.createOffer() as Promise<Description>;
  }

  createAnswer(): Promise<Description> {
    return this.raw.createAnswer() as Promise<Description>;
  }

  async setLocalDescription(description: Description): Promise<void> {
    await this.raw.setLocalDescription(description as Parameters<Raw['setLocalDescription']>[0]);
    if (description.type === 'answer') this.settled();
  }

  async setRemoteDescription(description: Description): Promise<void> {
    await this.raw.setRemoteDescription(description as Parameters<Raw['setRemoteDescription']>[0]);
    if (description.type === 'answer') this.settled();
  }

  async addIceCandidate(candidate: CandidateInit): Promise<void> {
    if (this.raw.remoteDescription === null) throw new Error('cannot add a candidate: no remote description');
    await this.raw.addIceCandidate(candidate as Parameters<Raw['addIceCandidate']>[0]);
  }

  addTrack(track: MediaTrack, stream: MediaStreamLike): Sender {
    return this.raw.addTrack(track as never, stream as never) as unknown as Sender;
  }

  addTransceiver(kind: 'audio' | 'video', init: { readonly direction: 'recvonly' }): Transceiver {
    return this.raw.addTransceiver(kind, init) as unknown as Transceiver;
  }

  getTransceivers(): Transceiver[] {
    return this.raw.getTransceivers() as unknown as Transceiver[];
  }

  restartIce(): void {
    this.raw.restartIce();
  }

  setConfiguration({ iceServers }: PeerConfiguration): void {
    this.raw.setConfiguration({ ...this.raw.getConfiguration(), iceServers: [...iceServers] } as never);
  }

  async getStats(): Promise<{ forEach(visit: (entry: StatsEntry) => void): void }> {
    return (await this.raw.getStats()) as never;
  }

  close(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.raw.close().catch(() => {});
  }

  /** Werift gathers anew for an ICE restart, but looks for no new path once it was connected. */
  private settled(): void {
    const ufrag = /^a=ice-ufrag:(\S+)/m.exec(this.raw.localDescription?.sdp ?? '')?.[1];
    const isRestart = this.ufrag !== undefined && ufrag !== this.ufrag;
    this.ufrag = ufrag;
    if (!isRestart) return;
    void Promise.all(this.raw.iceTransports.map((transport) => transport.start())).then(
      () => this.found(),
      () => this.lose('failed'),
    );
  }

  private found(): void {
    this.pretended = undefined;
    if (!this.isClosed) this.raw.emit('connectionstatechange');
  }
}

function plainCandidate(event: PeerEvents['icecandidate'] | unknown): PeerEvents['icecandidate'] {
  const { candidate } = event as { candidate?: CandidateInit };
  if (candidate === undefined) return { candidate: null };
  const { candidate: line = '', sdpMid = null, sdpMLineIndex = null } = candidate;
  return { candidate: { candidate: line, sdpMid, sdpMLineIndex } };
}
