import { AssembledClient } from './assembled-client.ts';
import type { ChatClient, ChatClientOptions } from './chat-client.ts';
import { openSocketIo } from './connection/socket-io.ts';

/**
 * The client of one app: nothing happens until `connect()`.
 *
 * @throws ChatError `validation_failed` when the url is not one, `invalid_options` for anything else that cannot work
 */
export function createChatClient(options: ChatClientOptions): ChatClient {
  return new AssembledClient(options, openSocketIo);
}
