import { createECDH } from 'node:crypto';
import type { VapidKeys } from '../config/push-settings.ts';

/** A new pair on the curve P-256, as RFC 8292 wants it. */
export function newVapidKeys(): VapidKeys {
  const pair = createECDH('prime256v1');
  pair.generateKeys();
  // A number may begin with zeros, which it does not bring along.
  const privateKey = Buffer.concat([Buffer.alloc(32), pair.getPrivateKey()]).subarray(-32);
  return { publicKey: pair.getPublicKey('base64url'), privateKey: privateKey.toString('base64url') };
}
