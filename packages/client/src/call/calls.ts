import type { MediaDevice, MediaStreamLike } from '../platform/call-platform.ts';
import type { Store } from '../store.ts';
import type { CallRecord } from '../wire.ts';
import type { Call, CallType, MediaProblem } from './call.ts';

export interface NewCall {
  readonly conversationId: string;
  readonly type: CallType;
  /** The other person, where the inbox does not know the conversation yet. */
  readonly other?: { readonly id: string; readonly name: string };
}

/** Calls of the person who is signed in; made once with `createCalls`, for as long as the client lives. */
export interface Calls {
  /** The call that is, or the one that was last: it stays after its end until `dismiss` or the next call. */
  readonly current: Store<Call | undefined>;
  /**
   * Whether this device can hold calls at all: a browser without WebRTC cannot. Say so before anyone is rung; a call
   * that is placed or accepted all the same ends at once, `refused` with the error `unsupported`.
   */
  readonly isSupported: boolean;
  /**
   * Calls the other person of a conversation.
   *
   * @throws ChatError `in_another_call` while there is one on this device; `not_found` when nobody knows who the other is
   */
  place(call: NewCall): Call;
  /** Takes an ended call out of `current`. */
  dismiss(): void;

  readonly devices: CallDevices;
  readonly ringer: Ringer;
  readonly log: CallLog;
  /** What became of calls in one conversation; the same object for the same id. */
  history(conversationId: string): CallHistory;
  /** Tries, without a call, what a call needs. */
  readonly check: CallCheck;
}

export interface DevicesState {
  readonly microphones: readonly MediaDevice[];
  readonly cameras: readonly MediaDevice[];
  readonly speakers: readonly MediaDevice[];
  /** What was chosen and is there; otherwise the system's own choice is used. */
  readonly microphoneId?: string;
  readonly cameraId?: string;
  readonly speakerId?: string;
  readonly canChooseSpeaker: boolean;
}

export interface CallDevices {
  readonly state: Store<DevicesState>;
  /** Uses this one from now on, in a live call at once. Speakers: give `speakerId` to your audio elements too. */
  choose(device: Pick<MediaDevice, 'id' | 'kind'>): Promise<void>;
  /** Looks again what there is, as after a permission was given. */
  refresh(): Promise<void>;
}

export interface Ringer {
  /** Whether a tone should sound and the browser forbids it until the next click or key. */
  readonly isBlocked: Store<boolean>;
  /** Stops the tone of the call that rings; it rings on in silence. */
  silence(): void;
  /** 0–1, for all tones. */
  setVolume(volume: number): void;
}

export interface CallLogState {
  /** Newest first. */
  readonly calls: readonly CallRecord[];
  readonly status: 'idle' | 'loading' | 'ready' | 'failed';
  readonly hasMore: boolean;
  /** Missed and not seen yet, of all there are. */
  readonly missedCount: number;
}

export interface CallLog {
  readonly state: Store<CallLogState>;
  /** @throws ChatError */
  refresh(): Promise<void>;
  /** @throws ChatError */
  loadMore(): Promise<void>;
  /** The person has looked at all missed calls; for those of one conversation see {@link CallHistory.markSeen}. */
  markSeen(): Promise<void>;
}

export interface CallHistoryState {
  /** Oldest first; only calls that are over. */
  readonly calls: readonly CallRecord[];
  /** Everything that began at or after this moment is in `calls`; -Infinity: all there are. Milliseconds since 1970. */
  readonly completeSince: number;
}

export interface CallHistory {
  readonly state: Store<CallHistoryState>;
  /** Loads back to this moment, and stays up to date. Failing, it is tried again at the next chance. */
  loadSince(at: number): void;
  /**
   * The person has looked at the missed calls of this conversation; the log shows it at once.
   *
   * @throws ChatError
   */
  markSeen(): Promise<void>;
}

export interface CallCheck {
  /** Opens microphone and camera as a call would, to look at and to listen to. Close it after use. */
  openDevices(wish?: { readonly video?: boolean }): DeviceCheck;
  /** Plays a short sound on the chosen speaker. @returns whether the device played it */
  playChime(): Promise<boolean>;
  /** Whether a call would get through from here: server, direct way out, relay. */
  testConnection(): Promise<ConnectionCheck>;
}

export interface DeviceCheckState {
  readonly status: 'asking' | 'ready';
  /** Camera and microphone, what there is of them. */
  readonly stream: MediaStreamLike | undefined;
  readonly hasMicrophone: boolean;
  readonly hasCamera: boolean;
  readonly microphoneProblem?: MediaProblem;
  readonly cameraProblem?: MediaProblem;
}

/** Microphone and camera, opened to try them. */
export interface DeviceCheck {
  readonly state: Store<DeviceCheckState>;
  /** Asks again, as after a permission was given or a device chosen. */
  retry(): Promise<void>;
  close(): void;
}

/**
 * What a call would find on its way out.
 *
 * - `server`: whether the live connection to the server stands, and how long an answer takes
 * - `direct`: whether this device learns its own address from outside (STUN); `none`: no such server is set up
 * - `relay`: whether a relay (TURN) passes data; `none`: none is set up, and calls between strict networks will fail;
 *   `withheld`: there is one, and it can be tried by who has a booking
 * - `isSupported`: `false` where this device cannot hold calls at all; then no way was tried
 */
export interface ConnectionCheck {
  readonly server: { readonly works: boolean; readonly roundTripMs?: number };
  readonly direct: 'works' | 'fails' | 'none';
  readonly isSupported?: false;
  readonly relay: { readonly works: 'works' | 'fails' | 'none' | 'withheld'; readonly roundTripMs?: number };
}
