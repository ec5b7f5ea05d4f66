// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { browserCalls } from '../browser.ts';
import { storageMemory } from './dom-storage.ts';

const asked: MediaStreamConstraints[] = [];
const mediaDevices = Object.assign(new EventTarget(), {
  getUserMedia: async (constraints: MediaStreamConstraints) => {
    asked.push(constraints);
    return { id: 's', getTracks: () => [] };
  },
  enumerateDevices: async () => [
    { deviceId: 'a', kind: 'audioinput', label: 'Headset' },
    { deviceId: 'b', kind: 'videoinput', label: 'Webcam' },
    { deviceId: 'c', kind: 'audiooutput', label: 'Headset' },
  ],
});

beforeEach(() => {
  asked.length = 0;
  Object.defineProperty(navigator, 'mediaDevices', { value: mediaDevices, configurable: true });
});

afterEach(() => {
  Reflect.deleteProperty(navigator, 'mediaDevices');
  vi.unstubAllGlobals();
});

describe('whether peers can be made', () => {
  test.each([
    [
      'are',
      class {
        close() {}
      },
      true,
    ],
    ['are not: there is no constructor', undefined, false],
    [
      'are not: the constructor throws',
      class {
        constructor() {
          throw new Error('turned off');
        }
      },
      false,
    ],
  ])('is asked of the browser: they %s', (_, RTCPeerConnection, can) => {
    vi.stubGlobal('RTCPeerConnection', RTCPeerConnection);
    expect(browserCalls().canCreatePeer?.()).toBe(can);
    const createPeer = () => ({}) as never;
    expect(browserCalls({ createPeer }).canCreatePeer).toBeUndefined();
  });
});

describe('camera and microphone of a web page', () => {
  test('sound without echo, and the picture of the camera that looks at the person', async () => {
    await browserCalls().getUserMedia({ audio: true, video: true });
    expect(asked).toMatchObject([
      { audio: { echoCancellation: true, noiseSuppression: true }, video: { facingMode: 'user' } },
    ]);
  });

  test('a device that is named is used, or none', async () => {
    await browserCalls().getUserMedia({ audio: { deviceId: 'a' }, video: { deviceId: 'b' } });
    expect(asked).toMatchObject([
      { audio: { deviceId: { exact: 'a' } }, video: { deviceId: { exact: 'b' } } },
    ]);
    await browserCalls().getUserMedia({ audio: false, video: { facing: 'back' } });
    expect(asked[1]).toMatchObject({ audio: false, video: { facingMode: { exact: 'environment' } } });
  });

  test('what is plugged in is listed by what it is for, and changes are told', async () => {
    const calls = browserCalls();
    expect(await calls.listDevices?.()).toEqual([
      { id: 'a', kind: 'microphone', label: 'Headset' },
      { id: 'b', kind: 'camera', label: 'Webcam' },
      { id: 'c', kind: 'speaker', label: 'Headset' },
    ]);
    let changes = 0;
    const stop = calls.onDevicesChanged?.(() => {
      changes += 1;
    });
    mediaDevices.dispatchEvent(new Event('devicechange'));
    stop?.();
    mediaDevices.dispatchEvent(new Event('devicechange'));
    expect(changes).toBe(1);
  });

  test('a page without HTTPS has none, and says so', async () => {
    Reflect.deleteProperty(navigator, 'mediaDevices');
    const calls = browserCalls();
    await expect(calls.getUserMedia({ audio: true, video: false })).rejects.toMatchObject({
      name: 'NotSupportedError',
    });
    expect(calls.getDisplayMedia).toBeUndefined();
    calls.onDevicesChanged?.(() => {})();
  });
});

describe('what else a page has for calls', () => {
  test('texts outlive a reload, apart from those of others', () => {
    const { memory } = browserCalls();
    memory?.write('call', 'note');
    expect(browserCalls().memory?.read('call')).toBe('note');
    expect(sessionStorage.getItem('call')).toBeNull();
    memory?.remove('call');
    expect(memory?.read('call')).toBeUndefined();
  });

  test('where storage is forbidden nothing is kept and nothing fails', () => {
    const memory = storageMemory(() => {
      throw new DOMException('not in a foreign frame', 'SecurityError');
    });
    memory.write('call', 'note');
    expect(memory.read('call')).toBeUndefined();
    memory.remove('call');
  });

  test('the end of the page is told', () => {
    let ends = 0;
    const stop = browserCalls().onPageHide?.(() => {
      ends += 1;
    });
    window.dispatchEvent(new Event('pagehide'));
    stop?.();
    window.dispatchEvent(new Event('pagehide'));
    expect(ends).toBe(1);
  });

  test('while rendering on a server everything is there and does nothing', async () => {
    vi.stubGlobal('window', undefined);
    const calls = browserCalls();
    await expect(calls.getUserMedia({ audio: true, video: true })).rejects.toThrow();
    expect(calls.tones).toBeUndefined();
    expect(calls.makeStream([]).getTracks()).toEqual([]);
  });

  test('a part of one’s own takes the place of ours', () => {
    const tones = { play: () => ({ stop: () => {} }) };
    expect(browserCalls({ tones }).tones).toBe(tones);
  });
});
