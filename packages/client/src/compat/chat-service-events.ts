import type { Call, CallOutcomeKind, CallState, CallType, MediaProblem } from '../call/call.ts';
import type { ChatError } from '../errors.ts';
import type { MediaStreamLike } from '../platform/call-platform.ts';
import type { SentMessage } from '../wire.ts';

/** What the documented listeners get; the payloads are the documented ones, some with more beside. */
export interface ChatServiceEvents {
  connect: undefined;
  disconnect: undefined;
  /** Each message once, in order, your own too; also those that came while the connection was lost. */
  new_message: SentMessage;
  messages_read: { readonly conversationId: string; readonly messageIds: readonly string[] };
  user_typing: { readonly conversationId: string; readonly userId: string };
  user_stopped_typing: { readonly conversationId: string; readonly userId: string };
  /** A message or a call that was refused for good, a conversation that is not yours, a session that ended. */
  error: ChatError;

  /** Your call rings at the other side. */
  'call:ringing': ToCallee;
  /** Somebody calls. Answer with `acceptCall` or `rejectCall`; the tone plays and stops by itself. */
  'call:incoming': FromCaller & { readonly fromName: string };
  /** Your call was taken; `remote-stream` follows. */
  'call:accepted': { readonly fromUserId: string; readonly callId?: string };
  'call:stop-ringing': { readonly toUserId: string; readonly callId?: string };
  /** You have taken the call; `remote-stream` follows. */
  'call:connected': FromCaller;
  /** Declined, or `Busy`. */
  'call:rejected': { readonly fromUserId: string; readonly reason: string; readonly callId?: string };
  'call:no-answer': {
    readonly toUserId: string;
    readonly reason: 'timeout' | 'offline' | 'refused';
    readonly callId?: string;
  };
  /** It rang here in vain, or somebody called while you were in another call. */
  'call:missed': {
    readonly fromUserId: string;
    readonly conversationId: string;
    readonly callType?: CallType | undefined;
    readonly reason?: string | undefined;
    readonly callId?: string | undefined;
  };
  /** It is over, and not by `endCall` or `rejectCall` of yours. `fromUserId` is the other person in any case. */
  'call:ended': { readonly fromUserId: string; readonly reason: CallOutcomeKind; readonly callId?: string };

  /** Your own picture, without sound, for a small view; `undefined` when there is none any more. */
  'local-stream': MediaStreamLike | undefined;
  /** Picture and sound of the other person; `undefined` when the call is over. */
  'remote-stream': MediaStreamLike | undefined;
  /** Every change of the call, the end by yourself too; `call` has all else: mute, camera, devices, quality. */
  'call-state': { readonly call: Call; readonly state: CallState };
  /** Camera, microphone or screen cannot be used. The call goes on with what there is. */
  'media-problem': MediaProblem;
}

interface ToCallee {
  readonly toUserId: string;
  readonly conversationId: string;
  readonly callType: CallType;
  readonly callId?: string;
}

interface FromCaller {
  readonly fromUserId: string;
  readonly conversationId: string;
  readonly callType: CallType;
  readonly callId?: string;
}
