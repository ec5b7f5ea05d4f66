import type { CallOutcome } from '../../../src/call/call.ts';
import type { OpenSocket, SocketOpener } from '../../../src/connection/socket.ts';
import type { CandidateInit, Description, MediaStreamLike } from '../../../src/platform/call-platform.ts';
import { FakeCallPlatform } from '../../../src/testing/fake-call-platform.ts';
import type { FakeNet } from '../../../src/testing/fake-net.ts';
import type { FakePeer } from '../../../src/testing/fake-peer.ts';
import type { Action, Party } from './party.ts';
import { ACCOUNTS, type Name, otherThan, RECORD } from './people.ts';

interface Parts {
  readonly name: Name;
  readonly net: FakeNet;
  readonly open: SocketOpener;
  onLink(): void;
}

interface Heard {
  readonly offer?: Description;
  readonly answer?: Description;
  readonly candidate?: CandidateInit | null;
}

/**
 * A person at a client in the manner of the document's example: offers right after calling, makes a new peer for
 * each offer, keeps no candidate for later, and closes everything on the first word of an end.
 *
 * @source document, section 9, example 1
 */
export class ExamplePerson implements Party {
  readonly platform: FakeCallPlatform;
  readonly peers: FakePeer[] = [];
  readonly did: Action[] = [];
  readonly faults: string[] = [];
  readonly outcome: CallOutcome | undefined;
  readonly shown: undefined;
  phase = 'none';
  private readonly socket: OpenSocket;
  private peer: FakePeer | undefined;
  private stream: MediaStreamLike | undefined;

  constructor(private readonly parts: Parts) {
    this.platform = new FakeCallPlatform(parts.net);
    const request = { url: '', auth: {}, via: 'websocket', withCookies: false, timeoutMs: 0 } as const;
    this.socket = parts.open(request, {
      connected: () =>
        this.socket.emit('join_conversation', {
          conversationId: RECORD.id,
          userId: this.id,
          userType: this.role,
        }),
      refused: () => {},
      failed: () => {},
      closed: () => {},
      event: (name, payload) => this.hear(name, payload as Heard),
    });
  }

  /** The one in use: such a client forgets the ones before without closing them. */
  get openPeers(): FakePeer[] {
    return this.peer === undefined ? [] : [this.peer];
  }

  get hasCamera(): boolean {
    return this.stream !== undefined;
  }

  can(action: Action): boolean {
    if (action === 'place') return this.phase === 'none';
    return (action === 'accept' || action === 'decline') && this.phase === 'incoming';
  }

  act(action: Action): void {
    this.did.push(action);
    const toUserId = ACCOUNTS[otherThan(this.parts.name)].id;
    if (action === 'place') {
      this.phase = 'ringing';
      this.socket.emit('call:initiate', { toUserId, conversationId: RECORD.id, callType: 'video' });
      this.trying(() => this.offer());
    } else if (action === 'accept') {
      this.phase = 'connecting';
      this.trying(async () => {
        this.stream = await this.platform.getUserMedia({ audio: true, video: true });
        this.socket.emit('call:accept', { toUserId });
      });
    } else {
      this.socket.emit('call:reject', { toUserId });
      this.clean();
    }
  }

  private get id(): string {
    return ACCOUNTS[this.parts.name].id;
  }

  private get role(): string {
    return ACCOUNTS[this.parts.name].role;
  }

  private hear(name: string, { offer, answer, candidate }: Heard): void {
    switch (name) {
      case 'call:incoming':
        this.phase = 'incoming';
        return;
      case 'call:ended':
      case 'call:rejected':
      case 'call:no-answer':
      case 'call:missed':
        this.clean();
        return;
      case 'webrtc:offer':
        if (offer !== undefined) this.trying(() => this.answer(offer));
        return;
      case 'webrtc:answer':
        this.trying(async () => answer && this.peer?.setRemoteDescription(answer));
        return;
      case 'webrtc:ice-candidate':
        if (candidate) this.trying(async () => this.peer?.addIceCandidate(candidate));
    }
  }

  private async offer(): Promise<void> {
    this.stream = await this.platform.getUserMedia({ audio: true, video: true });
    const peer = this.makePeer();
    const offer = await peer.createOffer();
    await peer.setLocalDescription(offer);
    this.say('webrtc:offer', { offer });
  }

  private async answer(offer: Description): Promise<void> {
    const peer = this.makePeer();
    await peer.setRemoteDescription(offer);
    const answer = await peer.createAnswer();
    await peer.setLocalDescription(answer);
    this.say('webrtc:answer', { answer });
  }

  private makePeer(): FakePeer {
    const peer = this.parts.net.createPeer({ iceServers: [] });
    this.peers.push(peer);
    this.peer = peer;
    peer.addEventListener('connectionstatechange', () => {
      this.parts.onLink();
      if (peer.connectionState === 'connected') this.phase = 'live';
    });
    peer.addEventListener('icecandidate', ({ candidate }) => {
      if (candidate !== null) this.say('webrtc:ice-candidate', { candidate });
    });
    const { stream } = this;
    if (stream !== undefined) for (const track of stream.getTracks()) peer.addTrack(track, stream);
    return peer;
  }

  private say(event: string, signal: object): void {
    this.socket.emit(event, { toUserId: ACCOUNTS[otherThan(this.parts.name)].id, ...signal });
  }

  private clean(): void {
    this.phase = 'ended';
    this.peer?.close();
    this.peer = undefined;
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    this.stream = undefined;
  }

  /** What such a client does not await would be an unhandled rejection. */
  private trying(action: () => Promise<unknown>): void {
    action().catch((thrown: unknown) => {
      if (this.phase !== 'ended') this.faults.push(`the example of ${this.parts.name}: ${thrown}`);
    });
  }
}
