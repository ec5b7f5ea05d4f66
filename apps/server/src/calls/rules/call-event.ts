import type { Answer, CallType, Candidate, Offer } from '@jiggy-care/protocol';
import type { Device, Side } from './call-record.ts';
import type { MediaFlags } from './held-signals.ts';

/** The call that an event is about: that of two people, and where it is named no other one of theirs. */
export interface CallAddress {
  readonly toUserId: string;
  readonly callId?: string | undefined;
}

/** Everything that can happen to a call after it was placed. `by` is a device of one of its two people. */
export type CallEvent =
  /** Another `call:initiate` between the two people. */
  | {
      readonly kind: 'initiate';
      readonly by: Device;
      readonly conversationId: string;
      readonly callType: CallType;
    }
  | { readonly kind: 'accept'; readonly by: Device }
  | { readonly kind: 'reject'; readonly by: Device; readonly reason?: string | undefined }
  | { readonly kind: 'end'; readonly by: Device; readonly neverConnected?: boolean | undefined }
  /** Its page goes away, for good or to be loaded anew. */
  | { readonly kind: 'away'; readonly by: Device }
  /** The server ends it because of something outside the call. */
  | { readonly kind: 'withdraw'; readonly reason: 'booking-cancelled' | 'hangup' }
  /** The ring time is over; names the deadline, so that a late timer of another one does nothing. */
  | { readonly kind: 'ring_expired'; readonly deadline: number }
  /** A socket is gone. `leaving`: its page went away. `elsewhere`: whether its person has other sockets. */
  | {
      readonly kind: 'lost';
      readonly userId: string;
      readonly socketId: string;
      readonly deliberate: boolean;
      readonly leaving?: boolean;
      readonly elsewhere: boolean;
    }
  /**
   * Nobody noticed how, but a leg's device (before the accept: every device of the callee) is not there. Names
   * the socket that was looked for, so that it says nothing about a newer one.
   */
  | { readonly kind: 'absent'; readonly side: Side; readonly socketId: string | null }
  /** What counted as away is there. */
  | { readonly kind: 'present'; readonly side: Side; readonly socketId: string | null }
  /** A socket got its identity. */
  | { readonly kind: 'arrived'; readonly by: Device }
  /** A socket entered the room of a conversation. */
  | { readonly kind: 'joined'; readonly by: Device; readonly conversationId: string }
  | { readonly kind: 'grace_expired'; readonly side: Side; readonly deadline: number }
  /** The server was away itself: nobody could come back meanwhile. */
  | { readonly kind: 'grace_renewed'; readonly side: Side }
  | { readonly kind: 'offer'; readonly by: Device; readonly offer: Offer }
  | { readonly kind: 'answer'; readonly by: Device; readonly answer: Answer }
  | { readonly kind: 'candidate'; readonly by: Device; readonly candidate: Candidate }
  | { readonly kind: 'media'; readonly by: Device; readonly media: MediaFlags };

export type CallEventKind = CallEvent['kind'];
export type EventOf<K extends CallEventKind> = Extract<CallEvent, { kind: K }>;

/** By when and how long, as the operator set it. */
export interface CallTimes {
  readonly reconnectGraceMs: number;
}
