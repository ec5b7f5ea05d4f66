export { type SvelteReadable, toSvelte, toVue } from './adapters.ts';
export type {
  Blocks,
  Bookings,
  BookingsState,
  BookingUpdate,
  Directory,
} from './booking/bookings.ts';
export type { ChatClient, ChatClientOptions } from './chat-client.ts';
export type { ConnectionState, ConnectionStatus } from './connection/connection-state.ts';
export type { Conversation, Draft, SeenRange, Typist, Writability } from './conversation/conversation.ts';
export type { MessageItem, MessageStatus, MessageWindow } from './conversation/message-item.ts';
export { createChatClient } from './create-chat-client.ts';
export type {
  Auth,
  CookieAuth,
  SessionAuth,
  StoredTokens,
  TokenAuth,
  TokenStore,
} from './credentials/credentials.ts';
export type { Device, OutboxSummary } from './device/device.ts';
export { ChatError, type ChatErrorCode, type FieldFault } from './errors.ts';
export type { Arrival, Inbox } from './inbox/inbox.ts';
export type { InboxEntry, InboxState } from './inbox/inbox-entry.ts';
export { consoleLogger, type LogEntry, type Logger, type LogLevel } from './logger.ts';
export type {
  Clock,
  Http,
  HttpBlob,
  HttpBody,
  HttpReply,
  HttpRequest,
  Network,
  Platform,
  SessionHint,
  Vault,
  WindowNote,
  Windows,
} from './platform/platform.ts';
export { standardPlatform } from './platform/standard-platform.ts';
export type { Preferences } from './preferences/preferences.ts';
export type { Push } from './push/push.ts';
export type { Registration, Session, SessionState, SignIn } from './session/session.ts';
export type {
  ClientToServerEvents,
  ServerToClientEvents,
  SocketAnswer,
  SocketRefusal,
} from './socket-events.ts';
export { derive, type Store, select, until } from './store.ts';
export type {
  Account,
  Block,
  Booking,
  BookingChange,
  BookingStatus,
  BookingStep,
  ConversationRecord,
  Message,
  NewBooking,
  OwnEmail,
  Person,
  PreferencesChange,
  PreferencesRecord,
  PushSubscribe,
  ReachableDevice,
  RefusedSignIn,
  ServerErrorCode,
  SessionInfo,
  UserRole,
} from './wire.ts';
