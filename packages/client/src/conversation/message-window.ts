import type { ChatError } from '../errors.ts';
import { Writable } from '../store.ts';
import type { Account } from '../wire.ts';
import type { MessageItem, MessageWindow } from './message-item.ts';
import type { MessageList } from './message-list.ts';
import type { Outbox, Unsent } from './outbox.ts';

interface Parts {
  readonly conversationId: string;
  user(): Account | undefined;
  readonly list: MessageList;
  readonly outbox: Outbox;
}

interface Circumstances {
  /** Whether the list stands for something: it was loaded, or recalled. */
  readonly isLoaded: boolean;
  readonly isInSync: boolean;
  readonly isWanted: boolean;
  readonly isLoadingOlder: boolean;
  readonly failure: ChatError | undefined;
}

/** Puts what is stored and what is not yet into one window for the view. */
export class WindowView {
  readonly store = new Writable<MessageWindow>({
    items: [],
    status: 'idle',
    isStale: false,
    hasOlder: false,
    isLoadingOlder: false,
  });
  private readonly itemOf = new WeakMap<Unsent, MessageItem>();
  private storedShown: readonly MessageItem[] = [];
  private unsentShown: readonly Unsent[] = [];

  constructor(private readonly parts: Parts) {}

  publish({ isLoaded, isInSync, isWanted, isLoadingOlder, failure }: Circumstances): void {
    const { list } = this.parts;
    const before = this.store.get();
    const next: MessageWindow = {
      items: this.items(before.items),
      status: isLoaded ? 'ready' : failure !== undefined ? 'failed' : isWanted ? 'loading' : 'idle',
      ...(failure === undefined || isInSync ? {} : { failure }),
      isStale: isLoaded && !isInSync,
      hasOlder: list.hasOlder,
      isLoadingOlder,
    };
    if (!isSameWindow(before, next)) this.store.set(next);
  }

  private items(before: readonly MessageItem[]): readonly MessageItem[] {
    const stored = this.parts.list.view();
    const unsent = this.parts.outbox.list();
    if (stored === this.storedShown && unsent === this.unsentShown) return before;
    this.storedShown = stored;
    this.unsentShown = unsent;
    if (unsent.length === 0) return stored;
    // What a reload brought back may be stored already, and not confirmed yet.
    const keys = new Set(stored.map(({ key }) => key));
    return [...stored, ...unsent.filter(({ key }) => !keys.has(key)).map((entry) => this.itemFor(entry))];
  }

  private itemFor(unsent: Unsent): MessageItem {
    const known = this.itemOf.get(unsent);
    if (known !== undefined) return known;
    const { conversationId } = this.parts;
    const user = this.parts.user();
    const { key, status, failure, content, createdAt } = unsent;
    const item: MessageItem = {
      key,
      status,
      ...(failure === undefined ? {} : { failure }),
      isOwn: true,
      conversationId,
      senderId: user?.id ?? '',
      senderType: user?.role ?? 'patient',
      content,
      createdAt,
      isRead: false,
    };
    this.itemOf.set(unsent, item);
    return item;
  }
}

function isSameWindow(a: MessageWindow, b: MessageWindow): boolean {
  return (
    a.items === b.items &&
    a.status === b.status &&
    a.failure === b.failure &&
    a.isStale === b.isStale &&
    a.hasOlder === b.hasOlder &&
    a.isLoadingOlder === b.isLoadingOlder
  );
}
