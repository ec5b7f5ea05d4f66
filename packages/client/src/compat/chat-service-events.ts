import type { ChatError } from '../errors.ts';
import type { SentMessage } from '../wire.ts';

/** What the documented listeners get; the payloads are the documented ones. */
export interface ChatServiceEvents {
  connect: undefined;
  disconnect: undefined;
  /** Each message once, in order, your own too; also those that came while the connection was lost. */
  new_message: SentMessage;
  messages_read: { readonly conversationId: string; readonly messageIds: readonly string[] };
  user_typing: { readonly conversationId: string; readonly userId: string };
  user_stopped_typing: { readonly conversationId: string; readonly userId: string };
  /** A message that was refused for good, a conversation that is not yours, a session that ended. */
  error: ChatError;
}
