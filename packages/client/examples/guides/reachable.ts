/** What docs/sdk/quick-start.md says of devices whose app is closed; type-checked, and run by a test. */
import type { ChatClient } from '@jiggy-care/client';

/** In a page, from a click. `registration` is that of your own service worker. */
export async function turnOnNotifications(
  client: ChatClient,
  registration: Pick<ServiceWorkerRegistration, 'pushManager'>,
): Promise<void> {
  const applicationServerKey = await client.push.key();
  const made = await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey });
  const { endpoint = '', keys: { p256dh = '', auth = '' } = {} } = made.toJSON();
  await client.push.subscribe({ endpoint, keys: { p256dh, auth } });
}

export async function forgetOtherDevices(client: ChatClient): Promise<void> {
  const devices = await client.push.list();
  for (const { id, current } of devices) if (!current) await client.push.remove(id);
}
