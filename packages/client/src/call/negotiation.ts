import type { CandidateInit, Description, Peer, PeerConfiguration } from '../platform/call-platform.ts';
import { CandidateQueue } from './candidate-queue.ts';
import { refusalOf } from './description-refusal.ts';
import type { Signal, SignalCandidate } from './signal.ts';

interface Parts {
  readonly peer: Peer;
  /** Whether our offer gives way to one of the other side that crosses it: the callee's does. */
  readonly isPolite: boolean;
  /** Whether the other side answers every offer from a new peer connection, as the document's example does. */
  isOtherPlain(): boolean;
  send(signal: Signal): void;
  /** Both sides' descriptions have been taken, and it is known which tracks arrive. */
  settled(): void;
  /** The peer refused a description of the other side, which was told so where it can know; `failed` follows. */
  refused(thrown: unknown): void;
  /** The peer refused what cannot be done without; another try may help. */
  failed(thrown: unknown): void;
}

/**
 * Agrees with the other side on what is sent and received, by the pattern called perfect negotiation. Everything
 * is done one after the other, in the order in which it came. Whoever did not begin offers nothing before having
 * answered once, since both would otherwise offer at the start of each call.
 */
export class Negotiation {
  private chain: Promise<void> = Promise.resolve();
  private readonly candidates = new CandidateQueue();
  private mayOffer = false;
  private mustRestart = false;
  private isOfferQueued = false;
  private isClosed = false;

  constructor(private readonly parts: Parts) {
    const { peer, send } = parts;
    peer.addEventListener('negotiationneeded', () => this.offerSoon());
    peer.addEventListener('icecandidate', ({ candidate }) => {
      if (!this.isClosed)
        send({ kind: 'candidate', candidate: candidate === null ? null : plain(candidate) });
    });
  }

  /** Makes the first offer of the call, or of this side's new beginning. */
  begin(): void {
    this.mayOffer = true;
    this.offerSoon();
  }

  /** Something that the other side said, in the order in which it was said. */
  take(signal: Signal): void {
    if (signal.kind === 'candidate') this.run(() => this.takeCandidate(signal.candidate));
    else if (signal.kind === 'offer') this.run(() => this.takeOffer({ type: 'offer', sdp: signal.sdp }));
    else this.run(() => this.takeAnswer({ type: 'answer', sdp: signal.sdp }));
  }

  /** Looks for a new way to the other side; while an offer of ours is open, as soon as it is answered. */
  restart(configuration: PeerConfiguration): void {
    this.run(async () => {
      this.parts.peer.setConfiguration?.(configuration);
      this.mustRestart = true;
      await this.offer();
    });
  }

  /** Whether the other side owes an answer. */
  get isUnanswered(): boolean {
    return this.parts.peer.signalingState === 'have-local-offer';
  }

  /** From now on nothing is done and nothing told. */
  close(): void {
    this.isClosed = true;
  }

  private offerSoon(): void {
    if (this.isOfferQueued || !this.mayOffer) return;
    this.isOfferQueued = true;
    this.run(() => this.offer());
  }

  /** In any other state than `stable` the peer asks again, by `negotiationneeded`, when it is. */
  private async offer(): Promise<void> {
    const { peer, send } = this.parts;
    this.isOfferQueued = false;
    if (peer.signalingState !== 'stable' || !this.mayOffer) return;
    // To a new peer connection over there leads no old way.
    const isRenewed = peer.remoteDescription !== null && this.parts.isOtherPlain();
    if (this.mustRestart || isRenewed) peer.restartIce();
    this.mustRestart = false;
    const offer = await peer.createOffer();
    if (this.isClosed) return;
    await peer.setLocalDescription(offer);
    if (!this.isClosed) send({ kind: 'offer', sdp: sdpOf(peer.localDescription ?? offer) });
  }

  private async takeOffer(offer: Description): Promise<void> {
    const { peer, isPolite, send, settled } = this.parts;
    if (this.isUnanswered && !isPolite) return;
    await this.setRemoteOffer(offer);
    if (this.isClosed) return;
    await this.addWaiting();
    if (this.isClosed) return;
    const answer = await peer.createAnswer();
    if (this.isClosed) return;
    await peer.setLocalDescription(answer);
    if (this.isClosed) return;
    settled();
    send({ kind: 'answer', sdp: sdpOf(peer.localDescription ?? answer) });
    this.mayOffer = true;
    // Asked for before we might offer, or unknown to the offer: the peer need not ask a second time.
    if (peer.getTransceivers().some(({ mid }) => mid === null) || this.mustRestart) this.offerSoon();
  }

  /** A peer that does not give up its own offer by itself is told to. */
  private async setRemoteOffer(offer: Description): Promise<void> {
    const { peer } = this.parts;
    try {
      await peer.setRemoteDescription(offer);
    } catch (thrown) {
      if (this.isClosed) return;
      if (!this.isUnanswered) {
        this.refuse(offer, thrown);
        throw thrown;
      }
      await peer.setLocalDescription({ type: 'rollback' });
      if (!this.isClosed) await this.setRemote(offer);
    }
  }

  private async setRemote(description: Description): Promise<void> {
    try {
      await this.parts.peer.setRemoteDescription(description);
    } catch (thrown) {
      if (!this.isClosed) this.refuse(description, thrown);
      throw thrown;
    }
  }

  /** One that knows only the document would take it for an answer, and could use no later description of ours. */
  private refuse(description: Description, thrown: unknown): void {
    const { isOtherPlain, send, refused } = this.parts;
    if (!isOtherPlain()) send(refusalOf(sdpOf(description)));
    refused(thrown);
  }

  /** One that answers nothing is an echo of what was settled otherwise. */
  private async takeAnswer(answer: Description): Promise<void> {
    if (!this.isUnanswered) return;
    await this.setRemote(answer);
    if (this.isClosed) return;
    this.parts.settled();
    await this.addWaiting();
    if (this.mustRestart) this.offerSoon();
  }

  private async takeCandidate(told: SignalCandidate | null): Promise<void> {
    // The end of candidates: there is nothing to add, and no peer needs to be told.
    if (told === null || (told.candidate ?? '') === '') return;
    const candidate = plain(told);
    const sdp = this.parts.peer.remoteDescription?.sdp;
    if (this.candidates.admit(candidate, sdp)) await this.add(candidate);
  }

  private async addWaiting(): Promise<void> {
    for (const candidate of this.candidates.release(this.parts.peer.remoteDescription?.sdp)) {
      if (!this.isClosed) await this.add(candidate);
    }
  }

  private async add(candidate: CandidateInit): Promise<void> {
    try {
      await this.parts.peer.addIceCandidate(candidate);
    } catch {
      // One of many ways to the other side; whether any is left shows in the state of the connection.
    }
  }

  private run(step: () => Promise<void>): void {
    this.chain = this.chain.then(async () => {
      if (this.isClosed) return;
      try {
        await step();
      } catch (thrown) {
        if (!this.isClosed) this.parts.failed(thrown);
      }
    });
  }
}

function sdpOf({ sdp }: Description): string {
  return sdp ?? '';
}

/** Named fields only: what a browser gives is an object of its own, what the server gives may have more. */
function plain({ candidate, sdpMid, sdpMLineIndex, usernameFragment }: SignalCandidate): CandidateInit {
  return {
    candidate: candidate ?? '',
    ...(sdpMid === undefined ? {} : { sdpMid }),
    ...(sdpMLineIndex === undefined ? {} : { sdpMLineIndex }),
    ...(usernameFragment === undefined ? {} : { usernameFragment }),
  };
}
