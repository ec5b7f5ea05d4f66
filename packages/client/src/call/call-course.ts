import { canMakePeers } from '../platform/call-platform.ts';
import { Writable } from '../store.ts';
import type { CallOutcome, CallState, CallType } from './call.ts';
import type { CallEvent } from './call-event.ts';
import type { LocalMedia, MediaFlags } from './media/local-media.ts';
import { CallExchange } from './peer/call-exchange.ts';
import type { SessionName } from './peer/remote-session.ts';
import type { ResumeNote, ResumeNotes } from './resume-note.ts';
import { CallComparison } from './steps/call-comparison.ts';
import { CallControl } from './steps/call-control.ts';
import type { CallEnds } from './steps/call-ends.ts';
import { type CallInput, isOver, move } from './steps/call-state.ts';
import { recordOutcome, unsupportedOutcome } from './steps/outcomes.ts';
import type { Placed } from './steps/placing.ts';
import { RingWatch } from './steps/ring-watch.ts';
import { inputOf, recordInput } from './steps/server-news.ts';
import type { Surroundings } from './surroundings.ts';

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

interface Listener {
  onOver(course: CallCourse): void;
  /** It is known what became of the wish to call. */
  onPlaced(course: CallCourse): void;
}

/**
 * What happens to one call, from its first moment to its end: what the person wishes, what the server tells and what
 * becomes of the peers move it from phase to phase. Whatever it opened is closed in one place.
 */
export class CallCourse {
  readonly state: Writable<CallState>;
  readonly media: LocalMedia;
  readonly exchange: CallExchange;
  private readonly control: CallControl;
  private readonly comparison: CallComparison;
  private readonly ring: RingWatch;
  private readonly release: () => void;
  private mediaReady: Promise<void> = Promise.resolve();

