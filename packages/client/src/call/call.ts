import type { ChatError } from '../errors.ts';
import type { MediaStreamLike } from '../platform/call-platform.ts';
import type { Store } from '../store.ts';
import type { LocalMediaState, MediaProblem } from './media-state.ts';
import type { CallQuality } from './quality.ts';

export type CallType = 'video' | 'audio';

/**
 * Where a call stands, as this side sees it.
 *
 * - `calling`: camera and microphone are asked for, then the other person; `ringing`: it rings at the other side
 * - `incoming`: it rings here; `answering`: camera and microphone are asked for before it is accepted
 * - `connecting`: accepted, no sound or picture yet; `live`: connected; `reconnecting`: it was, and will be again
 * - `ended`: over; `outcome` says how
 */
export type CallPhase =
  | 'calling'
  | 'ringing'
  | 'incoming'
  | 'answering'
  | 'connecting'
  | 'live'
  | 'reconnecting'
  | 'ended';

/**
 * Why sound and picture are not there while `connecting` or `reconnecting`.
 *
 * - `own-network`: this device is offline or does not reach the server
 * - `other-network`: the server is there, the other side does not come through
 * - `other-away`: the other side's page was closed or is being loaded anew
 * - `no-route`: both are there, and no way leads from one to the other (a firewall, no relay)
 * - `refused`: one of the two devices does not understand what the other offers; its console has its words
 */
export type CallTrouble = 'own-network' | 'other-network' | 'other-away' | 'no-route' | 'refused';

/**
 * How a call ended. `by`: who ended it, where that is known.
 *
 * - `hung-up`, `declined` (`reason`: what the other person wrote, if anything), `cancelled` (by the caller, while it rang)
 * - `no-answer`, `busy`, `offline`: the other person did not, could not
 * - `missed`: it rang here in vain
 * - `answered-elsewhere`, `declined-elsewhere`: on another device of yours
 * - `connection-lost`: it was there, and did not come back; `not-connected`: it never came. `trouble` says why
 * - `replaced`: by another call of the two; `signed-out`; `booking-cancelled`
 * - `refused`: the server did not let it happen, or could not be asked, or this device cannot hold calls (`unsupported`);
 *   `error` says why
 */
export type CallOutcomeKind =
  | 'hung-up'
  | 'declined'
  | 'cancelled'
  | 'no-answer'
  | 'busy'
  | 'offline'
  | 'missed'
  | 'answered-elsewhere'
  | 'declined-elsewhere'
  | 'connection-lost'
  | 'not-connected'
  | 'replaced'
  | 'signed-out'
  | 'booking-cancelled'
  | 'refused';

export interface CallOutcome {
  readonly kind: CallOutcomeKind;
  readonly by?: 'me' | 'other';
  /** What was given with a decline, when it was more than the plain word. It is text of a person. */
  readonly reason?: string;
  readonly trouble?: CallTrouble;
  readonly error?: ChatError;
}

export interface CallState {
  readonly phase: CallPhase;
  /** When this phase began. Milliseconds since 1970. */
  readonly since: number;
  /** When the two were first connected; call time counts from here. */
  readonly liveSince?: number;
  /** When the ring ends by itself. */
  readonly ringEndsAt?: number;
  readonly trouble?: CallTrouble;
  /** Which try to connect again this is, 1, 2, 3 …; with `reconnecting` and `connecting`. */
  readonly attempt?: number;
  readonly endedAt?: number;
  readonly outcome?: CallOutcome;
}

/** What comes from the other person. */
export interface RemoteMedia {
  /** Sound and picture; show it with what the platform has for streams. */
  readonly stream: MediaStreamLike | undefined;
  /** Whether the microphone is on over there. */
  readonly audio: boolean;
  /** Whether there is a picture to show: a camera or a screen. */
  readonly video: boolean;
  /** Whether the picture is a screen. */
  readonly screen: boolean;
}

/** One call. It goes through its phases once and stays as it ended. */
export interface Call {
  /** Names this object, from its first moment. */
  readonly key: string;
  /** As the call log knows it; absent until the server has answered. */
  readonly id: string | undefined;
  readonly direction: 'outgoing' | 'incoming';
  readonly conversationId: string;
  readonly other: { readonly id: string; readonly name: string };
  /** As it was placed; sound and picture may be added later. */
  readonly type: CallType;
  readonly state: Store<CallState>;
  readonly local: Store<LocalMediaState>;
  readonly remote: Store<RemoteMedia>;
  /** Judged every two seconds while `live`. */
  readonly quality: Store<CallQuality>;

  /**
   * Takes an incoming call; nothing happens in another phase. Where calls are not supported it ends here, `refused`, and
   * rings on at the person's other devices.
   *
   * @param options `video: false` takes a video call without one's own camera
   */
  accept(options?: { readonly video?: boolean }): void;
  /** Declines an incoming call. @param reason shown to the caller; up to 200 characters, one line */
  decline(reason?: string): void;
  /** Hangs up, cancels or declines, whichever fits; harmless after the end. */
  end(): void;

  setMuted(isMuted: boolean): void;
  /**
   * Turns the camera on or off; off means that it is not used at all, and its light goes out. In a call without
   * picture this adds one.
   *
   * @returns the problem, if it did not work; also in `local`
   */
  setCamera(isOn: boolean): Promise<MediaProblem | undefined>;
  /** Turns the other camera of a phone to the front. */
  flipCamera(): Promise<MediaProblem | undefined>;
  /** Shares the screen in place of the camera. Choosing none is no problem. */
  shareScreen(): Promise<MediaProblem | undefined>;
  stopSharing(): void;
  /** Asks again for what was missing, as after a permission was given. */
  retryMedia(): Promise<void>;
}
