import type { ChatClient } from '@jiggy-care/client';

const KEY = 'jiggy.drafts';
const CHANNEL = 'jiggy-drafts';
/** A message is never longer; what somebody pastes by mistake need not be kept. */
const MAX_CHARS = 20_000;
/** A word or two are quickly written again; for more, one is asked before the page is left. */
const WORTH_ASKING_CHARS = 20;

interface Kept {
  readonly userId: string;
  readonly texts: Record<string, string>;
}

type Note =
  | {
      readonly kind: 'draft';
      readonly userId: string;
      readonly conversationId: string;
      readonly text: string;
    }
  /** Another window of the person has just been opened, and asks for what stands in this one. */
  | { readonly kind: 'ask'; readonly userId: string }
  /** The person has signed out, which is meant for this browser and not for one window of it. */
  | { readonly kind: 'wipe' };

/** What is written and not sent, kept for one person. */
export interface KeptDrafts {
  /** To be called with each change by the person, so that what is merely forgotten is not taken for deleted. */
  keep(conversationId: string, text: string): void;
  readonly isWorthAsking: boolean;
}

/**
 * Keeps unsent texts of this window over a reload and over the end of a session, and shares them with other windows of
 * the same person. They lie in the storage of the window, which goes with it: signing out, and another person who signs
 * in, wipe them at once.
 */
export function keepDrafts(
  client: Pick<ChatClient, 'session' | 'conversation'>,
  storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> | undefined = windowStorage(),
  channel: BroadcastChannel | undefined = openChannel(),
): KeptDrafts {
  let kept = read(storage);
  const userId = () => client.session.state.get().user?.id;
  const write = () => {
    const isEmpty = kept === undefined || Object.keys(kept.texts).length === 0;
    try {
      if (isEmpty) storage?.removeItem(KEY);
      else storage?.setItem(KEY, JSON.stringify(kept));
    } catch {
      // full or forbidden: the draft lasts as long as the page
    }
  };
  const put = (owner: string, conversationId: string, text: string) => {
    const { [conversationId]: _old, ...others } = kept?.userId === owner ? kept.texts : {};
    const isKept = text.trim() !== '' && text.length <= MAX_CHARS;
    kept = { userId: owner, texts: isKept ? { ...others, [conversationId]: text } : others };
    write();
  };
  const post = (note: Note) => {
    try {
      channel?.postMessage(note);
    } catch {
      // closed with the page
    }
  };

  let shownFor: string | undefined;
  const look = () => {
    const { user, reason } = client.session.state.get();
    if (reason === 'choice' && kept !== undefined) post({ kind: 'wipe' });
    if (reason === 'choice' || (user !== undefined && kept !== undefined && kept.userId !== user.id)) {
      kept = undefined;
      write();
    }
    if (user?.id === shownFor) return;
    shownFor = user?.id;
    if (user === undefined) return;
    for (const [conversationId, text] of Object.entries(kept?.texts ?? {})) {
      const { draft } = client.conversation(conversationId);
      if (draft.get() === '') draft.set(text);
    }
    post({ kind: 'ask', userId: user.id });
  };
  client.session.state.subscribe(look);
  look();

  channel?.addEventListener('message', ({ data }: MessageEvent<Note>) => {
    if (data.kind === 'wipe') {
      kept = undefined;
      write();
      return;
    }
    if (data.userId !== userId()) return;
    if (data.kind === 'draft') {
      put(data.userId, data.conversationId, data.text);
      client.conversation(data.conversationId).draft.set(data.text);
    } else if (kept?.userId === data.userId) {
      for (const [conversationId, text] of Object.entries(kept.texts)) {
        post({ kind: 'draft', userId: data.userId, conversationId, text });
      }
    }
  });

  return {
    keep: (conversationId, text) => {
      const owner = userId();
      if (owner === undefined) return;
      put(owner, conversationId, text);
      post({ kind: 'draft', userId: owner, conversationId, text });
    },
    get isWorthAsking() {
      const texts = kept?.userId === userId() ? Object.values(kept?.texts ?? {}) : [];
      return texts.some((text) => text.trim().length >= WORTH_ASKING_CHARS);
    },
  };
}

function read(storage: Pick<Storage, 'getItem'> | undefined): Kept | undefined {
  try {
    const kept: unknown = JSON.parse(storage?.getItem(KEY) ?? 'null');
    return isKept(kept) ? kept : undefined;
  } catch {
    return undefined;
  }
}

function isKept(value: unknown): value is Kept {
  if (typeof value !== 'object' || value === null) return false;
  const { userId, texts } = value as Partial<Record<keyof Kept, unknown>>;
  if (typeof userId !== 'string' || typeof texts !== 'object' || texts === null) return false;
  return Object.values(texts).every((text) => typeof text === 'string');
}

function windowStorage(): Storage | undefined {
  try {
    return sessionStorage;
  } catch {
    return undefined;
  }
}

function openChannel(): BroadcastChannel | undefined {
  try {
    return new BroadcastChannel(CHANNEL);
  } catch {
    // some browsers that keep no cookies forbid it: each window has its own drafts
    return undefined;
  }
}
