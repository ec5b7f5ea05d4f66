import type { ChatClient, Store } from '@jiggy-care/client';
import { notifications } from '../preferences/notifications.ts';
import { createValue } from '../preferences/value.ts';
import { permission, subscribe, unsubscribe } from './browser-push.ts';
import { owner } from './owner.ts';

type Client = Pick<ChatClient, 'push'>;

/** How far it is with reaching this device while the app is closed, where its person wants that. */
export type Reach = 'trying' | 'reached' | 'failed';

const reach = createValue<Reach>('trying');

export const closedReach: Store<Reach> = reach;

/** Turns notifications on, as this person; the browser asks, so somebody must have clicked. */
export async function turnOn({ push }: Client, userId: string): Promise<void> {
  if ((await Notification.requestPermission()) !== 'granted') return;
  notifications.set('on');
  owner.set(userId);
  await reachBy(push);
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
  if (owner.get() === userId) return reachBy(push);
  reach.set('failed');
  if (owner.get() !== '') await unsubscribe();
}

/** Without a network nothing is lost: the next start tries it again. */
async function reachBy(push: Client['push']): Promise<void> {
  reach.set('trying');
  await subscribe(push).then(
    () => reach.set('reached'),
    () => reach.set('failed'),
  );
}
