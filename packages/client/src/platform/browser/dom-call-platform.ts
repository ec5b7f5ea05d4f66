import type { CallPlatform, Peer } from '../call-platform.ts';
import {
  canShareScreen,
  getDisplayMedia,
  getUserMedia,
  listDevices,
  onDevicesChanged,
} from './dom-capture.ts';
import { storageMemory } from './dom-storage.ts';
import { domTones } from './dom-tones.ts';

const CHOSEN_DEVICES = 'chosen-devices';

/**
 * What a web page has for calls.
 *
 * @param soundsUrl the folder of the tones, without a slash at its end
 */
export function domCallPlatform(soundsUrl: string): CallPlatform {
  const choices = storageMemory(() => localStorage);
  return {
    // The cast: a browser's type says that it might change the list of servers, ours that nobody does.
    createPeer: (configuration) => new RTCPeerConnection(configuration as RTCConfiguration) as Peer,
    makeStream: (tracks) => new MediaStream(tracks as MediaStreamTrack[]),
    getUserMedia,
    ...(canShareScreen() ? { getDisplayMedia } : {}),
    listDevices,
    onDevicesChanged,
    canChooseSpeaker: 'setSinkId' in HTMLMediaElement.prototype,
    tones: domTones(soundsUrl),
    memory: storageMemory(() => sessionStorage),
    chosenDevices: {
      read: () => choices.read(CHOSEN_DEVICES),
      write: (text) => choices.write(CHOSEN_DEVICES, text),
    },
    onPageHide: (listener) => {
      window.addEventListener('pagehide', listener);
      return () => window.removeEventListener('pagehide', listener);
    },
  };
}

/** Where there is no page, as while rendering on a server, there are no calls; everything can be made and read. */
export const noCallPlatform: CallPlatform = {
  createPeer: () => {
    throw new Error('There are no calls outside a web page');
  },
  makeStream: (tracks) => ({ id: '', getTracks: () => [...tracks] }),
  getUserMedia: async () => {
    throw new DOMException('There are no devices outside a web page', 'NotSupportedError');
  },
};
