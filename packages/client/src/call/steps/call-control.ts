import type { CallOutcome, CallType } from '../call.ts';
import { type CallEvent, otherOf } from '../call-event.ts';
import type { Surroundings } from '../surroundings.ts';
import { type Accepted, acceptCall } from './accepting.ts';
import type { CallEnds } from './call-ends.ts';
import { type Placed, placeCall } from './placing.ts';

/** How long a call waits for the end of the one before it to be told, once there is a connection. */
const ENDS_PATIENCE_MS = 12_000;
/** Events that come before we know the id of our own call; it is known a moment later. */
const MOST_EARLY = 32;

interface Parts extends Pick<Surroundings, 'connection' | 'rest' | 'clock' | 'user'> {
  readonly ends: CallEnds;
  readonly direction: 'outgoing' | 'incoming';
  readonly conversationId: string;
  readonly other: { readonly id: string };
  readonly type: CallType;
  readonly id?: string | undefined;
  readonly isCaller: boolean;
  /** Whether it is over here, whatever the server knows of it. */
  isOver(): boolean;
  /** It is known what became of the wish to call. */
  onPlaced(placed: Placed): void;
  /** Something that the server told of this call. */
  onEvent(event: CallEvent): void;
}

/** One call as the server has it: asks for it, or to accept it, knows its events by its id, and tells its end. */
export class CallControl {
  /** As the call log knows it; absent until the server has answered. */
  id: string | undefined;
  /** Whether it was this person's own `call:initiate` that came first. */
  isCaller: boolean;
  /** The server has been asked for the call, or to accept it: it must be told of the end. */
  private isAsked = false;
  /** Whether the server may know of this call, and has not said yet which one it is. */
  isUnanswered = false;
  private early: CallEvent[] = [];

  constructor(private readonly parts: Parts) {
    this.id = parts.id;
    this.isCaller = parts.isCaller;
  }

  /** Asks the server to ring the other person. Resolves after `onPlaced`, and does not reject. */
  async place(): Promise<void> {
    const { parts } = this;
    const { conversationId, type, ends } = parts;
    let endIsTold = () => {};
    const placed = await placeCall(parts, {
      conversationId,
      toUserId: parts.other.id,
      type,
      isWanted: () => !parts.isOver(),
      // The end of a call before this one could meet this one otherwise.
      ready: () => (this.isAsked ? Promise.resolve() : ends.settled(ENDS_PATIENCE_MS)),
      onAsked: () => {
        if (!this.isAsked) endIsTold = ends.expect();
        this.isAsked = true;
        this.isUnanswered = true;
      },
    });
    this.isUnanswered = false;
    this.learn(placed);
    parts.onPlaced(placed);
    for (const event of this.early.splice(0)) this.hear(event);
    endIsTold();
  }

  /**
   * Asks the server to give the call to this device; after a reload, to give it once more. Does not reject.
   *
   * @param findOutcome how the call ended, where the server knows no such call any more
   */
  accept(findOutcome: () => Promise<CallOutcome | undefined>): Promise<Accepted> {
    const { parts } = this;
    return acceptCall(parts, {
      toUserId: parts.other.id,
      callId: this.id,
      isWanted: () => !parts.isOver(),
      onAsked: () => {
        this.isAsked = true;
      },
      findOutcome,
    });
  }

  /** The page before this one has asked for the call. */
  resumed(): void {
    this.isAsked = true;
  }

  /** Something that the server told; whatever is not of this call is left alone. */
  hear(event: CallEvent): void {
    const { other, isOver, onEvent } = this.parts;
    if (isOver() || otherOf(event) !== other.id) return;
    const { callId } = event.payload;
    if (this.id === undefined) {
      const mayBeOurs = this.isAsked && callId !== undefined;
      const hasRoom = this.early.length < MOST_EARLY || event.name !== 'webrtc:ice-candidate';
      if (mayBeOurs && hasRoom && this.early.length < 2 * MOST_EARLY) this.early.push(event);
    } else if ((callId ?? this.id) === this.id) onEvent(event);
  }

  /** It ends here, and the server is to know it; also that the devices found no way to each other, if so. */
  end(reason?: string, neverConnected?: boolean): void {
    // One that is just being asked for is ended as soon as it is known which one it is.
    if (this.id !== undefined || (this.isAsked && !this.isUnanswered)) this.tellEnd(reason, neverConnected);
  }

  /** The same, once more: what the server was asked before must not be what it hears last. */
  tellEnd(reason?: string, neverConnected?: boolean): void {
    const { direction, ends, other } = this.parts;
    // Once the server was asked to accept, a decline would come too late.
    const isDecline = direction === 'incoming' && !this.isAsked;
    const event = isDecline ? 'call:reject' : 'call:end';
    ends.tell({ event, toUserId: other.id, callId: this.id, reason, neverConnected });
  }

  /** This page goes away, and may be loaded anew and go on. */
  leave(): void {
    this.parts.connection.tell('call:away', this.address);
  }

  /** This page goes away, and nothing can go on with the call. */
  leaveForGood(): void {
    if (!this.isAsked) return;
    this.parts.connection.tell('call:end', this.address);
    // That word may be lost; the next page says it again.
    this.tellEnd();
  }

  private learn(placed: Placed): void {
    if (placed.kind === 'over') {
      this.early = [];
      if (placed.isUncertain === true) this.tellEnd();
      return;
    }
    this.id = placed.callId;
    if (placed.kind === 'taken') this.isCaller = placed.isCaller;
    if (this.parts.isOver()) this.tellEnd();
  }

  private get address() {
    const toUserId = this.parts.other.id;
    return this.id === undefined ? { toUserId } : { toUserId, callId: this.id };
  }
}
