import type { ChatError } from '../errors.ts';
import type { UserRole } from '../wire.ts';

/**
 * The ladder that an own message climbs. Others' messages are `sent`, and `read` once you have read them.
 *
 * - `queued`: waits for its turn or for the network
 * - `sending`: on its way, or nobody knows whether it arrived; it is tried again until we know
 * - `sent`: stored by the server
 * - `delivered`: it has reached a device of the other person
 * - `read`: the other person has read it
 * - `failed`: refused, see `failure`; it stays until `retry(key)` or `discard(key)`
 */
export type MessageStatus = 'queued' | 'sending' | 'sent' | 'delivered' | 'read' | 'failed';

/** One line of a conversation as a view shows it. The object stays the same until something in it changes. */
export interface MessageItem {
  /** Names it from the moment of writing and for ever: use it as the key of a list. */
  readonly key: string;
  readonly status: MessageStatus;
  /** Why it failed; its `retryable` tells whether trying again unchanged makes sense. */
  readonly failure?: ChatError;
  readonly isOwn: boolean;
  readonly conversationId: string;
  readonly senderId: string;
  readonly senderType: UserRole;
  /** Text: put it on the page as text. */
  readonly content: string;
  /** ISO 8601. The server's time once it is stored, the device's until then. */
  readonly createdAt: string;
  /** The server's id; absent until it is stored. */
  readonly id?: string;
  /** Its place, 1, 2, 3 …; absent until it is stored. */
  readonly seq?: number;
  /** Whether the other side of it has read it. */
  readonly isRead: boolean;
  /** When it reached a device of the other side, ISO 8601; absent while that is not known. */
  readonly deliveredAt?: string;
  /** When the other side read it, ISO 8601; absent while that is not known. */
  readonly readAt?: string;
}

/** The loaded part of a conversation: a window without holes that ends with the newest message. */
export interface MessageWindow {
  /** In their stored order, then what is not stored yet in the order of writing. */
  readonly items: readonly MessageItem[];
  /** `loading`: nothing to show yet. `failed`: nothing to show, see `failure`; it is tried again by itself. */
  readonly status: 'idle' | 'loading' | 'ready' | 'failed';
  readonly failure?: ChatError;
  /** Whether it may have missed something: shown from the device, or not compared since a gap. */
  readonly isStale: boolean;
  readonly hasOlder: boolean;
  readonly isLoadingOlder: boolean;
}
