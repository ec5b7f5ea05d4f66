import { domNetwork } from './browser/dom-network.ts';
import { domWindows } from './browser/dom-windows.ts';
import { indexedDbVault } from './browser/indexed-db-vault.ts';
import type { Platform } from './platform.ts';
import { standardPlatform } from './standard-platform.ts';

export { indexedDbVault };

/**
 * Everything a web page offers: `fetch`, network and visibility events, IndexedDB encrypted with a key that
 * no script can read, other windows through BroadcastChannel and Web Locks. Safe to import while rendering
 * on a server; there, and wherever else there is no page, it is `standardPlatform()`.
 */
export function browserPlatform(own: Partial<Platform> = {}): Platform {
  if (typeof window === 'undefined') return standardPlatform(own);
  const vault = indexedDbVault();
  const windows = domWindows();
  return standardPlatform({
    network: domNetwork,
    ...(vault === undefined ? {} : { vault }),
    ...(windows === undefined ? {} : { windows }),
    ...own,
  });
}