  constructor(
    private readonly parts: CallParts,
    readonly beginning: CallBeginning,
    private readonly listener: Listener,
  ) {
    const { direction, conversationId, other, type, state } = beginning;
    this.state = new Writable(state);
    this.media = parts.makeMedia(() => this.exchange.tellFlags());
    this.control = new CallControl({
      ...parts,
      ...beginning,
      isOver: () => this.isOver,
      onPlaced: (placed) => this.placed(placed),
      onEvent: (event) => this.take(event),
    });
    this.comparison = new CallComparison({
      ...parts,
      callId: () => this.id,
      found: (record) => {
        const input = recordInput(record, this.state.get(), this.control.isCaller);
        if (input !== undefined) this.step(input);
      },
    });
    this.exchange = new CallExchange({
      ...parts,
      toUserId: other.id,
      callId: () => this.id,
      media: this.media,
      type,
      onUp: () => this.step({ kind: 'up' }),
      onDown: (trouble) => this.step({ kind: 'down', trouble }),
      onTrying: (attempt, trouble) => this.step({ kind: 'trying', attempt, trouble }),
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

  /** As the call log knows it; absent until the server has answered. */
  get id(): string | undefined {
    return this.control.id;
  }

  /** Whether the server may know of this call, and has not said yet which one it is. */
  get isUnanswered(): boolean {
    return this.control.isUnanswered;
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
    this.control.resumed();
    this.mediaReady = this.media.acquire({ video: hasCamera });
    this.media.setMuted(isMuted);
    this.ring.follow(this.state.get());
    if (this.state.get().phase === 'ringing') this.exchange.prepare();
    if (isTaken && this.control.isCaller) this.open(true, remoteSession);
    else if (isTaken) void this.takingAgain(remoteSession);
    this.comparison.soon();
  }

  /** Takes a call that rings here; nothing happens in another phase. */
  accept(video: boolean): void {
    if (this.state.get().phase !== 'incoming') return;
    if (!canMakePeers(this.parts.platform)) {
      this.refuse();
      return;
    }
    this.step({ kind: 'answers' });
    void this.taking(this.beginning.type === 'video' && video);
  }

  /** Ends it here and tells the server. */
  finish(outcome: CallOutcome): void {
    if (this.isOver) return;
    this.control.end(outcome.reason, outcome.kind === 'not-connected');
    this.over(outcome);
  }

  /** Ends it here; the server knows, or learns it otherwise. */
  over(outcome: CallOutcome): void {
    this.step({ kind: 'over', outcome });
  }

  /** Something that the server told; whatever is not of this call is left alone. */
  hear(event: CallEvent): void {
    this.control.hear(event);
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
    const note = this.note();
    if (note !== undefined && this.parts.notes.leave(note)) this.control.leave();
    else this.control.leaveForGood();
    this.over({ kind: 'hung-up', by: 'me' });
  }

  /** Nobody was rung, and what rings here rings on elsewhere. */
  private refuse(): void {
    this.over(unsupportedOutcome());
    this.listener.onPlaced(this);
  }

  private async placing(): Promise<void> {
    this.mediaReady = this.media.acquire({ video: this.beginning.type === 'video' });
    await this.mediaReady;
    await this.control.place();
    this.listener.onPlaced(this);
  }

  private placed(placed: Placed): void {
    if (placed.kind === 'over') this.over(placed.outcome);
    else if (placed.kind === 'taken') this.step({ kind: 'taken' });
    else if (!this.isOver) {
      this.exchange.prepare();
      this.step({ kind: 'rings', ringEndsAt: placed.ringEndsAt });
    }
  }

  private async taking(video: boolean): Promise<void> {
    this.exchange.prepare();
    this.mediaReady = this.media.acquire({ video });
    await this.mediaReady;
    const accepted = await this.control.accept(() => this.findOutcome());
    if (accepted.kind === 'over') this.over(accepted.outcome);
    else if (accepted.kind === 'taken') {
      // Ended here while the answer was on its way: whoever hears both must hear the end last.
      if (this.isOver) this.control.tellEnd();
      else this.step({ kind: 'taken' });
    }
  }

  /** The server gives the call to this device once more, or says what has become of it. */
  private async takingAgain(staleSession: SessionName | undefined): Promise<void> {
    const accepted = await this.control.accept(() => this.findOutcome());
    if (accepted.kind === 'over') this.over(accepted.outcome);
    else if (accepted.kind === 'taken') this.open(true, staleSession);
  }

  private async findOutcome(): Promise<CallOutcome | undefined> {
    const record = await this.comparison.look();
    return record && recordOutcome(record, this.state.get(), this.control.isCaller);
  }

  private take(event: CallEvent): void {
    const input = inputOf(event, this.state.get(), this.beginning.direction);
    if (input === undefined) this.exchange.hear(event);
    else this.step(input);
  }

  private open(isResumed: boolean, staleSession?: SessionName): void {
    const { mediaReady } = this;
    const { isCaller } = this.control;
    this.exchange.open({ isCaller, isResumed, staleSession, mediaReady });
  }

  private step(input: CallInput): void {
    const before = this.state.get();
    const next = move(before, input, this.parts.clock.now());
    if (next === before) return;
    // Closed first, so that whoever hears of the end finds everything closed.
    if (isOver(next)) this.close();
    else this.ring.follow(next);
    this.state.set(next);
    if (input.kind === 'taken') this.open(false);
    if (isOver(next)) this.listener.onOver(this);
  }

  private note(): ResumeNote | undefined {
    const { phase, ringEndsAt, liveSince } = this.state.get();
    const { id: callId, isCaller } = this.control;
    const user = this.parts.user();
    const isTaken = this.exchange.isOpen;
    if (callId === undefined || user === undefined || (!isTaken && phase !== 'ringing')) return undefined;
    const { conversationId, other, type, direction } = this.beginning;
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
  private close(): void {
    this.ring.stop();
    this.comparison.stop();
    this.exchange.close();
    this.media.close();
    this.release();
  }
}
