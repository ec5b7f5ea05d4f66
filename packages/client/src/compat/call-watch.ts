import { BUSY_DECLINE, PLAIN_DECLINE } from '@jiggy-care/protocol/words';
import type { Call, CallOutcome, CallOutcomeKind, CallState, MediaProblem } from '../call/call.ts';
import type { Calls } from '../call/calls.ts';
import type { Connection } from '../connection/connection.ts';
import type { Emitter } from '../emitter.ts';
import type { MediaStreamLike } from '../platform/call-platform.ts';
import type { ChatServiceEvents } from './chat-service-events.ts';

type Told = 'ring' | 'answer' | 'end';

/** Ends of a call of one's own that nobody took, in the words of `call:no-answer`. */
const UNANSWERED: { readonly [kind in CallOutcomeKind]?: 'timeout' | 'offline' | 'refused' } = {
  'no-answer': 'timeout',
  offline: 'offline',
  refused: 'refused',
};

/** Turns what becomes of calls into the documented events, each once per call. */
export class CallWatch {
  private call: Call | undefined;
  private told = new Set<Told>();
  private localStream: MediaStreamLike | undefined;
  private remoteStream: MediaStreamLike | undefined;
  private problems: readonly (MediaProblem | undefined)[] = [];
  private stops: (() => void)[] = [];

  constructor(
    private readonly calls: Calls,
    connection: Connection,
    private readonly emitter: Emitter<ChatServiceEvents>,
  ) {
    calls.current.subscribe(() => this.lookAtCurrent());
    // Of the current call we know better when it is over, and whether it was missed.
    connection.on('call:missed', (missed) => {
      if (this.call === undefined || missed.callId !== this.call.id) this.emitter.emit('call:missed', missed);
    });
    this.lookAtCurrent();
  }

  private lookAtCurrent(): void {
    const call = this.calls.current.get();
    if (call === this.call) return;
    for (const stop of this.stops.splice(0)) stop();
    this.call = call;
    this.told = new Set();
    this.problems = [];
    if (call === undefined) {
      this.showStreams(undefined, undefined);
      return;
    }
    this.stops = [
      call.state.subscribe(() => this.lookAtState(call)),
      call.local.subscribe(() => this.lookAtMedia(call)),
      call.remote.subscribe(() => this.lookAtMedia(call)),
    ];
    this.lookAtState(call);
    this.lookAtMedia(call);
  }

  private lookAtState(call: Call): void {
    const state = call.state.get();
    // The documented event comes first: whoever opens a screen on it is there when the state is told.
    this.tellDocumented(call, state);
    this.emitter.emit('call-state', { call, state });
    if (state.phase === 'ended') this.showStreams(undefined, undefined);
  }

  private tellDocumented(call: Call, { phase, outcome }: CallState): void {
    if (phase === 'ended') {
      if (outcome !== undefined && this.isFirst('end')) this.tellEnd(call, outcome);
    } else if (phase === 'ringing' || phase === 'incoming') {
      if (this.isFirst('ring')) this.tellRing(call);
    } else if (phase === 'connecting' || phase === 'live' || phase === 'reconnecting') {
      if (this.isFirst('answer')) this.tellAnswer(call);
    }
  }

  private tellRing(call: Call): void {
    const { emitter } = this;
    const { other, conversationId, type: callType } = call;
    const about = { conversationId, callType, ...idOf(call) };
    if (call.direction === 'outgoing') emitter.emit('call:ringing', { toUserId: other.id, ...about });
    else emitter.emit('call:incoming', { fromUserId: other.id, fromName: other.name, ...about });
  }

  private tellAnswer(call: Call): void {
    const { emitter } = this;
    const { other, conversationId, type: callType } = call;
    if (call.direction === 'outgoing') {
      emitter.emit('call:stop-ringing', { toUserId: other.id, ...idOf(call) });
      emitter.emit('call:accepted', { fromUserId: other.id, ...idOf(call) });
    } else {
      emitter.emit('call:connected', { fromUserId: other.id, conversationId, callType, ...idOf(call) });
    }
  }

  private tellEnd(call: Call, { kind, by, reason, error }: CallOutcome): void {
    const { emitter } = this;
    const { other, conversationId, type: callType } = call;
    const from = { fromUserId: other.id, ...idOf(call) };
    if (by === 'me' && kind !== 'answered-elsewhere' && kind !== 'declined-elsewhere') return;
    const unanswered = UNANSWERED[kind] ?? (error === undefined ? undefined : 'refused');
    if (call.direction === 'outgoing' && unanswered !== undefined) {
      emitter.emit('call:no-answer', { toUserId: other.id, reason: unanswered, ...idOf(call) });
    } else if (call.direction === 'outgoing' && (kind === 'declined' || kind === 'busy')) {
      const words = kind === 'busy' ? BUSY_DECLINE : (reason ?? PLAIN_DECLINE);
      emitter.emit('call:rejected', { ...from, reason: words });
    } else {
      if (kind !== 'missed') emitter.emit('call:ended', { ...from, reason: kind });
      if (kind === 'missed' || kind === 'cancelled')
        emitter.emit('call:missed', { ...from, conversationId, callType });
    }
  }

  private lookAtMedia(call: Call): void {
    if (call.state.get().phase === 'ended') return;
    const { preview, microphoneProblem, cameraProblem } = call.local.get();
    this.showStreams(preview, call.remote.get().stream);
    const problems = [microphoneProblem, cameraProblem];
    const before = this.problems;
    this.problems = problems;
    for (const problem of problems)
      if (problem !== undefined && !before.includes(problem)) this.emitter.emit('media-problem', problem);
  }

  private showStreams(local: MediaStreamLike | undefined, remote: MediaStreamLike | undefined): void {
    if (local !== this.localStream) {
      this.localStream = local;
      this.emitter.emit('local-stream', local);
    }
    if (remote !== this.remoteStream) {
      this.remoteStream = remote;
      this.emitter.emit('remote-stream', remote);
    }
  }

  private isFirst(what: Told): boolean {
    if (this.told.has(what)) return false;
    this.told.add(what);
    return true;
  }
}

/** The id, as soon as the server has given one. */
function idOf({ id }: Call): { readonly callId?: string } {
  return id === undefined ? {} : { callId: id };
}
