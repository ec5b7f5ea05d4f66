import { ChatError } from '../errors.ts';
import { canMakePeers } from '../platform/call-platform.ts';
import { type Store, Writable } from '../store.ts';
import type { Call, CallOutcome, CallState } from './call.ts';
import { CALL_EVENTS, type CallEvent, momentOf, otherOf } from './call-event.ts';
import type { CallCheck, CallDevices, CallHistory, Calls, NewCall, Ringer } from './calls.ts';
import { type CallParts, LiveCall } from './live-call.ts';
import { LiveCallHistory } from './log/live-call-history.ts';
import { LiveCallLog } from './log/live-call-log.ts';
import type { ResumeNote } from './resume-note.ts';
import type { Surroundings } from './surroundings.ts';

type Incoming = Extract<CallEvent, { name: 'call:incoming' }>['payload'];

interface Parts extends CallParts, Pick<Surroundings, 'session' | 'findOther'> {
  readonly devices: CallDevices;
  readonly ringer: Ringer;
  readonly check: CallCheck;
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

/** All calls of the person who is signed in: the one that is, and what became of the others. */
export class LiveCalls implements Calls {
  readonly current: Store<Call | undefined>;
  readonly log: LiveCallLog;
  readonly devices: CallDevices;
  readonly ringer: Ringer;
  readonly check: CallCheck;
  private readonly shown = new Writable<LiveCall | undefined>(undefined);
  private readonly histories = new Map<string, LiveCallHistory>();
  /** A ring that came while another call was current; it may be over before that one. */
  private waiting: Incoming | undefined;
  /** Those that were placed, until it is known what became of them; they may be over here before. */
  private readonly placing = new Set<LiveCall>();
  /** Calls that were here, by their ids. */
  private readonly known = new Set<string>();
  private userId: string | undefined;

  constructor(private readonly parts: Parts) {
    const { connection, platform, session, rest } = parts;
    this.current = this.shown;
    this.devices = parts.devices;
    this.ringer = parts.ringer;
    this.check = parts.check;
    this.log = new LiveCallLog({ rest });
    this.userId = parts.user()?.id;
    for (const name of CALL_EVENTS)
      connection.on(name, (payload) => this.hear({ name, payload } as CallEvent));
    connection.onUp((transport) => this.connectionUp(transport));
    connection.onDown(() => this.live?.connectionDown());
    connection.onWake(() => this.resume());
    connection.state.subscribe(() => this.connectionChanged());
    session.subscribe(() => this.personChanged());
    platform.onPageHide?.(() => this.leave());
    if (connection.transport !== undefined) this.connectionUp(connection.transport);
  }

  get isSupported(): boolean {
    return canMakePeers(this.parts.platform);
  }

  place({ conversationId, type, other }: NewCall): Call {
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
    this.placing.add(call);
    call.place();
    return call;
  }

  dismiss(): void {
    if (this.shown.get()?.isOver === true) this.shown.set(undefined);
  }

  history(conversationId: string): CallHistory {
    const known = this.histories.get(conversationId);
    if (known !== undefined) return known;
    const made = new LiveCallHistory({
      rest: this.parts.rest,
      conversationId,
      markSeen: () => this.log.markSeen(conversationId),
    });
    this.histories.set(conversationId, made);
    return made;
  }

  private get live(): LiveCall | undefined {
    const call = this.shown.get();
    return call?.isOver === false ? call : undefined;
  }

  private hear(event: CallEvent): void {
    const { live } = this;
    live?.hear(event);
    if (event.name === 'call:incoming') this.incoming(event.payload);
    else if (event.name === 'call:missed' || event.name === 'call:ended') {
      if (event.payload.callId === this.waiting?.callId) this.waiting = undefined;
    }
    if (event.name === 'call:missed') this.refresh();
    if (this.isStray(event)) {
      const { callId = '' } = event.payload;
      this.known.add(callId);
      this.parts.ends.tell({ event: 'call:end', toUserId: otherOf(event), callId });
    }
  }

