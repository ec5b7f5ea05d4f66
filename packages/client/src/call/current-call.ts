import { ChatError } from '../errors.ts';
import { Writable } from '../store.ts';
import type { CallOutcome } from './call.ts';
import { type CallBeginning, CallCourse, type CallParts } from './call-course.ts';
import { type CallEvent, momentOf, otherOf } from './call-event.ts';
import type { NewCall } from './calls.ts';
import { LiveCall } from './live-call.ts';
import { resumedState } from './resume-note.ts';
import type { Surroundings } from './surroundings.ts';

type Incoming = Extract<CallEvent, { name: 'call:incoming' }>['payload'];

interface Parts extends CallParts, Pick<Surroundings, 'findOther'> {
  onEnded(): void;
}

/** What the server tells only the very device that is one side of a call. */
const OF_ONE_DEVICE: ReadonlySet<CallEvent['name']> = new Set([
  'call:accepted',
  'call:connected',
  'call:media',
  'call:away',
  'webrtc:offer',
  'webrtc:answer',
  'webrtc:ice-candidate',
]);

/** The one call that this device has at a time, the ring that waits behind it, and what belongs to neither. */
export class CurrentCall {
  /** Also the one that was last, until it is dismissed. */
  readonly shown = new Writable<LiveCall | undefined>(undefined);
  /** A ring that came while another call was current; it may be over before that one. */
  private waiting: Incoming | undefined;
  /** Those that were placed, until it is known what became of them; they may be over here before. */
  private readonly placing = new Set<CallCourse>();
  /** Calls that were here, by their ids. */
  private readonly known = new Set<string>();

  constructor(private readonly parts: Parts) {}

  /** @throws ChatError `in_another_call`, `not_found` */
  place({ conversationId, type, other }: NewCall): LiveCall {
    if (this.live !== undefined) throw new ChatError('in_another_call', 'There is a call already');
    const callee = other ?? this.parts.findOther(conversationId);
    if (callee === undefined) throw new ChatError('not_found', 'Nobody knows who is to be called');
    const call = this.show({
      direction: 'outgoing',
      conversationId,
      other: callee,
      type,
      isCaller: true,
      state: { phase: 'calling', since: this.parts.clock.now() },
    });
    this.placing.add(call.course);
    call.course.place();
    return call;
  }

  dismiss(): void {
    if (this.live === undefined) this.shown.set(undefined);
  }

  hear(event: CallEvent): void {
    const { live } = this;
    live?.hear(event);
    if (event.name === 'call:incoming') this.incoming(event.payload);
    else if (event.name === 'call:missed' || event.name === 'call:ended')
      this.stopWaiting(event.payload.callId);
    if (this.isStray(event)) {
      const { callId = '' } = event.payload;
      this.known.add(callId);
      this.parts.ends.tell({ event: 'call:end', toUserId: otherOf(event), callId });
    }
  }

  connectionUp(transport: 'socket' | 'rest'): void {
    // A ring that is still on is announced again.
    this.waiting = undefined;
    if (transport !== 'socket') return;
    this.live?.connectionUp();
    this.resume();
  }

  connectionDown(): void {
    this.live?.connectionDown();
  }

  /** Goes on with the call of this page before it was loaded anew, or brought back. */
  resume(): void {
    const { notes, clock, user } = this.parts;
    const userId = user()?.id;
    if (this.live !== undefined || userId === undefined) return;
    const note = notes.take(clock.now());
    if (note === undefined || note.userId !== userId) return;
    const { course } = this.show({ ...note, id: note.callId, state: resumedState(note, clock.now()) });
    course.resume(note);
  }

  /** Ends it here; the server knows, or learns it otherwise. */
  over(outcome: CallOutcome): void {
    this.live?.over(outcome);
  }

  /** This page goes away; it may be loaded anew, or brought back. */
  leave(): void {
    this.live?.leave();
    this.shown.set(undefined);
  }

  /** Another person is signed in, or nobody. */
  forget(): void {
    this.over({ kind: 'signed-out' });
    this.waiting = undefined;
    this.shown.set(undefined);
  }

  private get live(): CallCourse | undefined {
    const course = this.shown.get()?.course;
    return course?.isOver === false ? course : undefined;
  }

  /**
   * Whether the server takes this device for a side of a call of which this page knows nothing: the page before it
   * had it, and could not say that it is over. Nobody would ever end that call.
   */
  private isStray({ name, payload }: CallEvent): boolean {
    const { callId } = payload;
    if (callId === undefined || !OF_ONE_DEVICE.has(name)) return false;
    const isAsking = [...this.placing].some(({ isUnanswered }) => isUnanswered);
    return (
      !isAsking && callId !== this.live?.id && callId !== this.waiting?.callId && !this.known.has(callId)
    );
  }

  private incoming(incoming: Incoming): void {
    const { live } = this;
    if (live?.id !== undefined && live.id === incoming.callId) return;
    // Where both call at once the server makes one call of the two; which one, its answer to ours says.
    const mayBeOurs = [...this.placing].some(
      ({ isUnanswered, beginning }) => isUnanswered && beginning.other.id === incoming.fromUserId,
    );
    if (live !== undefined || mayBeOurs) this.waiting = incoming;
    else this.ring(incoming);
  }

  private ring({ fromUserId, conversationId, callType, callId, fromName, expiresAt }: Incoming): void {
    const { clock, findOther } = this.parts;
    const name = fromName ?? findOther(conversationId)?.name ?? '';
    const ringEndsAt = momentOf(expiresAt);
    const { course } = this.show({
      direction: 'incoming',
      conversationId,
      other: { id: fromUserId, name },
      type: callType,
      id: callId,
      isCaller: false,
      state: {
        phase: 'incoming',
        since: clock.now(),
        ...(ringEndsAt === undefined ? {} : { ringEndsAt }),
      },
    });
    course.begin();
  }

  private show(beginning: CallBeginning): LiveCall {
    const course = new CallCourse(this.parts, beginning, {
      onOver: (over) => this.ended(over),
      onPlaced: (placed) => this.placed(placed),
    });
    const call = new LiveCall(this.parts.uuid(), course);
    this.shown.set(call);
    return call;
  }

  private ended(course: CallCourse): void {
    this.parts.onEnded();
    this.learn(course);
    // Whoever watches the end sees it before the next call comes.
    void Promise.resolve().then(() => this.ringWaiting());
  }

  private placed(course: CallCourse): void {
    this.placing.delete(course);
    this.learn(course);
    this.ringWaiting();
  }

  private learn({ id }: CallCourse): void {
    if (id === undefined) return;
    this.known.add(id);
    this.stopWaiting(id);
  }

  private stopWaiting(callId: string | undefined): void {
    if (callId === this.waiting?.callId) this.waiting = undefined;
  }

  private ringWaiting(): void {
    const { waiting } = this;
    this.waiting = undefined;
    if (waiting !== undefined) this.incoming(waiting);
  }
}
