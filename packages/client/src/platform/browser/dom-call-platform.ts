import type { CallPlatform, Peer } from '../call-platform.ts';
import {
  canShareScreen,
  getDisplayMedia,
  getUserMedia,
  listDevices,
  onDevicesChanged,
} from './dom-capture.ts';
import { storageMemory } from './dom-storage.ts';
import { domTones, type Sounds } from './dom-tones.ts';

const CHOSEN_DEVICES = 'chosen-devices';

/**
 * What a web page has for calls.
 *
 * @param sounds the addresses of the tones, or of their folder, without a slash at its end
 */
export function domCallPlatform(sounds: string | Sounds): CallPlatform {
  const choices = storageMemory(() => localStorage);
  let canCreatePeer: boolean | undefined;
  return {
    // The cast: a browser's type says that it might change the list of servers, ours that nobody does.
    createPeer: (configuration) => new RTCPeerConnection(configuration as RTCConfiguration) as Peer,
    canCreatePeer: () => {
      canCreatePeer ??= tryPeer();
      return canCreatePeer;
    },
    makeStream: (tracks) => new MediaStream(tracks as MediaStreamTrack[]),
    getUserMedia,
    ...(canShareScreen() ? { getDisplayMedia } : {}),
    listDevices,
    onDevicesChanged,
    canChooseSpeaker: 'setSinkId' in HTMLMediaElement.prototype,
    tones: domTones(sounds),
    memory: storageMemory(() => sessionStorage),
    chosenDevices: {
      read: () => choices.read(CHOSEN_DEVICES),
      write: (text) => choices.write(CHOSEN_DEVICES, text),
    },
    // biome-ignore lint/suspicious/noConsole: for developers, who have no other place to find the browser's words
    warn: (what, cause) => console.warn(`${what}:`, cause),
    onPageHide: (listener) => {
      window.addEventListener('pagehide', listener);
      return () => window.removeEventListener('pagehide', listener);
    },
  };
}

/** Makes one that does nothing: where WebRTC is turned off the constructor is gone in some browsers, and throws in others. */
function tryPeer(): boolean {
  try {
    new RTCPeerConnection().close();
    return true;
  } catch {
    return false;
  }
}

/** Where there is no page, as while rendering on a server, there are no calls; everything can be made and read. */
export const noCallPlatform: CallPlatform = {
  createPeer: () => {
    throw new Error('There are no calls outside a web page');
  },
  canCreatePeer: () => false,
  makeStream: (tracks) => ({ id: '', getTracks: () => [...tracks] }),
  getUserMedia: async () => {
    throw new DOMException('There are no devices outside a web page', 'NotSupportedError');
  },
};
