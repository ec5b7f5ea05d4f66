import { canMakePeers } from '../platform/call-platform.ts';
import { type Store, Writable } from '../store.ts';
import type { CallRecord } from '../wire.ts';
import type {
  Call,
  CallOutcome,
  CallState,
  CallType,
  LocalMediaState,
  MediaProblem,
  RemoteMedia,
} from './call.ts';
import { type CallEvent, momentOf, otherOf } from './call-event.ts';
import type { LocalMedia, MediaFlags } from './media/local-media.ts';
import { CallExchange } from './peer/call-exchange.ts';
import type { SessionName } from './peer/remote-session.ts';
import type { CallQuality } from './quality/call-quality.ts';
import type { ResumeNote, ResumeNotes } from './resume-note.ts';
import { acceptCall } from './steps/accepting.ts';
import { CallComparison } from './steps/call-comparison.ts';
import type { CallEnds } from './steps/call-ends.ts';
import { type CallInput, isOver, move } from './steps/call-state.ts';
import { declineReason } from './steps/decline-reason.ts';
import { isRinging, outcomeOf, recordOutcome, unsupportedOutcome } from './steps/outcomes.ts';
import { type Placed, placeCall } from './steps/placing.ts';
import { RingWatch } from './steps/ring-watch.ts';
import type { Surroundings } from './surroundings.ts';

/** How long a call waits for the end of the one before it to be told, once there is a connection. */
const ENDS_PATIENCE_MS = 12_000;
/** Events that come before we know the id of our own call; it is known a moment later. */
const MOST_EARLY = 32;

/** What every call of one person stands on. */
export interface CallParts
  extends Pick<Surroundings, 'connection' | 'rest' | 'clock' | 'platform' | 'uuid' | 'user' | 'hold'> {
  readonly ends: CallEnds;
  readonly notes: ResumeNotes;
  makeMedia(onFlags: (flags: MediaFlags) => void): LocalMedia;
  /** @returns the way to stop the tone */
  ring(tone: 'ringback' | 'incoming'): () => void;
}

/** What a call is when it begins. */
export interface CallBeginning {
  readonly direction: 'outgoing' | 'incoming';
  readonly conversationId: string;
  readonly other: { readonly id: string; readonly name: string };
  readonly type: CallType;
  readonly state: CallState;
  readonly id?: string | undefined;
  /** Whether it was this person's own `call:initiate` that came first. */
  readonly isCaller: boolean;
}

interface CallListener {
  onOver(call: LiveCall): void;
  /** It is known what became of the wish to call. */
  onPlaced(call: LiveCall): void;
}

/** One call, from its first moment to its end; whatever it opened is closed in one place. */
export class LiveCall implements Call {
  readonly key: string;
  readonly direction: 'outgoing' | 'incoming';
  readonly conversationId: string;
  readonly other: { readonly id: string; readonly name: string };
  readonly type: CallType;
  readonly state: Writable<CallState>;
  private callId: string | undefined;
  private isCaller: boolean;
  private readonly media: LocalMedia;
  private readonly exchange: CallExchange;
  private readonly comparison: CallComparison;
  private readonly ring: RingWatch;
  private readonly release: () => void;
  private mediaReady: Promise<void> = Promise.resolve();
  private early: CallEvent[] = [];
  /** The server has been asked for the call, or to accept it: it must be told of the end. */
  private isAsked = false;
  private isPlacing = false;

