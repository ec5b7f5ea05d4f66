import { AssembledClient } from './assembled-client.ts';
import { assembleCalls } from './call/assemble-calls.ts';
import type { Calls } from './call/calls.ts';
import type { ChatClient } from './chat-client.ts';
import { ChatError, requireUse } from './errors.ts';
import type { CallPlatform } from './platform/call-platform.ts';

/**
 * Calls of the person whom this client signs in. Make it once, beside the client, and for as long: it hears of
 * incoming calls from then on, whenever the client is connected.
 *
 * @param client   as `createChatClient` made it
 * @param platform `browserCalls()` of `@jiggy-care/client/browser` fits a web page
 * @throws ChatError `unsupported` for any other client, `invalid_options` without a platform
 */
export function createCalls(client: ChatClient, platform: CallPlatform): Calls {
  if (!(client instanceof AssembledClient))
    throw new ChatError('unsupported', 'Calls need a client that createChatClient has made');
  const isPlatform =
    typeof platform?.createPeer === 'function' && typeof platform.getUserMedia === 'function';
  requireUse(
    isPlatform,
    'createCalls takes the client and a platform: browserCalls() of @jiggy-care/client/browser',
  );
  return assembleCalls({ ...client.callSurroundings, platform });
}
