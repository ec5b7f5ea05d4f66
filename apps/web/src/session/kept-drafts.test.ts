import type { ChatClient, SessionState } from '@jiggy-care/client';
import { describe, expect, it, vi } from 'vitest';
import { keepDrafts } from './kept-drafts.ts';

const ada = { id: 'ada', email: 'ada@example.org', name: 'Ada', role: 'patient' } as const;
const bob = { ...ada, id: 'bob' };
const TEXT = 'A long and careful answer';

function page(storage: Storage | undefined, channel?: BroadcastChannel, user: typeof ada | typeof bob = ada) {
  let state: SessionState = { status: 'signed-in', isConfirmed: true, user };
  const listeners = new Set<() => void>();
  const texts = new Map<string, string>();
  const client = {
    session: {
      state: { get: () => state, subscribe: (listener: () => void) => listeners.add(listener) },
    },
    conversation: (id: string) => ({
      draft: { get: () => texts.get(id) ?? '', set: (text: string) => texts.set(id, text) },
    }),
  } as unknown as ChatClient;
  return {
    drafts: keepDrafts(client, storage, channel),
    shown: (id: string) => texts.get(id) ?? '',
    become: (next: Partial<SessionState>) => {
      state = { status: 'signed-out', isConfirmed: true, ...next };
      // as the client does: whoever leaves takes what was written along
      for (const id of texts.keys()) texts.set(id, '');
      for (const listener of listeners) listener();
    },
  };
}

function storageOf(): Storage {
  const items = new Map<string, string>();
  return {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, text: string) => items.set(key, text),
    removeItem: (key: string) => items.delete(key),
    get length() {
      return items.size;
    },
  } as unknown as Storage;
}

describe('what is written and not sent', () => {
  it('is there again after a reload, until it is sent', () => {
    const storage = storageOf();
    page(storage).drafts.keep('c', TEXT);
    const after = page(storage);
    expect(after.shown('c')).toBe(TEXT);
    after.drafts.keep('c', '');
    expect(page(storage).shown('c')).toBe('');
    expect(storage.length).toBe(0);
  });

  it('outlives the end of the session, for the same person alone', () => {
    const storage = storageOf();
    const { drafts, become, shown } = page(storage);
    drafts.keep('c', TEXT);
    become({ reason: 'ended' });
    expect(shown('c')).toBe('');
    become({ status: 'signed-in', user: ada });
    expect(shown('c')).toBe(TEXT);
    become({ reason: 'ended' });
    become({ status: 'signed-in', user: bob });
    expect(shown('c')).toBe('');
    expect(storage.length).toBe(0);
  });

  it('goes when the person signs out, or another one opens the page', () => {
    const storage = storageOf();
    const first = page(storage);
    first.drafts.keep('c', TEXT);
    first.become({ reason: 'choice' });
    expect(storage.length).toBe(0);
    page(storage).drafts.keep('c', TEXT);
    expect(page(storage, undefined, bob).shown('c')).toBe('');
    expect(storage.length).toBe(0);
  });

  it('is asked about before the page is left when it is more than a word or two', () => {
    const { drafts } = page(storageOf());
    drafts.keep('c', 'Yes, thanks');
    expect(drafts.isWorthAsking).toBe(false);
    drafts.keep('c', TEXT);
    expect(drafts.isWorthAsking).toBe(true);
    drafts.keep('c', ' ');
    expect(drafts.isWorthAsking).toBe(false);
  });

  it('stands in other windows of the person, also in one that is opened later, and in nobody else’s', async () => {
    const channels = Array.from({ length: 4 }, () => new BroadcastChannel('drafts-test'));
    const one = page(storageOf(), channels[0]);
    const other = page(storageOf(), channels[1]);
    const stranger = page(storageOf(), channels[2], bob);
    one.drafts.keep('c', TEXT);
    await vi.waitFor(() => expect(other.shown('c')).toBe(TEXT));
    const later = page(storageOf(), channels[3]);
    await vi.waitFor(() => expect(later.shown('c')).toBe(TEXT));
    expect(stranger.shown('c')).toBe('');
    one.become({ reason: 'choice' });
    await vi.waitFor(() => expect(other.drafts.isWorthAsking).toBe(false));
    for (const channel of channels) channel.close();
  });

  it('needs neither a storage nor a channel', () => {
    const { drafts } = page(undefined);
    drafts.keep('c', TEXT);
    expect(drafts.isWorthAsking).toBe(true);
  });
});