  constructor(
    private readonly parts: CallParts,
    { direction, conversationId, other, type, state, id, isCaller }: CallBeginning,
    private readonly listener: CallListener,
  ) {
    this.key = parts.uuid();
    this.direction = direction;
    this.conversationId = conversationId;
    this.other = other;
    this.type = type;
    this.callId = id;
    this.isCaller = isCaller;
    this.state = new Writable(state);
    this.media = parts.makeMedia(() => this.exchange.tellFlags());
    this.comparison = new CallComparison({
      ...parts,
      callId: () => this.callId,
      found: (record) => this.found(record),
    });
    this.exchange = new CallExchange({
      ...parts,
      toUserId: other.id,
      callId: () => this.callId,
      media: this.media,
      type,
      onUp: () => this.input({ kind: 'up' }),
      onDown: (trouble) => this.input({ kind: 'down', trouble }),
      onTrying: (attempt, trouble) => this.input({ kind: 'trying', attempt, trouble }),
      onGivenUp: (trouble) => {
        const wasLive = this.state.get().liveSince !== undefined;
        this.finish({ kind: wasLive ? 'connection-lost' : 'not-connected', trouble });
      },
      onUnable: (thrown) => {
        parts.platform.warn?.('This device makes no peer connection', thrown);
        this.finish(unsupportedOutcome());
      },
      onRefused: () => this.comparison.now(),
    });
    this.ring = new RingWatch({
      clock: parts.clock,
      ring: (tone) => parts.ring(tone),
      onOverdue: () => this.comparison.now(),
      onDeaf: () =>
        this.finish({ kind: direction === 'incoming' ? 'missed' : 'no-answer', trouble: 'own-network' }),
    });
    this.release = parts.hold(conversationId);
  }

  get id(): string | undefined {
    return this.callId;
  }

  get local(): Store<LocalMediaState> {
    return this.media.state;
  }

  get remote(): Store<RemoteMedia> {
    return this.exchange.view.store;
  }

  get quality(): Store<CallQuality> {
    return this.exchange.quality;
  }

  /** Whether the server may know of this call, and has not said yet which one it is. */
  get isUnanswered(): boolean {
    return this.isPlacing;
  }

  get isOver(): boolean {
    return isOver(this.state.get());
  }

  /** Asks for sound and picture, and then for the other person. */
  place(): void {
    if (canMakePeers(this.parts.platform)) void this.placing();
    else void Promise.resolve().then(() => this.refuse());
  }

  /** It rings here. */
  begin(): void {
    this.ring.follow(this.state.get());
  }

  /** Goes on with the call of this page from before it was loaded anew. */
  resume({ isTaken, isMuted, hasCamera, remoteSession }: ResumeNote): void {
    this.isAsked = true;
    this.mediaReady = this.media.acquire({ video: hasCamera });
    this.media.setMuted(isMuted);
    this.ring.follow(this.state.get());
    if (this.state.get().phase === 'ringing') this.exchange.prepare();
    if (isTaken && this.isCaller) this.open(true, remoteSession);
    else if (isTaken) void this.takingAgain(remoteSession);
    this.comparison.soon();
  }

  accept({ video = true }: { readonly video?: boolean } = {}): void {
    if (this.state.get().phase !== 'incoming') return;
    if (!canMakePeers(this.parts.platform)) {
      this.refuse();
      return;
    }
    this.input({ kind: 'answers' });
    void this.taking(this.type === 'video' && video);
  }

  decline(reason?: string): void {
    const { phase } = this.state.get();
    if (phase !== 'incoming' && phase !== 'answering') return;
    const words = declineReason(reason);
    this.finish({ kind: 'declined', by: 'me', ...(words === undefined ? {} : { reason: words }) });
  }

  end(): void {
    const ringing = this.direction === 'incoming' ? 'declined' : 'cancelled';
    this.finish({ kind: isRinging(this.state.get()) ? ringing : 'hung-up', by: 'me' });
  }

  setMuted(isMuted: boolean): void {
    if (!this.isOver) this.media.setMuted(isMuted);
  }

  async setCamera(isOn: boolean): Promise<MediaProblem | undefined> {
    return this.isOver ? undefined : this.media.setCamera(isOn);
  }

  async flipCamera(): Promise<MediaProblem | undefined> {
    return this.isOver ? undefined : this.media.flipCamera();
  }

  async shareScreen(): Promise<MediaProblem | undefined> {
    return this.isOver ? undefined : this.media.shareScreen();
  }

  stopSharing(): void {
    if (!this.isOver) this.media.stopSharing();
  }

  async retryMedia(): Promise<void> {
    if (!this.isOver) await this.media.retry();
  }

