import { afterEach, expect, it, vi } from 'vitest';
import { browserCanCall } from './can-call.ts';

afterEach(() => vi.unstubAllGlobals());

it('knows a browser that cannot make calls', () => {
  vi.stubGlobal('RTCPeerConnection', undefined);
  expect(browserCanCall()).toBe(false);
  vi.stubGlobal('RTCPeerConnection', class {});
  expect(browserCanCall()).toBe(true);
});
