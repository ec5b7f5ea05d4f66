import type { InboxEntry } from '../inbox/inbox-entry.ts';
import type { Store } from '../store.ts';
import type { MessageWindow } from './message-item.ts';

export interface Typist {
  readonly userId: string;
  /** Milliseconds since 1970. */
  readonly since: number;
}

/** Whether one may write here, and why not. */
export interface Writability {
  readonly canWrite: boolean;
  /**
   * `booking_cancelled`: read only. `not_available`: one of the two has blocked the other; read only, until it works
   * again after the next reconnect or once the block is lifted here. `not_found`: no such conversation, or not yours.
   */
  readonly reason?: 'booking_cancelled' | 'not_available' | 'not_found';
}

/** What was seen, by the ids of its first and last message; both count, and so does all between them. */
export interface SeenRange {
  /** The first of the loaded messages if not given: only for who has really passed over all of them. */
  readonly from?: string;
  readonly upTo: string;
}

/** An unsent text per conversation, kept in memory only. */
export interface Draft extends Store<string> {
  set(text: string): void;
}

/**
 * One conversation. `client.conversation(id)` gives the same object each time and costs nothing; `open`
 * makes it live.
 */
export interface Conversation {
  readonly id: string;
  readonly messages: Store<MessageWindow>;
  /** Its inbox entry: people, presence, last message; `undefined` until known. */
  readonly details: Store<InboxEntry | undefined>;
  /** Others who are typing now. */
  readonly typists: Store<readonly Typist[]>;
  /** Messages of the other person that you have not read, also beyond the window. */
  readonly unread: Store<number>;
  /** Whether the other person is connected. */
  readonly online: Store<boolean>;
  readonly writability: Store<Writability>;
  readonly draft: Draft;

  /**
   * Joins, loads the newest messages and stays up to date until released. Call it as often as there are
   * views; it closes some seconds after the last release, so remounting costs nothing.
   *
   * @returns the way to release it; calling that twice is harmless
   */
  open(): () => void;
  /**
   * Adds older messages to the window. Asking while it is under way waits for the same page.
   *
   * @param limit messages, up to 500
   * @throws ChatError when they cannot be loaded; the window stays as it was
   */
  loadOlder(limit?: number): Promise<void>;
  /** Loads older pages until this message is in the window. @returns whether it is */
  loadUntil(messageId: string): Promise<boolean>;
  /** Asks now for what may have been missed. It happens by itself after every gap. */
  refresh(): Promise<void>;

  /**
   * Writes a message. It shows at once and is sent in order as soon as that is possible, offline too.
   *
   * @returns the key of its item
   * @throws ChatError `validation_failed` for blank text, more than 10,000 characters, or what is not text
   */
  send(text: string): string;
  /** Tries a failed message again, at the end of the queue if it was refused for good. */
  retry(key: string): void;
  /** Takes a message that is not stored out of the queue. One that is just being sent cannot be taken back: `false`. */
  discard(key: string): boolean;

  readonly typing: {
    /** Call it with `true` on every keystroke; the signals are sent sparingly and stop by themselves. */
    set(isTyping: boolean): void;
  };
  /**
   * Marks as read what was seen: these messages, or a range. What is not loaded is not marked, however old. Own,
   * unknown and already read ones are passed over; marks are gathered for a moment and sent together.
   */
  markRead(seen: readonly string[] | SeenRange): void;
}
