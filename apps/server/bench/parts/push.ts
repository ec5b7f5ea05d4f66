import { newVapidKeys } from '../../src/push/new-vapid-keys.ts';
import type { Run } from './run.ts';
import { compareAddition } from './with-and-without.ts';

/** What it costs messages that their readers may be reached while the app is closed, though nobody has turned that on. */
export async function comparePush(run: Run): Promise<void> {
  const { publicKey, privateKey } = newVapidKeys();
  await compareAddition(run, {
    title: 'Push',
    text: 'Nobody has a device that is reached.',
    name: 'with push',
    env: {
      VAPID_PUBLIC_KEY: publicKey,
      VAPID_PRIVATE_KEY: privateKey,
      VAPID_SUBJECT: 'mailto:bench@example.org',
    },
  });
}
