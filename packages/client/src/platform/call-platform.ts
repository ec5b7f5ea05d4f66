/**
 * What a call needs of the device, given from outside: WebRTC, camera and microphone, sounds, and what outlives a
 * reload. The shapes are those of the W3C's WebRTC, cut down to what we use, so that `RTCPeerConnection` of a
 * browser, of react-native-webrtc and of Node's werift fit them with next to no adapter.
 */
export interface CallPlatform {
  createPeer(configuration: PeerConfiguration): Peer;
  /** Whether peers can be made at all; some browsers have no WebRTC, or have it turned off. Absent: they can. */
  canCreatePeer?(): boolean;
  /** A stream of these tracks, for views that show streams. */
  makeStream(tracks: readonly MediaTrack[]): MediaStreamLike;
  /**
   * Asks for microphone or camera or both.
   *
   * @throws whatever the device says; `DOMException` names are understood (`NotAllowedError`, `NotFoundError` …)
   */
  getUserMedia(wish: MediaWish): Promise<MediaStreamLike>;
  /** Absent where a screen cannot be shared. Rejects with `NotAllowedError` when the person chose none. */
  getDisplayMedia?(): Promise<MediaStreamLike>;
  /** Absent where the device does not tell. Labels are empty until the permission was given. */
  listDevices?(): Promise<readonly MediaDevice[]>;
  onDevicesChanged?(listener: () => void): () => void;
  /** Whether sound can be sent to a chosen speaker. */
  readonly canChooseSpeaker?: boolean;
  readonly tones?: TonePlayer;
  /** Small texts that outlive a reload of this page and nothing else; absent where nothing is reloaded. */
  readonly memory?: CallMemory;
  /** Keeps which devices were chosen, for the next time too. */
  readonly chosenDevices?: { read(): string | undefined; write(text: string): void };
  /** For whoever looks into why a call failed: what the device itself said. It is not for people, and not told to them. */
  warn?(what: string, cause: unknown): void;
  /** Called when this page goes away, by a reload or for good. */
  onPageHide?(listener: () => void): () => void;
}

export function canMakePeers(platform: CallPlatform): boolean {
  return platform.canCreatePeer?.() ?? true;
}

export interface MediaWish {
  readonly audio: boolean | { readonly deviceId: string };
  readonly video: boolean | { readonly deviceId?: string; readonly facing?: 'front' | 'back' };
}

export interface MediaDevice {
  readonly id: string;
  readonly kind: 'microphone' | 'camera' | 'speaker';
  readonly label: string;
}

export interface MediaTrack {
  readonly id: string;
  readonly kind: string;
  enabled: boolean;
  readonly readyState?: string;
  stop(): void;
  addEventListener?(type: 'ended' | 'mute' | 'unmute', listener: () => void): void;
  removeEventListener?(type: 'ended' | 'mute' | 'unmute', listener: () => void): void;
  getSettings?(): { readonly deviceId?: string; readonly facingMode?: string };
}

/** A `MediaStream`, as far as we look into one; views of the platform show it as what it is. */
export interface MediaStreamLike {
  readonly id: string;
  getTracks(): MediaTrack[];
}

export interface PeerConfiguration {
  readonly iceServers: readonly IceServer[];
  readonly iceTransportPolicy?: 'all' | 'relay';
}

export interface IceServer {
  readonly urls: string[];
  readonly username?: string;
  readonly credential?: string;
}

export interface Description {
  readonly type: 'offer' | 'answer' | 'pranswer' | 'rollback';
  readonly sdp?: string;
}

export interface CandidateInit {
  readonly candidate?: string;
  readonly sdpMid?: string | null;
  readonly sdpMLineIndex?: number | null;
  readonly usernameFragment?: string | null;
}

export interface Sender {
  readonly track: MediaTrack | null;
  replaceTrack(track: MediaTrack | null): Promise<void>;
}

export interface Transceiver {
  readonly mid: string | null;
  direction: string;
  /** What was agreed; `null` before that, absent where the platform does not tell. */
  readonly currentDirection?: string | null;
  readonly sender: Sender;
  readonly receiver: { readonly track: MediaTrack };
}

/** The events of a peer that we listen to, with what we read of each. */
export interface PeerEvents {
  readonly negotiationneeded: unknown;
  readonly icecandidate: { readonly candidate: CandidateInit | null };
  readonly icecandidateerror: { readonly errorCode?: number; readonly url?: string };
  readonly track: {
    readonly track: MediaTrack;
    readonly streams: readonly MediaStreamLike[];
    readonly transceiver?: Transceiver;
  };
  readonly connectionstatechange: unknown;
  readonly iceconnectionstatechange: unknown;
  readonly signalingstatechange: unknown;
}

/** A peer connection, as far as calls use it. */
export interface Peer {
  readonly signalingState: string;
  readonly connectionState: string;
  readonly iceConnectionState: string;
  readonly localDescription: Description | null;
  readonly remoteDescription: Description | null;
  addEventListener<E extends keyof PeerEvents>(type: E, listener: (event: PeerEvents[E]) => void): void;
  createOffer(): Promise<Description>;
  createAnswer(): Promise<Description>;
  setLocalDescription(description: Description): Promise<void>;
  setRemoteDescription(description: Description): Promise<void>;
  addIceCandidate(candidate: CandidateInit): Promise<void>;
  addTrack(track: MediaTrack, stream: MediaStreamLike): Sender;
  addTransceiver(kind: 'audio' | 'video', init: { readonly direction: 'recvonly' }): Transceiver;
  getTransceivers(): Transceiver[];
  restartIce(): void;
  /** Takes fresh credentials before a restart; absent where they are fixed at the start. */
  setConfiguration?(configuration: PeerConfiguration): void;
  getStats(): Promise<{ forEach(visit: (entry: StatsEntry) => void): void }>;
  close(): void;
}

/** One entry of the WebRTC statistics; which fields it has depends on its `type`. */
export interface StatsEntry {
  readonly id: string;
  readonly type: string;
  readonly timestamp: number;
  readonly [field: string]: unknown;
}

/** `ringback`: what a caller hears while it rings. `incoming`: what rings at the callee. `chime`: to try a speaker. */
export type Tone = 'ringback' | 'incoming' | 'chime';

export interface TonePlayer {
  /**
   * Plays a tone over and over (`chime`: once) until stopped. Where the browser forbids sound before the first
   * click or key, `onBlocked` is called, and the tone begins with that click or key.
   */
  play(tone: Tone, how: ToneOptions): PlayingTone;
}

export interface ToneOptions {
  readonly speakerId?: string | undefined;
  /** 0–1. */
  readonly volume: number;
  onBlocked(): void;
  onStarted(): void;
}

export interface PlayingTone {
  stop(): void;
  /** 0–1; absent where the volume is fixed once it plays. */
  setVolume?(volume: number): void;
}

export interface CallMemory {
  read(key: string): string | undefined;
  write(key: string, text: string): void;
  remove(key: string): void;
}
