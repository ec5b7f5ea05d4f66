import { readFileSync } from 'node:fs';
import { createContext, runInContext } from 'node:vm';
import { expect, it } from 'vitest';

const WORKER = readFileSync(new URL('../../service-worker/push.js', import.meta.url), 'utf8');
const NOTE = { kind: 'message', title: 'New message', tag: 'talk', sentAt: '2090-03-03T10:00:00.000Z' };

interface Place {
  readonly windows: readonly { readonly visibilityState: string }[];
  /** Who has told what stands there already. */
  readonly standing?: { readonly data: { readonly isPushed?: boolean } };
}

/** What a browser shows of a message that is pushed to it. */
async function shownIn({ windows, standing }: Place): Promise<string[]> {
  const shown: string[] = [];
  const heard = new Map<string, (event: unknown) => void>();
  const self = {
    addEventListener: (event: string, listener: (event: unknown) => void) => heard.set(event, listener),
    clients: { matchAll: async () => windows },
    registration: {
      getNotifications: async () => (standing === undefined ? [] : [standing]),
      showNotification: async (title: string) => void shown.push(title),
    },
  };
  runInContext(WORKER, createContext({ self, navigator: { userAgent: 'Chrome' } }));
  const work: Promise<unknown>[] = [];
  heard.get('push')?.({ data: { json: () => NOTE }, waitUntil: (done: Promise<unknown>) => work.push(done) });
  await Promise.all(work);
  return shown;
}

const hidden = { visibilityState: 'hidden' };

it('a page in the background tells of a message by itself, and is not told over', async () => {
  expect(await shownIn({ windows: [hidden], standing: { data: {} } })).toEqual([]);
});

it('what a page has told before it was closed hides nothing that comes later', async () => {
  expect(await shownIn({ windows: [], standing: { data: {} } })).toEqual([NOTE.title]);
});
