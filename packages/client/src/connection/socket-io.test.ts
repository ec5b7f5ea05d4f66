// @vitest-environment jsdom
import { afterEach, expect, test, vi } from 'vitest';
import type { ChatError } from '../errors.ts';
import { openSocketIo } from './socket-io.ts';

afterEach(() => vi.unstubAllGlobals());

test('where a browser has no websockets, the next way is tried at once', async () => {
  vi.stubGlobal('WebSocket', undefined);
  Reflect.deleteProperty(globalThis, 'WebSocket');
  const failure = await new Promise<ChatError>((failed) => {
    const nothing = () => {};
    const listener = { connected: nothing, refused: nothing, failed, closed: nothing, event: nothing };
    const request = { url: 'http://127.0.0.1:9', auth: {}, withCookies: false, timeoutMs: 60_000 };
    openSocketIo({ ...request, via: 'websocket' }, listener).emit('x', {});
  });
  expect(failure).toMatchObject({ code: 'unreachable', message: 'This browser has no websockets' });
});