  /** Something that the server told; whatever is not of this call is left alone. */
  hear(event: CallEvent): void {
    if (this.isOver || otherOf(event) !== this.other.id) return;
    const { callId } = event.payload;
    if (this.callId === undefined) {
      const mayBeOurs = this.isAsked && callId !== undefined;
      const hasRoom = this.early.length < MOST_EARLY || event.name !== 'webrtc:ice-candidate';
      if (mayBeOurs && hasRoom && this.early.length < 2 * MOST_EARLY) this.early.push(event);
    } else if ((callId ?? this.callId) === this.callId) this.take(event);
  }

  connectionUp(): void {
    if (this.isOver) return;
    this.ring.connectionUp();
    this.exchange.serverChanged();
    this.comparison.soon();
  }

  connectionDown(): void {
    if (this.isOver) return;
    this.ring.connectionDown();
    this.exchange.serverChanged();
  }

  /** This page goes away; it may be loaded anew and go on. */
  leave(): void {
    if (this.isOver) return;
    const { connection, notes } = this.parts;
    const note = this.note();
    const meant = { toUserId: this.other.id, ...(this.callId === undefined ? {} : { callId: this.callId }) };
    if (note !== undefined && notes.leave(note)) connection.tell('call:away', meant);
    else if (this.isAsked) {
      connection.tell('call:end', meant);
      // That word may be lost; the next page says it again.
      this.tellEnd();
    }
    this.over({ kind: 'hung-up', by: 'me' });
  }

  /** Ends it here; the server knows, or learns it otherwise. */
  over(outcome: CallOutcome): void {
    this.input({ kind: 'over', outcome });
  }

  /** Nobody was rung, and what rings here rings on elsewhere. */
  private refuse(): void {
    this.over(unsupportedOutcome());
    this.listener.onPlaced(this);
  }

  private async placing(): Promise<void> {
    const { ends } = this.parts;
    this.mediaReady = this.media.acquire({ video: this.type === 'video' });
    await this.mediaReady;
    let said = () => {};
    const placed = await placeCall(this.parts, {
      conversationId: this.conversationId,
      toUserId: this.other.id,
      type: this.type,
      isWanted: () => !this.isOver,
      // The end of a call before this one could meet this one otherwise.
      ready: () => (this.isAsked ? Promise.resolve() : ends.settled(ENDS_PATIENCE_MS)),
      onAsked: () => {
        if (!this.isAsked) said = ends.expect();
        this.isAsked = true;
        this.isPlacing = true;
      },
    });
    this.isPlacing = false;
    this.placed(placed);
    said();
    this.listener.onPlaced(this);
  }

  private placed(placed: Placed): void {
    if (placed.kind === 'over') {
      if (placed.isUncertain === true) this.tellEnd();
      this.over(placed.outcome);
      return;
    }
    this.callId = placed.callId;
    if (this.isOver) this.tellEnd();
    else if (placed.kind === 'rings') this.rings(placed.ringEndsAt);
    else {
      this.isCaller = placed.isCaller;
      this.taken();
    }
    for (const event of this.early.splice(0)) this.hear(event);
  }

  private rings(ringEndsAt: number | undefined): void {
    this.exchange.prepare();
    this.input({ kind: 'rings', ringEndsAt });
  }

  private async taking(video: boolean): Promise<void> {
    this.exchange.prepare();
    this.mediaReady = this.media.acquire({ video });
    await this.mediaReady;
    const accepted = await this.askToAccept();
    if (accepted.kind === 'over') this.over(accepted.outcome);
    else if (accepted.kind === 'taken') {
      // Ended here while the answer was on its way: whoever hears both must hear the end last.
      if (this.isOver) this.tellEnd();
      else this.taken();
    }
  }

  /** The server gives the call to this device once more, or says what has become of it. */
  private async takingAgain(staleSession: SessionName | undefined): Promise<void> {
    const accepted = await this.askToAccept();
    if (accepted.kind === 'over') this.over(accepted.outcome);
    else if (accepted.kind === 'taken') this.open(true, staleSession);
  }

