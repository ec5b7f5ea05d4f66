import { type ChatClient, createChatClient } from '@jiggy-care/client';
import { browserPlatform } from '@jiggy-care/client/browser';

/** The one client of this page, made outside of React so that nothing can make it twice. */
export const chat: ChatClient = createChatClient({
  url: location.origin,
  auth: { kind: 'cookie' },
  platform: browserPlatform(),
});
