// @vitest-environment jsdom
import type { ChatClient, InboxState, Person } from '@jiggy-care/client';
import { ChatProvider } from '@jiggy-care/client/react';
import { act, useState } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { usePeople } from './use-people.ts';

type Role = 'patient' | 'consultant';

let root: Root;
let type: (search: string) => void;
let more: (() => void) | undefined;

beforeEach(() => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
  root = createRoot(document.createElement('div'));
});
afterEach(async () => {
  await act(async () => root.unmount());
  vi.unstubAllGlobals();
});

const seen: string[] = [];

function Looking() {
  const [search, setSearch] = useState('');
  const found = usePeople(search);
  type = setSearch;
  more = found.more;
  const names = found.people.map(({ name }) => name).join(', ');
  seen.push(names === '' ? (found.failure ? 'failed' : found.isLoading ? 'looking' : 'nobody') : names);
  return null;
}

const store = <T,>(value: T) => {
  let current = value;
  const listeners = new Set<() => void>();
  return {
    get: () => current,
    set: (next: T) => {
      current = next;
      for (const listener of listeners) listener();
    },
    subscribe: (listener: () => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
};

async function show(role: Role, parts: { inbox?: unknown; directory?: unknown }) {
  seen.length = 0;
  const client = {
    session: { state: store({ status: 'signed-in', user: { id: 'me', role, name: 'Me', email: '' } }) },
    connect: () => {},
    disconnect: () => {},
    connection: store({ status: 'connected' }),
    inbox: { state: store({ entries: [], status: 'ready', hasMore: false, isLoadingMore: false }) },
    ...parts,
  } as unknown as ChatClient;
  await act(async () =>
    root.render(
      <ChatProvider client={client}>
        <Looking />
      </ChatProvider>,
    ),
  );
}

const entry = (name: string) => ({ id: name, other: { id: name, name } });

/** An inbox whose second page has to be asked for. */
function inboxOfTwoPages(load: () => Promise<void>) {
  const state = store({
    entries: [entry('Ada Bello')],
    status: 'ready',
    hasMore: true,
    isLoadingMore: false,
  } as unknown as InboxState);
  return {
    state,
    loadMore: async () => {
      state.set({ ...state.get(), isLoadingMore: true });
      await load();
      const entries = [...state.get().entries, entry('Karl Müller')] as unknown as InboxState['entries'];
      state.set({ ...state.get(), entries, hasMore: false, isLoadingMore: false });
    },
  };
}

it('a consultant finds whom the first page does not know, and nobody is said to be missing before', async () => {
  await show('consultant', { inbox: inboxOfTwoPages(async () => {}) });
  expect(seen.at(-1)).toBe('Ada Bello');
  await act(async () => type('muller karl'));
  expect(seen.at(-1)).toBe('Karl Müller');
  expect(seen).not.toContain('nobody');
  await act(async () => type('tom'));
  expect(seen.at(-1)).toBe('nobody');
});

it('a page that does not come is told as such, and tried again with the next search', async () => {
  const load = vi.fn<() => Promise<void>>().mockRejectedValueOnce(new Error('no network'));
  const inbox = inboxOfTwoPages(load.mockResolvedValue());
  const { loadMore } = inbox;
  const failing = () =>
    loadMore().catch((thrown: unknown) => {
      inbox.state.set({ ...inbox.state.get(), isLoadingMore: false });
      throw thrown;
    });
  await show('consultant', { inbox: { ...inbox, loadMore: failing } });
  await act(async () => type('karl'));
  expect(seen.at(-1)).toBe('failed');
  expect(seen).not.toContain('nobody');
  await act(async () => type('karl m'));
  expect(seen.at(-1)).toBe('Karl Müller');
});

it('a patient reaches every consultant of the directory, page by page', async () => {
  const all: Person[] = Array.from({ length: 51 }, (_, index) => ({ id: `${index}`, name: `Dr. ${index}` }));
  const search = async (_text: string, { limit = 0, offset = 0 }) => all.slice(offset, offset + limit);
  await show('patient', { directory: { search } });
  await vi.waitFor(async () => {
    await act(async () => {});
    expect(more).toBeDefined();
  });
  expect(seen.at(-1)).not.toContain('Dr. 50');
  await act(async () => more?.());
  expect(seen.at(-1)).toContain('Dr. 50');
  expect(more).toBeUndefined();
});
