import { createECDH } from 'node:crypto';
import type { Config } from '../config/config.ts';
import type { VapidKeys } from '../config/push-settings.ts';
import { keptSecret } from '../database/kept-secret.ts';
import { StartupError } from '../errors/startup-error.ts';
import { newVapidKeys } from './new-vapid-keys.ts';

/** How push services know this server, injectable by its type; `keys` is `undefined` where no device is reached. */
export class Vapid {
  constructor(readonly keys: VapidKeys | undefined) {}
}

/**
 * The configured pair, or outside of production one that is made once and kept in the data directory: with another one
 * every device would have to subscribe anew.
 *
 * @throws StartupError when the kept pair is damaged or the directory cannot be used
 */
export async function vapidOf({ push, dataDir }: Pick<Config, 'push' | 'dataDir'>): Promise<Vapid> {
  if (push === undefined || push.keys !== undefined) return new Vapid(push?.keys);
  const { secret, file } = await keptSecret({
    dataDir,
    fileName: 'vapid-keys',
    make: () => JSON.stringify(newVapidKeys()),
    insteadOf: 'VAPID_PUBLIC_KEY and VAPID_PRIVATE_KEY',
  });
  return new Vapid(readPair(secret, file));
}

function readPair(text: string, file: string): VapidKeys {
  try {
    const { publicKey, privateKey } = JSON.parse(text);
    const pair = createECDH('prime256v1');
    pair.setPrivateKey(privateKey, 'base64url');
    if (pair.getPublicKey('base64url') === publicKey) return { publicKey, privateKey };
  } catch {
    // told below
  }
  throw new StartupError(
    `the keys in ${file} are damaged; delete that file, and every device subscribes anew`,
  );
}
