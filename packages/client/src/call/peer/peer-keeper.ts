import type { CallPlatform, MediaTrack, Peer } from '../../platform/call-platform.ts';
import type { Clock } from '../../platform/platform.ts';
import type { CallTrouble } from '../call.ts';
import { isRefusal } from './description-refusal.ts';
import type { IceSupply } from './ice-supply.ts';
import { PeerConnection, type PeerState } from './peer-connection.ts';
import { Recovery } from './recovery.ts';
import { RemoteSession, type SessionName } from './remote-session.ts';
import type { OtherSide, Signal } from './signal.ts';

/** So long both must have been there before it is said that no way leads from one to the other. */
const NO_ROUTE_MS = 3_000;
/** So long a first connection may take before anything counts as wrong. */
const USUAL_MS = 8_000;

/** What becomes of the connection between the two sides. */
export interface PeerNews {
  onDown(trouble: CallTrouble): void;
  onTrying(attempt: number | undefined, trouble: CallTrouble | undefined): void;
  onGivenUp(trouble: CallTrouble): void;
  /** This device makes no peers, whatever it has said before. */
  onUnable(thrown: unknown): void;
}

/** What is known of a call when both have agreed. */
export interface Opening {
  readonly isCaller: boolean;
  /** Whether this page was loaded anew during the call: then it makes the first offer. */
  readonly isResumed: boolean;
  /** The other side's session as it was before this page was loaded anew. */
  readonly staleSession?: SessionName | undefined;
  /** Resolves when it is known what of our own sound and picture there is. */
  readonly mediaReady: Promise<void>;
}

interface Parts extends PeerNews, Opening {
  readonly platform: CallPlatform;
  readonly clock: Clock;
  readonly ice: IceSupply;
  /** @param role `caller` for the peer that makes the first offer */
  attach(peer: Peer, role: 'caller' | 'callee'): void;
  readonly other: OtherSide;
  /** Whether our own connection to the server stands. */
  isServerThere(): boolean;
  /** A new peer is made: what was sent from the old one and has not left is of no use. */
  onNewPeer(): void;
  onUp(peer: Peer): void;
  onTracks(tracks: readonly MediaTrack[]): void;
}

/**
 * The connection between the two sides of a call that was taken: makes it, keeps it, makes it again, and says when
 * that is in vain. It has one peer at a time; only when one of the sides begins anew there is another.
 */
export class PeerKeeper {
  private readonly session: RemoteSession;
  private readonly recovery: Recovery;
  private connection: PeerConnection | undefined;
  private early: Signal[] = [];
  private isStarted = false;
  private isUp = false;
  private wasUp = false;
  private startedAt = 0;
  private isClosed = false;
  private isOtherAway = false;
  private attempt: number | undefined;
  /** Whether the other side's page had gone away, until it is known how things stand now that it is back. */
  private wasOtherAway = false;
  /** When the other side first said anything since the peers are not connected. */
  private otherHeardAt: number | undefined;
  private cancelNoRoute = () => {};
  /** Whether one side has refused what the other described, and they have not agreed since. */
  private isRefused = false;
  private hasBegunAnew: boolean;
  /** Whether our connection to the server was away: what was said to it meanwhile may be lost. */
  private wasDeaf = false;
  private hasMended = false;

  constructor(private readonly parts: Parts) {
    this.hasBegunAnew = parts.isResumed;
    this.session = new RemoteSession(parts.staleSession);
    this.recovery = new Recovery({
      clock: parts.clock,
      isCaller: parts.isCaller,
      canTry: () => parts.isServerThere() && !this.isOtherAway,
      tryAgain: (attempt, isLast) => void this.tryAgain(attempt, isLast),
      giveUp: () => parts.onGivenUp(this.trouble),
    });
  }

  /** To be called once both have agreed; calling it twice is harmless. */
  start(): void {
    if (this.isStarted || this.isClosed) return;
    this.isStarted = true;
    this.startedAt = this.parts.clock.now();
    this.recovery.connecting();
    if (!this.parts.isServerThere()) this.tell();
    void this.open();
  }

  /** The other side's session, once both have described themselves: before that it knows nothing of us. */
  get remoteSession(): SessionName | undefined {
    const peer = this.connection?.peer;
    return peer?.signalingState === 'stable' && peer.remoteDescription !== null
      ? this.session.name
      : undefined;
  }

  hear(signal: Signal): void {
    if (this.isClosed) return;
    if (isRefusal(signal)) {
      this.otherRefused();
      return;
    }
    const isFirst = this.session.isUnknown;
    const verdict = this.session.judge(signal);
    if (verdict === 'stale') return;
    this.heardOther();
    // One like the document's example answers each offer from another peer: that is no crossing.
    if (verdict === 'crossed' && !this.parts.other.isPlain) {
      this.mend();
      return;
    }
    // A callee offers first only if its page was loaded anew before it could answer: our offer is lost.
    const isOverheard = signal.kind === 'offer' && isFirst && this.parts.isCaller && !this.hasBegunAnew;
    if (this.connection !== undefined && (verdict === 'anew' || isOverheard)) {
      this.lostIfUp();
      this.replaceConnection(false);
    }
    if (signal.kind === 'offer') this.recovery.otherTries();
    else this.recovery.review();
    if (this.connection === undefined) this.early = verdict === 'anew' ? [signal] : [...this.early, signal];
    else this.connection.take(signal);
    // Nothing was lost: their page did not go away after all.
    if (!this.isUp && this.connection?.isUp === true) this.stateChanged('up');
  }

  /** Our own connection to the server came or went. */
  serverChanged(): void {
    if (this.isClosed || !this.isStarted) return;
    const isBack = this.parts.isServerThere();
    this.wasDeaf ||= !isBack;
    if (this.isUp) return;
    this.tell();
    if (isBack) this.recovery.tryNow();
  }

