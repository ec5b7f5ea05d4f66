export type { Call, CallOutcomeKind, CallState, CallType, MediaProblem } from '../call/call.ts';
export type { Calls } from '../call/calls.ts';
export { ChatError } from '../errors.ts';
export type { CallPlatform, MediaStreamLike } from '../platform/call-platform.ts';
export type { ConversationRecord, HistoryPage, Message, SentMessage, UserRole } from '../wire.ts';
export { ChatService, type ChatServiceOptions, type TokenSource } from './chat-service.ts';
export type { ChatServiceEvents } from './chat-service-events.ts';
