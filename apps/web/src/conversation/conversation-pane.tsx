import { useConversation, useMessages, useStore } from '@jiggy-care/client/react';
import { type ReactNode, Suspense, useEffect, useRef } from 'react';
import { Link } from 'wouter';
import { useBookingLines } from '../bookings/use-booking-lines.ts';
import { useFaultText } from '../i18n/fault-words.ts';
import { useWords } from '../i18n/words.ts';
import { lazyPart } from '../parts/lazy-part.tsx';
import { QuietPart } from '../parts/safe-part.tsx';
import { NameIn } from '../people/name-in.tsx';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { keyOutsideFields } from '../ui/key-outside-fields.ts';
import { LooseCable, QuietBubbles } from '../ui/pictures.tsx';
import { Announcer } from './announcer.tsx';
import { Composer } from './composer.tsx';
import { ConversationHeader } from './conversation-header.tsx';
import { type FeedHandle, MessageFeed } from './message-feed.tsx';
import { MessagesSkeleton } from './messages-skeleton.tsx';
import { ReadOnlyNote } from './read-only-note.tsx';
import { TypingLine } from './typing-line.tsx';
import { useConversationCalls } from './use-conversation-calls.ts';
import { useMissedSeen } from './use-missed-seen.ts';
import { useUnreadLoaded } from './use-unread-loaded.ts';
import { conversationWords } from './words.ts';

/** Most appointments never change. */
const BookingAnnouncer = lazyPart(() =>
  import('./booking-announcer.tsx').then((part) => part.BookingAnnouncer),
);

interface Props {
  readonly id: string;
  readonly actions?: ReactNode;
  /** Beside a call it is plain whom one talks to: it goes without its head. */
  readonly isBesideCall?: boolean;
}

/** Everything between two people about one booking. */
export function ConversationPane({ id, actions, isBesideCall = false }: Props) {
  const words = useWords(conversationWords);
  const faultText = useFaultText();
  const conversation = useConversation(id);
  const details = useStore(conversation.details);
  const { canWrite, reason } = useStore(conversation.writability);
  const messages = useMessages(conversation);
  const { items, status, failure, hasOlder } = messages;
  const { calls, isLoaded: areCallsLoaded } = useConversationCalls(conversation, messages);
  const bookingLines = useBookingLines(details?.bookingId);
  const newestLine = bookingLines.at(-1);
  const isUnreadLoaded = useUnreadLoaded(conversation, messages);
  useMissedSeen(conversation, areCallsLoaded);
  const feed = useRef<FeedHandle>(null);
  const otherName = details?.other.name ?? '…';
  const pane = useRef<HTMLElement>(null);
  // The link that led here may be gone from a phone; reading goes on from the top of what it led to.
  useEffect(() => {
    if (!pane.current?.contains(document.activeElement)) pane.current?.focus({ preventScroll: true });
  }, []);

  if (reason === 'not_found') return <NotFound />;
  const hasLines =
    isUnreadLoaded &&
    (items.length > 0 || (status === 'ready' && !hasOlder && calls.length + bookingLines.length > 0));
  const isEmpty = status === 'ready' && isUnreadLoaded && !hasOlder && !hasLines;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a key for all that stands in it, beside the button for the same
    <section
      ref={pane}
      tabIndex={-1}
      className="flex h-full flex-col bg-paper/60 outline-none"
      onKeyDown={(event) => keyOutsideFields(event) === 'j' && feed.current?.scrollToEnd()}
    >
      {!isBesideCall && (
        <ConversationHeader conversation={conversation} details={details} actions={actions} />
      )}
      {hasLines ? (
        <MessageFeed
          ref={feed}
          conversation={conversation}
          calls={calls}
          bookingLines={bookingLines}
          otherName={otherName}
        />
      ) : (
        <div className="relative grid min-h-0 flex-1 place-items-center overflow-y-auto">
          {isEmpty && canWrite && (
            <EmptyState
              picture={<QuietBubbles />}
              title={<NameIn text={words.emptyTitle} name={otherName} />}
            >
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
          {(status === 'idle' || status === 'loading' || !isUnreadLoaded) && (
            <MessagesSkeleton label={words.loading} />
          )}
        </div>
      )}
      <Announcer
        items={items}
        isLoaded={status === 'ready'}
        calls={areCallsLoaded ? calls : undefined}
        otherName={otherName}
      />
      {newestLine && (
        <QuietPart>
          <Suspense>
            <BookingAnnouncer line={newestLine} otherName={otherName} />
          </Suspense>
        </QuietPart>
      )}
      <TypingLine conversation={conversation} otherName={otherName} />
      {canWrite ? (
        <Composer
          conversation={conversation}
          otherName={otherName}
          onSent={() => feed.current?.scrollToEnd()}
        />
      ) : (
        <ReadOnlyNote isBlocked={reason === 'not_available'} otherName={otherName} />
      )}
    </section>
  );
}

function NotFound() {
  const words = useWords(conversationWords);
  return (
    <section className="grid h-full place-items-center">
      <EmptyState
        picture={<LooseCable />}
        title={words.notFoundTitle}
        isPage
        action={
          <Link href="/" className="font-semibold text-accent text-sm underline underline-offset-4">
            {words.toInbox}
          </Link>
        }
      >
        {words.notFound}
      </EmptyState>
    </section>
  );
}
