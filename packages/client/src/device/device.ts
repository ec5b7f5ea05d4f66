import type { Store } from '../store.ts';

/** Whether this device may keep anything. It keeps nothing unless the person said that it is their own. */
export interface Device {
  /** Whether the platform can keep things at all. */
  readonly canKeep: boolean;
  readonly isTrusted: Store<boolean>;
  /**
   * "This is my own device": keeps unsent messages, recent messages and the inbox, encrypted, for this person.
   * `false` wipes all of it. Signing out wipes it too, and so does another person who signs in.
   *
   * @throws ChatError `signed_out`, `unsupported`
   */
  trust(isOwnDevice: boolean): Promise<void>;
}

/** What is written and not stored yet, over all conversations. */
export interface OutboxSummary {
  /** How many. */
  readonly unsent: Store<number>;
  /** Whether leaving now loses something: there is something unsent, and the device keeps nothing. */
  readonly losesOnLeave: boolean;
  readonly hasUnsent: boolean;
}
