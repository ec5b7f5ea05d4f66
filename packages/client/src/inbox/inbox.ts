import type { Store } from '../store.ts';
import type { Message } from '../wire.ts';
import type { InboxEntry, InboxState } from './inbox-entry.ts';

/** A message of another person that has just come, in whatever conversation. */
export interface Arrival {
  readonly message: Message;
  readonly entry: InboxEntry;
}

/** The conversations of the person who is signed in, live. */
export interface Inbox {
  readonly state: Store<InboxState>;
  /** @throws ChatError when it cannot be loaded */
  refresh(): Promise<void>;
  /** @throws ChatError when they cannot be loaded */
  loadMore(): Promise<void>;
  /**
   * The id of a conversation, given its own id or that of a booking; makes the conversation of a booking if
   * there is none yet.
   *
   * @throws ChatError `not_found`
   */
  open(bookingOrConversationId: string): Promise<string>;
  /**
   * For toasts, sounds and the tab's title: each new message of another person, once. Of several that came
   * while we were not connected, the last of each conversation.
   */
  onArrival(listener: (arrival: Arrival) => void): () => void;
}
