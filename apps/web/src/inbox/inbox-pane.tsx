import { useChatClient, useInbox } from '@jiggy-care/client/react';
import { CalendarPlus, Search, X } from 'lucide-react';
import { useDeferredValue, useEffect, useRef, useState } from 'react';
import { Link } from 'wouter';
import { useFaultText } from '../i18n/fault-words.ts';
import { useWords } from '../i18n/words.ts';
import { matchesName } from '../people/matches-name.ts';
import { useAccount } from '../session/use-account.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { isOfInputMethod } from '../ui/input-method.ts';
import { LooseCable, QuietBubbles } from '../ui/pictures.tsx';
import { ConversationRow } from './conversation-row.tsx';
import { InboxSkeleton } from './inbox-skeleton.tsx';
import { MoreConversations } from './more-conversations.tsx';
import { moveAmongRows } from './move-among-rows.ts';
import { useSearchKey } from './search-key.ts';
import { useMissedByConversation } from './use-missed-by-conversation.ts';
import { inboxWords } from './words.ts';

interface Props {
  readonly openId?: string | undefined;
}

/** Every conversation, the most recently active first. */
export function InboxPane({ openId }: Props) {
  const words = useWords(inboxWords);
  const { inbox } = useChatClient();
  const { entries, status, hasMore, isLoadingMore, failure } = useInbox();
  const faultText = useFaultText();
  const missed = useMissedByConversation();
  const [text, setText] = useState('');
  const query = useDeferredValue(text);
  const found = entries.filter((entry) => matchesName(entry.other.name, query));

  // A search goes through everybody, also those who are not in the list yet.
  useEffect(() => {
    if (query.trim() !== '' && hasMore && !isLoadingMore) inbox.loadMore().catch(() => {});
  }, [inbox, query, hasMore, isLoadingMore]);

  const pane = useRef<HTMLElement>(null);
  const isEmpty = status === 'ready' && entries.length === 0;
  return (
    <section
      ref={pane}
      aria-labelledby="inbox-title"
      className="flex min-h-0 flex-1 flex-col"
      onKeyDown={(event) => moveAmongRows(event, pane.current?.querySelector('input') ?? null)}
    >
      <header className="px-5 pt-5 pb-3 md:pt-6">
        <div className="flex items-center justify-between">
          <h1 id="inbox-title" className="font-semibold text-xl tracking-[-0.018em]">
            {words.title}
          </h1>
          <Link
            href="/appointments/new"
            aria-label={words.book}
            title={words.book}
            className="-mr-2 grid size-11 place-items-center rounded-xl text-accent hover:bg-hover"
          >
            <CalendarPlus aria-hidden className="size-[1.35rem]" />
          </Link>
        </div>
        {!isEmpty && <SearchField text={text} onChange={setText} />}
      </header>
      <div className="relative min-h-0 flex-1 overflow-y-auto overscroll-contain px-2.5 pb-4">
        {entries.length === 0 && (status === 'loading' || status === 'idle') && <InboxSkeleton />}
        {entries.length === 0 && status === 'failed' && (
          <EmptyState
            picture={<LooseCable />}
            title={words.failedTitle}
            action={<Button onClick={() => inbox.refresh().catch(() => {})}>{words.tryAgain}</Button>}
          >
            {faultText(failure)}
          </EmptyState>
        )}
        {isEmpty && <EmptyInbox />}
        {entries.length > 0 && found.length === 0 && !hasMore && (
          <EmptyState picture={<QuietBubbles />} title={words.noMatchTitle}>
            {words.noMatch(query.trim())}
          </EmptyState>
        )}
        {found.length > 0 && (
          <ul aria-label={words.list} className="flex flex-col gap-0.5">
            {found.map((entry) => (
              <ConversationRow
                key={entry.id}
                entry={entry}
                isOpen={entry.id === openId}
                missedCount={missed.get(entry.id)?.count ?? 0}
                missedAt={missed.get(entry.id)?.at ?? 0}
              />
            ))}
          </ul>
        )}
        {hasMore && entries.length > 0 && <MoreConversations isLoading={isLoadingMore} />}
      </div>
    </section>
  );
}

function SearchField({
  text,
  onChange,
}: {
  readonly text: string;
  readonly onChange: (text: string) => void;
}) {
  const words = useWords(inboxWords);
  const field = useRef<HTMLInputElement>(null);
  useSearchKey(field);
  return (
    <search className="relative mt-3 block">
      <Search
        aria-hidden
        className="-translate-y-1/2 pointer-events-none absolute top-1/2 left-3.5 size-[1.1rem] text-ink-faint"
      />
      <input
        ref={field}
        aria-keyshortcuts="Control+K Meta+K"
        title={words.searchKey}
        type="text"
        inputMode="search"
        aria-label={words.search}
        placeholder={words.search}
        value={text}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => event.key === 'Escape' && !isOfInputMethod(event) && onChange('')}
        className="control border-transparent! bg-sunken! pl-10 text-sm focus-visible:bg-raised!"
      />
      {text !== '' && (
        <IconButton
          icon={X}
          label={words.clearSearch}
          onClick={() => onChange('')}
          className="absolute top-0.5 right-0.5"
        />
      )}
    </search>
  );
}

function EmptyInbox() {
  const words = useWords(inboxWords);
  const { role } = useAccount();
  return (
    <EmptyState
      picture={<QuietBubbles />}
      title={words.emptyTitle}
      action={
        role === 'patient' && (
          <Link
            href="/appointments/new"
            className="inline-flex min-h-11 items-center gap-2 rounded-xl bg-accent px-4 font-semibold text-on-accent text-sm shadow-near hover:bg-accent-deep"
          >
            <CalendarPlus aria-hidden className="size-[1.15em]" /> {words.book}
          </Link>
        )
      }
    >
      {role === 'patient' ? words.emptyPatient : words.emptyConsultant}
    </EmptyState>
  );
}
