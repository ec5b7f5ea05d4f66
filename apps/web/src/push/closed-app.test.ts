import { readFileSync } from 'node:fs';
import { createContext, runInContext } from 'node:vm';
import { expect, it } from 'vitest';

const WORKER = ['windows.js', 'push.js']
  .map((name) => readFileSync(new URL(`../../service-worker/${name}`, import.meta.url), 'utf8'))
  .join('\n');
const NOTE = { kind: 'message', title: 'New message', tag: 'talk', sentAt: '2090-03-03T10:00:00.000Z' };

interface Window {
  readonly name?: string;
  readonly visibilityState: 'visible' | 'hidden';
  readonly focused?: boolean;
  /** One that is none says nothing when it is asked. */
  readonly isApp: boolean;
}

interface Place {
  readonly windows: readonly Window[];
  /** Who has told what stands there already. */
  readonly standing?: { readonly data: { readonly isPushed?: boolean } };
}

/** What the worker shows, and which windows it brings to the front or opens, when the browser tells it of an event. */
async function after({ windows, standing }: Place, name: string, event: object) {
  const did = { shown: [] as string[], focused: [] as (string | undefined)[], opened: [] as string[] };
  const heard = new Map<string, (event: unknown) => void>();
  const clients = windows.map((window) => ({
    focused: false,
    ...window,
    postMessage: ({ kind }: { kind: string }, [asker]: MessagePort[] = []) => {
      if (kind === 'are-you-the-app' && window.isApp) asker?.postMessage('yes');
    },
    focus: async () => void did.focused.push(window.name),
  }));
  const self = {
    addEventListener: (event: string, listener: (event: unknown) => void) => heard.set(event, listener),
    clients: { matchAll: async () => clients, openWindow: async (url: string) => void did.opened.push(url) },
    registration: {
      getNotifications: async () => (standing === undefined ? [] : [standing]),
      showNotification: async (title: string) => void did.shown.push(title),
    },
  };
  const scope = { self, navigator: { userAgent: 'Chrome' }, MessageChannel, setTimeout, clearTimeout };
  runInContext(WORKER, createContext(scope));
  const work: Promise<unknown>[] = [];
  heard.get(name)?.({ ...event, waitUntil: (done: Promise<unknown>) => work.push(done) });
  await Promise.all(work);
  return did;
}

const shownIn = async (place: Place) => (await after(place, 'push', { data: { json: () => NOTE } })).shown;
const pressedIn = (...windows: Window[]) =>
  after({ windows }, 'notificationclick', { notification: { close: () => {}, data: { url: '/c/talk' } } });

const hidden = { visibilityState: 'hidden', isApp: true } as const;
const visible = { visibilityState: 'visible', isApp: true } as const;
const docs = { visibilityState: 'visible', focused: true, isApp: false } as const;

it('a page in the background tells of a message by itself, and is not told over', async () => {
  expect(await shownIn({ windows: [hidden], standing: { data: {} } })).toEqual([]);
});

it('what a page has told before it was closed hides nothing that comes later', async () => {
  expect(await shownIn({ windows: [], standing: { data: {} } })).toEqual([NOTE.title]);
});

it('nothing is shown over the app that is looked at, but over other pages of its origin', async () => {
  expect(await shownIn({ windows: [visible] })).toEqual([]);
  expect(await shownIn({ windows: [docs] })).toEqual([NOTE.title]);
  expect(await shownIn({ windows: [docs, hidden] })).toEqual([NOTE.title]);
});

it('who presses a notification comes to the window of the app that is looked at, or to a new one', async () => {
  const [first, second, third] = ['first', 'second', 'third'].map((name) => ({ name }));
  const focused = { ...visible, ...third, focused: true };
  expect(await pressedIn({ ...hidden, ...first }, { ...visible, ...second }, focused)).toMatchObject({
    focused: ['third'],
    opened: [],
  });
  expect(await pressedIn({ ...hidden, ...first }, { ...visible, ...second })).toMatchObject({
    focused: ['second'],
  });
  expect(await pressedIn(docs, { ...hidden, ...first })).toMatchObject({ focused: ['first'], opened: [] });
  expect(await pressedIn(docs)).toMatchObject({ focused: [], opened: ['/c/talk'] });
});
