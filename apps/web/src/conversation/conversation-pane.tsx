import { useConversation, useMessages, useStore } from '@jiggy-care/client/react';
import { type ReactNode, useEffect, useRef } from 'react';
import { Link } from 'wouter';
import { useFaultText } from '../i18n/fault-words.ts';
import { useWords } from '../i18n/words.ts';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { LooseCable, QuietBubbles } from '../ui/pictures.tsx';
import { Announcer } from './announcer.tsx';
import { Composer } from './composer.tsx';
import { ConversationHeader } from './conversation-header.tsx';
import { type FeedHandle, MessageFeed } from './message-feed.tsx';
import { MessagesSkeleton } from './messages-skeleton.tsx';
import { ReadOnlyNote } from './read-only-note.tsx';
import { TypingLine } from './typing-line.tsx';
import { conversationWords } from './words.ts';

interface Props {
  readonly id: string;
  readonly actions?: ReactNode;
}

/** Everything between two people about one booking. */
export function ConversationPane({ id, actions }: Props) {
  const words = useWords(conversationWords);
  const faultText = useFaultText();
  const conversation = useConversation(id);
  const details = useStore(conversation.details);
  const { canWrite, reason } = useStore(conversation.writability);
  const { items, status, failure, hasOlder } = useMessages(conversation);
  const feed = useRef<FeedHandle>(null);
  const otherName = details?.other.name ?? '…';
  const pane = useRef<HTMLElement>(null);
  // The link that led here may be gone from a phone; reading goes on from the top of what it led to.
  useEffect(() => {
    if (!pane.current?.contains(document.activeElement)) pane.current?.focus({ preventScroll: true });
  }, []);

  if (reason === 'not_found') return <NotFound />;
  const isEmpty = status === 'ready' && items.length === 0 && !hasOlder;
  return (
    <main ref={pane} tabIndex={-1} className="flex h-full flex-col bg-paper/60 outline-none">
      <ConversationHeader conversation={conversation} details={details} actions={actions} />
      {items.length > 0 ? (
        <MessageFeed ref={feed} conversation={conversation} otherName={otherName} />
      ) : (
        <div className="grid min-h-0 flex-1 place-items-center overflow-y-auto">
          {isEmpty && canWrite && (
            <EmptyState picture={<QuietBubbles />} title={words.emptyTitle(otherName)}>
              {words.empty}
            </EmptyState>
          )}
          {status === 'failed' && (
            <EmptyState
              picture={<LooseCable />}
              title={words.failedTitle}
              action={
                <Button onClick={() => conversation.refresh().catch(() => {})}>{words.tryAgain}</Button>
              }
            >
              {faultText(failure)}
            </EmptyState>
          )}
          {(status === 'idle' || status === 'loading') && <MessagesSkeleton label={words.loading} />}
        </div>
      )}
      <Announcer items={items} otherName={otherName} />
      <TypingLine conversation={conversation} otherName={otherName} />
      {canWrite ? (
        <Composer
          conversation={conversation}
          otherName={otherName}
          onSent={() => feed.current?.scrollToEnd()}
        />
      ) : (
        <ReadOnlyNote />
      )}
    </main>
  );
}

function NotFound() {
  const words = useWords(conversationWords);
  return (
    <main className="grid h-full place-items-center">
      <EmptyState
        picture={<LooseCable />}
        title={words.notFoundTitle}
        action={
          <Link href="/" className="font-semibold text-accent text-sm underline underline-offset-4">
            {words.toInbox}
          </Link>
        }
      >
        {words.notFound}
      </EmptyState>
    </main>
  );
}
