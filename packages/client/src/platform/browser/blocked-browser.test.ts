// @vitest-environment jsdom
import { afterEach, expect, test, vi } from 'vitest';
import { browserCalls, browserPlatform } from '../browser.ts';

const refuse = () => {
  throw new DOMException('The operation is insecure.', 'SecurityError');
};

/** As much as a browser may take away when it blocks all cookies, and more. */
function block(names: readonly string[]) {
  for (const name of names) {
    const place = name === 'locks' ? navigator : globalThis;
    const before = Object.getOwnPropertyDescriptor(place, name);
    Object.defineProperty(place, name, { configurable: true, get: refuse });
    undo.push(() => {
      if (before === undefined) Reflect.deleteProperty(place, name);
      else Object.defineProperty(place, name, before);
    });
  }
}

const undo: (() => void)[] = [];
afterEach(() => {
  vi.unstubAllGlobals();
  for (const step of undo.splice(0)) step();
});

test('where a browser forbids what it has, the platform is made without it', () => {
  block(['BroadcastChannel', 'indexedDB', 'localStorage', 'sessionStorage', 'locks', 'AudioContext']);
  const platform = browserPlatform();
  expect(platform.vault).toBeUndefined();
  expect(platform.windows).toBeUndefined();
  expect(platform.uuid()).toMatch(/-4/);
  const { memory, chosenDevices } = browserCalls();
  memory?.write('a', 'b');
  expect(memory?.read('a')).toBeUndefined();
  expect(chosenDevices?.read()).toBeUndefined();
});

test('a channel that cannot be made takes nothing else away', async () => {
  vi.stubGlobal('BroadcastChannel', refuse);
  Object.defineProperty(navigator, 'locks', {
    configurable: true,
    value: { request: (_name: string, action: () => Promise<unknown>) => action() },
  });
  undo.push(() => Reflect.deleteProperty(navigator, 'locks'));
  const { windows } = browserPlatform();
  windows?.post({ kind: 'session', userId: null });
  windows?.onNote(() => {})();
  expect(await windows?.exclusively('a', async () => 'done')).toBe('done');
});

test('a lock that is refused is gone without; an action that fails in its turn is not done twice', async () => {
  vi.stubGlobal(
    'BroadcastChannel',
    class {
      postMessage = refuse;
      addEventListener() {}
    },
  );
  let request: (name: string, action: () => Promise<unknown>) => Promise<unknown> = async () => refuse();
  Object.defineProperty(navigator, 'locks', {
    configurable: true,
    value: { request: (name: string, action: () => Promise<unknown>) => request(name, action) },
  });
  undo.push(() => Reflect.deleteProperty(navigator, 'locks'));
  const { windows } = browserPlatform();
  expect(() => windows?.post({ kind: 'session', userId: null })).not.toThrow();
  expect(await windows?.exclusively('a', async () => 'done')).toBe('done');
  request = (_name, action) => action();
  let tries = 0;
  const failing = async () => {
    tries += 1;
    throw new Error('no network');
  };
  await expect(windows?.exclusively('a', failing)).rejects.toThrow('no network');
  expect(tries).toBe(1);
});
