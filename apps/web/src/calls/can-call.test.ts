import { afterEach, expect, it, vi } from 'vitest';
import { browserCanCall } from './can-call.ts';

afterEach(() => vi.unstubAllGlobals());

class Peer {
  close() {}
}

class Throwing {
  constructor() {
    throw new Error('turned off');
  }
}

it('knows a browser that cannot make calls', () => {
  vi.stubGlobal('RTCPeerConnection', undefined);
  expect(browserCanCall()).toBe(false);
  vi.stubGlobal('RTCPeerConnection', Throwing);
  expect(browserCanCall()).toBe(false);
  vi.stubGlobal('RTCPeerConnection', Peer);
  expect(browserCanCall()).toBe(true);
});
