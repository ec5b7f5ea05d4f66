import { domCallPlatform, noCallPlatform } from './browser/dom-call-platform.ts';
import { takeDeviceId } from './browser/dom-device-id.ts';
import { listenToLevel } from './browser/dom-level.ts';
import { domNetwork } from './browser/dom-network.ts';
import { domSessionHint } from './browser/dom-session-hint.ts';
import type { Sounds } from './browser/dom-tones.ts';
import { domWindows } from './browser/dom-windows.ts';
import { indexedDbVault } from './browser/indexed-db-vault.ts';
import { unlessBlocked } from './browser/unless-blocked.ts';
import type { CallPlatform } from './call-platform.ts';
import type { Platform } from './platform.ts';
import { standardPlatform } from './standard-platform.ts';

export { indexedDbVault, listenToLevel, type Sounds };

/**
 * Everything a web page offers: `fetch`, network and visibility events, IndexedDB with what lies there encrypted under
 * a key that no script can export, other windows through BroadcastChannel and Web Locks. What a browser lacks or
 * forbids is left out. Safe to import while rendering on a server; there, and wherever else there is no page, it is
 * `standardPlatform()`.
 */
export function browserPlatform(own: Partial<Platform> = {}): Platform {
  if (typeof window === 'undefined') return standardPlatform(own);
  const vault = unlessBlocked(() => indexedDbVault());
  const windows = domWindows();
  let id: string | undefined;
  const platform: Platform = standardPlatform({
    network: domNetwork,
    sessionHint: domSessionHint(),
    // Taken when it is asked for: a platform that is made and not used must not take it from the one that is.
    deviceId: () => {
      id ??= takeDeviceId(() => platform.uuid());
      return id;
    },
    ...(vault === undefined ? {} : { vault }),
    ...(windows === undefined ? {} : { windows }),
    ...own,
  });
  return platform;
}

/**
 * Everything a web page has for calls: WebRTC, camera and microphone, screen, tones, and what outlives a reload.
 * Safe to import and to call while rendering on a server; there, it can do nothing.
 *
 * @param own what you know better; `sounds`: the address of each tone, as a bundler gives it for the files in `sounds/`
 *   of this package; `soundsUrl`: the folder that has the three, `/sounds` if neither is said
 */
export function browserCalls(
  own: Partial<CallPlatform> & { readonly sounds?: Sounds; readonly soundsUrl?: string } = {},
): CallPlatform {
  const { soundsUrl = '/sounds', sounds = soundsUrl, ...parts } = own;
  const { canCreatePeer, ...page } = typeof window === 'undefined' ? noCallPlatform : domCallPlatform(sounds);
  // What is said of the page's own peers says nothing of others.
  const peers = parts.createPeer === undefined && canCreatePeer !== undefined ? { canCreatePeer } : {};
  return { ...page, ...peers, ...parts };
}
