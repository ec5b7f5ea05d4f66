import type { ChatClient } from '@jiggy-care/client';
import { notifications } from '../preferences/notifications.ts';
import { permission, subscribe, unsubscribe } from './browser-push.ts';
import { owner } from './owner.ts';

type Client = Pick<ChatClient, 'push'>;

/**
 * Turns notifications on, as this person; the browser asks, so somebody must have clicked.
 *
 * @returns whether the device is reached while the app is closed too
 */
export async function turnOn({ push }: Client, userId: string): Promise<boolean> {
  if ((await Notification.requestPermission()) !== 'granted') return false;
  notifications.set('on');
  owner.set(userId);
  return subscribe(push).then(
    () => true,
    () => false,
  );
}

/** Turns them off on this device. */
export async function turnOff({ push }: Client): Promise<void> {
  notifications.set('off');
  owner.set('');
  const own = (await push.list().catch(() => [])).find(({ current }) => current);
  if (own !== undefined) await push.remove(own.id).catch(() => {});
  await unsubscribe().catch(() => {});
}

/**
 * At each start: a subscription that the browser has dropped is made anew, and the device goes over to this session. In a
 * browser that somebody else has turned on before it is taken back instead: what is theirs appears here no more.
 */
export async function stayReachable({ push }: Client, userId: string): Promise<void> {
  if (notifications.get() === 'off' || permission() !== 'granted') return;
  if (owner.get() === userId) await subscribe(push);
  else if (owner.get() !== '') await unsubscribe();
}
