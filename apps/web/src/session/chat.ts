import { type ChatClient, createChatClient } from '@jiggy-care/client';
import { browserPlatform } from '@jiggy-care/client/browser';

/** The one client of this page, made outside of React so that nothing can make it twice. */
export const chat: ChatClient = createChatClient({
  url: location.origin,
  auth: { kind: 'cookie' },
  platform: browserPlatform(),
  deviceId: deviceId(),
});

/** One window is one device: a call finds this window again after a reload. */
function deviceId(): string {
  const fresh = crypto.randomUUID();
  try {
    const known = sessionStorage.getItem('jiggy.device');
    if (known !== null) return known;
    sessionStorage.setItem('jiggy.device', fresh);
  } catch {
    // storage is forbidden here: the id lasts as long as the page
  }
  return fresh;
}
