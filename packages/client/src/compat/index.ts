export { ChatError } from '../errors.ts';
export type { ConversationRecord, HistoryPage, Message, SentMessage, UserRole } from '../wire.ts';
export { ChatService, type ChatServiceOptions, type TokenSource } from './chat-service.ts';
export type { ChatServiceEvents } from './chat-service-events.ts';