  private askToAccept() {
    return acceptCall(this.parts, {
      toUserId: this.other.id,
      callId: this.callId,
      isWanted: () => !this.isOver,
      onAsked: () => {
        this.isAsked = true;
      },
      findOutcome: async () => {
        const record = await this.comparison.look();
        return record && recordOutcome(record, this.state.get(), this.isCaller);
      },
    });
  }

  private take(event: CallEvent): void {
    const { phase } = this.state.get();
    switch (event.name) {
      case 'call:incoming':
        this.input({ kind: 'rings', ringEndsAt: momentOf(event.payload.expiresAt) });
        break;
      case 'call:accepted':
        if (phase === 'ringing') this.taken();
        break;
      case 'call:connected':
        // The answer to our accept says the same, and may be lost.
        if (phase === 'answering') this.taken();
        break;
      case 'call:ended':
      case 'call:rejected':
      case 'call:missed':
      case 'call:no-answer': {
        const outcome = outcomeOf(event, this.state.get(), this.direction);
        if (outcome !== undefined) this.over(outcome);
        break;
      }
      default:
        this.exchange.hear(event);
    }
  }

  /** What the log says of this call. */
  private found(record: CallRecord): void {
    const state = this.state.get();
    if (record.status === 'active' && state.phase === 'ringing') this.taken();
    else if (record.status === 'active' && state.phase === 'incoming')
      this.over({ kind: 'answered-elsewhere', by: 'me' });
    else {
      const outcome = recordOutcome(record, state, this.isCaller);
      if (outcome !== undefined) this.over(outcome);
    }
  }

  private taken(): void {
    this.input({ kind: 'taken' });
    this.open(false);
  }

  private open(isResumed: boolean, staleSession?: SessionName): void {
    const { isCaller, mediaReady } = this;
    this.exchange.open({ isCaller, isResumed, staleSession, mediaReady });
  }

  /** Ends it here and tells the server. */
  private finish(outcome: CallOutcome): void {
    if (this.isOver) return;
    // One that is just being asked for is ended as soon as it is known which one it is.
    if (this.callId !== undefined || (this.isAsked && !this.isPlacing)) this.tellEnd(outcome.reason);
    this.over(outcome);
  }

  private tellEnd(reason?: string): void {
    // Once the server was asked to accept, a decline would come too late.
    const isDecline = this.direction === 'incoming' && !this.isAsked;
    const event = isDecline ? 'call:reject' : 'call:end';
    this.parts.ends.tell({ event, toUserId: this.other.id, callId: this.callId, reason });
  }

  private input(input: CallInput): void {
    const before = this.state.get();
    const next = move(before, input, this.parts.clock.now());
    if (next === before) return;
    // Closed first, so that whoever hears of the end finds everything closed.
    if (isOver(next)) this.cleanup();
    else this.ring.follow(next);
    this.state.set(next);
    if (isOver(next)) this.listener.onOver(this);
  }

  private note(): ResumeNote | undefined {
    const { phase, ringEndsAt, liveSince } = this.state.get();
    const user = this.parts.user();
    const isTaken = this.exchange.isOpen;
    const { callId, conversationId, other, type, direction, isCaller } = this;
    if (callId === undefined || user === undefined || (!isTaken && phase !== 'ringing')) return undefined;
    const local = this.media.state.get();
    return {
      userId: user.id,
      callId,
      conversationId,
      other,
      type,
      direction,
      isCaller,
      isTaken,
      ringEndsAt,
      liveSince,
      isMuted: local.microphone === 'muted',
      hasCamera: local.camera === 'on',
      remoteSession: this.exchange.remoteSession,
      leftAt: this.parts.clock.now(),
    };
  }

  /** Closes everything that this call has opened; happens once, since a call ends once. */
  private cleanup(): void {
    this.ring.stop();
    this.comparison.stop();
    this.exchange.close();
    this.media.close();
    this.early = [];
    this.release();
  }
}
