export type {
  Call,
  CallOutcome,
  CallOutcomeKind,
  CallPhase,
  CallState,
  CallTrouble,
  CallType,
  RemoteMedia,
} from './call/call.ts';
export type {
  CallCheck,
  CallDevices,
  CallHistory,
  CallHistoryState,
  CallLog,
  CallLogState,
  Calls,
  DevicesState,
  NewCall,
  Ringer,
} from './call/calls.ts';
export type { ConnectionCheck } from './call/connection-check.ts';
export type { DeviceCheck, DeviceCheckState } from './call/device-check.ts';
export type { LocalMediaState, MediaProblem, MediaProblemKind } from './call/media-state.ts';
export type { CallQuality, QualityCause, QualityLevel } from './call/quality/call-quality.ts';
export { createCalls } from './create-calls.ts';
export type {
  CallMemory,
  CallPlatform,
  CandidateInit,
  Description,
  IceServer,
  MediaDevice,
  MediaStreamLike,
  MediaTrack,
  MediaWish,
  Peer,
  PeerConfiguration,
  PeerEvents,
  PlayingTone,
  Sender,
  StatsEntry,
  Tone,
  ToneOptions,
  TonePlayer,
  Transceiver,
} from './platform/call-platform.ts';
export type { CallRecord } from './wire.ts';
