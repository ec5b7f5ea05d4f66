import type { Push } from '@jiggy-care/client';

/** Whether this browser can show notifications at all. Some hardened ones have the property and nothing in it. */
export const canNotify = 'Notification' in window && Boolean(navigator.serviceWorker);

/** Whether it may, `denied` where it cannot. */
export function permission(): NotificationPermission {
  return canNotify ? Notification.permission : 'denied';
}

/**
 * Makes this browser reachable while the app is closed, or says it anew to a server that knows it; the browser must have
 * been allowed to show notifications before.
 *
 * @throws whatever stands in the way: no push service, a server that is away or reaches no device
 */
export async function subscribe(push: Push): Promise<void> {
  const key = await push.key();
  const { pushManager } = await navigator.serviceWorker.ready;
  const known = await pushManager.getSubscription();
  // One that was made with another key of the server would be refused.
  if (known !== null && !isOf(known, key)) await known.unsubscribe();
  const options = { userVisibleOnly: true, applicationServerKey: key };
  const { endpoint, keys } = (await pushManager.subscribe(options)).toJSON();
  const { p256dh = '', auth = '' } = keys ?? {};
  await push.subscribe({ endpoint: endpoint ?? '', keys: { p256dh, auth } });
}

/** Whatever was sent to this browser reaches it no more; the server finds that out by itself. */
export async function unsubscribe(): Promise<void> {
  if (!canNotify) return;
  const registration = await navigator.serviceWorker.getRegistration();
  await (await registration?.pushManager?.getSubscription())?.unsubscribe();
}

function isOf({ options }: PushSubscription, key: string): boolean {
  const used = options.applicationServerKey;
  if (used === null) return false;
  const base64 = btoa(String.fromCharCode(...new Uint8Array(used)));
  return base64.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '') === key;
}
