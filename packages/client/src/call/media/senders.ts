import type { MediaStreamLike, MediaTrack, Peer, Sender } from '../../platform/call-platform.ts';
import type { CallType } from '../call.ts';

type Kind = 'audio' | 'video';

/** Our tracks on the peer of the moment: at most one sound and one picture, all of one stream. */
export class Senders {
  private peer: Peer | undefined;
  private readonly of = new Map<Kind, Sender>();
  private letGo = () => {};
  private isLetGo: Promise<void> = Promise.resolve();

  constructor(private readonly stream: MediaStreamLike) {}

  /**
   * Puts what there is on a new peer. Who offers also asks for what they cannot send, so that they see and hear
   * without camera and microphone; who answers takes the lines that were offered.
   */
  attach(
    peer: Peer,
    role: 'caller' | 'callee',
    type: CallType,
    tracks: Readonly<Record<Kind, MediaTrack | undefined>>,
  ): void {
    this.detach();
    this.peer = peer;
    this.isLetGo = new Promise((resolve) => {
      this.letGo = resolve;
    });
    for (const kind of ['audio', 'video'] as const) {
      const track = tracks[kind];
      if (track !== undefined) this.of.set(kind, peer.addTrack(track, this.stream));
      else if (role === 'caller' && (kind === 'audio' || type === 'video'))
        peer.addTransceiver(kind, { direction: 'recvonly' });
    }
  }

  detach(): void {
    this.peer = undefined;
    this.of.clear();
    this.letGo();
  }

  /**
   * Sends this from now on. The first track of a kind is added, and the peer asks to negotiate; later ones take
   * the place of the one before without that.
   */
  async put(kind: Kind, track: MediaTrack | undefined): Promise<void> {
    const { peer, isLetGo } = this;
    if (peer === undefined || peer.connectionState === 'closed') return;
    const sender = this.of.get(kind);
    if (sender === undefined) {
      if (track !== undefined) this.of.set(kind, peer.addTrack(track, this.stream));
      return;
    }
    try {
      // On a peer that is closed meanwhile it never settles (W3C WebRTC, 5.2 replaceTrack).
      await Promise.race([sender.replaceTrack(track ?? null), isLetGo]);
    } catch (thrown) {
      if (peer === this.peer && peer.connectionState !== 'closed') throw thrown;
    }
  }
}