  /**
   * Whether the server takes this device for a side of a call of which this page knows nothing: the page before it
   * had it, and could not say goodbye. Nobody would ever end that call.
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
      ({ isUnanswered, other }) => isUnanswered && other.id === incoming.fromUserId,
    );
    if (live !== undefined || mayBeOurs) this.waiting = incoming;
    else this.ring(incoming);
  }

  private ring({ fromUserId, conversationId, callType, callId, fromName, expiresAt }: Incoming): void {
    const { clock, findOther } = this.parts;
    const name = fromName ?? findOther(conversationId)?.name ?? '';
    const ringEndsAt = momentOf(expiresAt);
    const call = this.show({
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
    call.begin();
  }

  private show(beginning: ConstructorParameters<typeof LiveCall>[1]): LiveCall {
    const call = new LiveCall(this.parts, beginning, {
      onOver: (over) => this.ended(over),
      onPlaced: (placed) => this.placed(placed),
    });
    this.shown.set(call);
    return call;
  }

  private ended(call: LiveCall): void {
    this.refresh();
    if (call.id !== undefined) this.known.add(call.id);
    if (call.id !== undefined && this.waiting?.callId === call.id) this.waiting = undefined;
    // Whoever watches the end sees it before the next call comes.
    void Promise.resolve().then(() => this.ringWaiting());
  }

  private placed(call: LiveCall): void {
    this.placing.delete(call);
    if (call.id !== undefined) this.known.add(call.id);
    if (call.id !== undefined && this.waiting?.callId === call.id) this.waiting = undefined;
    this.ringWaiting();
  }

  private ringWaiting(): void {
    const { waiting } = this;
    this.waiting = undefined;
    if (waiting !== undefined) this.incoming(waiting);
  }

  private connectionUp(transport: 'socket' | 'rest'): void {
    // A ring that is still on is announced again.
    this.waiting = undefined;
    this.refresh();
    if (transport !== 'socket') return;
    this.live?.connectionUp();
    this.resume();
  }

  /** Goes on with the call of this page before it was loaded anew, or brought back. */
  private resume(): void {
    const { notes, clock } = this.parts;
    if (this.live !== undefined || this.userId === undefined) return;
    const note = notes.take(clock.now());
    if (note === undefined || note.userId !== this.userId) return;
    this.show({ ...note, id: note.callId, state: stateAfter(note, clock.now()) }).resume(note);
  }

  /** Nothing outlives a disconnect that was wished for: the server ends the call at once, too. */
  private connectionChanged(): void {
    const { status } = this.parts.connection.state.get();
    if (status === 'idle') this.live?.over({ kind: 'hung-up', by: 'me' });
    else if (status === 'signed-out') this.live?.over({ kind: 'signed-out' });
  }

  private personChanged(): void {
    const userId = this.parts.user()?.id;
    if (userId === this.userId) return;
    const isOther = this.userId !== undefined;
    this.userId = userId;
    if (!isOther) return;
    const outcome: CallOutcome = { kind: 'signed-out' };
    this.live?.over(outcome);
    this.waiting = undefined;
    this.parts.ends.forget();
    this.shown.set(undefined);
    this.log.reset();
    for (const history of this.histories.values()) history.forget();
    this.histories.clear();
  }

  private leave(): void {
    this.live?.leave();
    this.parts.ends.leave();
    this.shown.set(undefined);
  }

  private refresh(): void {
    this.log.changed();
    for (const history of this.histories.values()) history.refresh();
  }
}

function stateAfter({ isTaken, liveSince, ringEndsAt }: ResumeNote, now: number): CallState {
  if (!isTaken) return { phase: 'ringing', since: now, ...(ringEndsAt === undefined ? {} : { ringEndsAt }) };
  if (liveSince === undefined) return { phase: 'connecting', since: now };
  return { phase: 'reconnecting', since: now, liveSince };
}