  /** The other side's page goes away; it may be back soon. */
  otherWentAway(): void {
    if (this.isClosed) return;
    this.isOtherAway = true;
    this.wasOtherAway = true;
    this.unhear();
    this.lostIfUp();
    this.tell();
  }

  close(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.cancelNoRoute();
    this.recovery.stop();
    this.connection?.close();
  }

  private async open(): Promise<void> {
    await Promise.all([this.parts.mediaReady, this.parts.ice.prepare()]);
    if (this.isClosed) return;
    const wasOffered = this.early.some(({ kind }) => kind === 'offer');
    this.makeConnection(!wasOffered && (this.parts.isCaller || this.parts.isResumed));
    for (const signal of this.early.splice(0)) this.connection?.take(signal);
  }

  private makeConnection(offersFirst: boolean): void {
    const { parts } = this;
    try {
      this.connection = new PeerConnection({
        ...parts,
        configuration: { iceServers: parts.ice.known },
        isPolite: !parts.isCaller,
        attach: (peer) => parts.attach(peer, offersFirst ? 'caller' : 'callee'),
        onState: (state) => this.stateChanged(state),
        onAgreed: () => {
          this.isRefused = false;
        },
        onRefused: (thrown) => {
          this.isRefused = true;
          parts.platform.warn?.('A session description of the other side was refused by this device', thrown);
        },
        onFault: () => this.faulty(),
      });
    } catch (thrown) {
      // A device that makes no peer today makes none in ten seconds.
      parts.onUnable(thrown);
      return;
    }
    if (offersFirst) this.connection.begin();
  }

  /** Our own tracks move on to the new peer; of the old one nothing is heard any more. */
  private replaceConnection(offersFirst: boolean): void {
    this.connection?.close();
    this.parts.onTracks([]);
    this.parts.onNewPeer();
    this.makeConnection(offersFirst);
  }

  /** The peer refused a description: what it has is of no use, unless sound and picture flow in spite of it. */
  private faulty(): void {
    if (this.isUp) this.mend();
    else this.recovery.lost(true);
  }

  /**
   * Our peer is not told: its offer stays open, so that the next try begins anew. While sound and picture flow in spite
   * of it, it says nothing about why they may be lost later.
   */
  private otherRefused(): void {
    if (this.isUp) return;
    this.isRefused = true;
    this.heardOther();
    this.recovery.review();
  }

  /** The peers do not mean the same any more. To mend that again and again would be worse than what is wrong. */
  private mend(): void {
    if (this.hasMended) return;
    this.hasMended = true;
    this.lostIfUp();
    this.beginAnew();
  }

  private stateChanged(state: PeerState): void {
    if (state === 'up') {
      this.recovery.recovered();
      this.isUp = true;
      this.wasUp = true;
      this.isOtherAway = false;
      this.wasOtherAway = false;
      this.unhear();
      this.attempt = undefined;
      this.wasDeaf = false;
      if (this.connection !== undefined) this.parts.onUp(this.connection.peer);
    } else {
      this.lostIfUp();
      this.recovery.lost(state === 'broken');
    }
  }

  private lostIfUp(): void {
    if (!this.isUp) return;
    this.isUp = false;
    this.unhear();
    this.parts.onDown(this.trouble);
    this.recovery.lost(false);
  }

  private async tryAgain(attempt: number, isLast: boolean): Promise<void> {
    this.attempt = attempt;
    this.tell();
    const { connection } = this;
    await this.parts.ice.renew();
    // Meanwhile the other side may have begun anew, or we may be connected.
    if (this.isClosed || this.isUp || connection !== this.connection) return;
    if (isLast || connection?.isUnanswered === true || this.session.isUnknown || this.mayHaveMissedOffer)
      this.beginAnew();
    else connection?.restart({ iceServers: this.parts.ice.known });
    this.wasDeaf = false;
  }

  private beginAnew(): void {
    if (this.connection === undefined) return;
    this.hasBegunAnew = true;
    this.session.begunAnewHere();
    this.replaceConnection(true);
  }

  /** The caller waits for its answer, and takes no offer of ours meanwhile: only that of a new peer. */
  private get mayHaveMissedOffer(): boolean {
    return this.wasDeaf && !this.parts.isCaller;
  }

  private heardOther(): void {
    this.isOtherAway = false;
    if (this.isUp) return;
    if (this.otherHeardAt === undefined) {
      this.otherHeardAt = this.parts.clock.now();
      this.cancelNoRoute = this.parts.clock.after(NO_ROUTE_MS, () => {
        if (!this.isUp && !this.isClosed) this.tell();
      });
    }
    this.tell();
  }

  private unhear(): void {
    this.cancelNoRoute();
    this.otherHeardAt = undefined;
  }

  private tell(): void {
    const { attempt, trouble } = this;
    const tookMs = this.parts.clock.now() - this.startedAt;
    const isKnown = trouble === 'own-network' || trouble === 'other-away' || trouble === 'refused';
    const isWrong = isKnown || attempt !== undefined || this.wasUp || tookMs > USUAL_MS;
    this.parts.onTrying(attempt, isWrong ? trouble : undefined);
  }

  private get trouble(): CallTrouble {
    if (!this.parts.isServerThere()) return 'own-network';
    if (this.isOtherAway) return 'other-away';
    if (this.isRefused) return 'refused';
    const heardMs = this.otherHeardAt === undefined ? 0 : this.parts.clock.now() - this.otherHeardAt;
    if (heardMs >= NO_ROUTE_MS) return 'no-route';
    return this.wasOtherAway ? 'other-away' : 'other-network';
  }
}
