import type { Blocks, Bookings, Directory } from './booking/bookings.ts';
import type { ConnectionState } from './connection/connection-state.ts';
import type { Conversation } from './conversation/conversation.ts';
import type { Auth } from './credentials/credentials.ts';
import type { Device, OutboxSummary } from './device/device.ts';
import type { Inbox } from './inbox/inbox.ts';
import type { Logger } from './logger.ts';
import type { Platform } from './platform/platform.ts';
import type { Preferences } from './preferences/preferences.ts';
import type { Push } from './push/push.ts';
import type { Session } from './session/session.ts';
import type { Store } from './store.ts';

export interface ChatClientOptions {
  /** Where the server is, e.g. `https://care.example.org`; no path. */
  readonly url: string;
  readonly auth: Auth;
  /** `standardPlatform()` if not given; a web page gives `browserPlatform()`. */
  readonly platform?: Platform;
  /**
   * Names this device, 1 to 64 characters, so that a call finds it again. If not given: the platform's own, which in a
   * browser outlives a reload of its window; else made anew at each start.
   */
  readonly deviceId?: string;
  /** Hears what the client does, for whoever looks for a fault. `consoleLogger()` writes it to the console. */
  readonly logger?: Logger;
}

/** One person's way into the chat: create it once, for as long as the app runs. */
export interface ChatClient {
  readonly connection: Store<ConnectionState>;
  readonly session: Session;
  readonly inbox: Inbox;
  readonly bookings: Bookings;
  readonly directory: Directory;
  readonly blocks: Blocks;
  readonly preferences: Preferences;
  readonly push: Push;
  readonly device: Device;
  readonly outbox: OutboxSummary;

  /**
   * Connects, and stays connected until released: it tries for ever. However often it is called there is one
   * socket, and it closes a moment after the last release, so that React's strict mode costs nothing.
   *
   * @returns the way to release it; calling that twice is harmless
   */
  connect(): () => void;
  /** Disconnects at once, whoever asked to connect. */
  disconnect(): void;
  /**
   * The conversation with this id; always the same object while the same person is signed in, and nothing
   * happens until it is opened.
   *
   * @param id its own; for that of a booking, give what `inbox.open(bookingId)` resolves to. Opened by a booking's id it
   *           stays empty, with `invalid_options` in `messages.failure`
   */
  conversation(id: string): Conversation;
}
