import type { ChatError } from '../errors.ts';
import type { ConversationRecord, Message, Person } from '../wire.ts';

/** A conversation as the inbox shows it. */
export interface InboxEntry extends ConversationRecord {
  readonly consultant: Person;
  readonly patient: Person;
  /** The one who is not you. */
  readonly other: Person;
  readonly lastMessage: Message | null;
  readonly unreadCount: number;
  /** Whether the other person is connected. */
  readonly online: boolean;
  /** When the other person was last connected, ISO 8601; known once they left while we looked. */
  readonly lastSeenAt: string | null;
}

export interface InboxState {
  /** Most recently active first. */
  readonly entries: readonly InboxEntry[];
  readonly status: 'idle' | 'loading' | 'ready' | 'failed';
  /** Why the last try to load failed; what was known stays. */
  readonly failure?: ChatError;
  /** Whether it may be out of date: shown from the device, or the connection is lost. */
  readonly isStale: boolean;
  readonly hasMore: boolean;
  readonly isLoadingMore: boolean;
  /** Unread messages in all loaded conversations. */
  readonly totalUnread: number;
}
