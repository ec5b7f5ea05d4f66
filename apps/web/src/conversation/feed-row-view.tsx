import type { Conversation } from '@jiggy-care/client';
import { Suspense } from 'react';
import { useServerNow } from '../bookings/server-clock.ts';
import { useFormat } from '../i18n/format.ts';
import { useWords } from '../i18n/words.ts';
import { lazyPart } from '../parts/lazy-part.tsx';
import { QuietPart } from '../parts/safe-part.tsx';
import { NameIn } from '../people/name-in.tsx';
import { CallLine } from './call-line.tsx';
import type { FeedRow } from './feed-rows.ts';
import { MessageBubble } from './message-bubble.tsx';
import { conversationWords } from './words.ts';

/** Most appointments never change. */
const BookingLineView = lazyPart(() =>
  import('./booking-line-view.tsx').then((part) => part.BookingLineView),
);

interface Props {
  readonly row: FeedRow;
  readonly conversation: Conversation;
  readonly otherName: string;
  /** Of a message: see `MessageStamp`. */
  readonly isTabStop: boolean;
}

export function FeedRowView({ row, conversation, otherName, isTabStop }: Props) {
  switch (row.kind) {
    case 'message':
      return (
        <MessageBubble
          conversation={conversation}
          item={row.item}
          otherName={otherName}
          startsGroup={row.startsGroup}
          endsGroup={row.endsGroup}
          isTabStop={isTabStop}
        />
      );
    case 'call':
      return <CallLine call={row.call} conversation={conversation} otherName={otherName} />;
    case 'booking':
      return (
        <QuietPart>
          <Suspense fallback={<div className="h-8" />}>
            <BookingLineView line={row.line} otherName={otherName} />
          </Suspense>
        </QuietPart>
      );
    case 'day':
      return <DayLine at={row.at} />;
    case 'new':
      return <NewLine />;
    case 'begin':
      return <BeginLine otherName={otherName} />;
  }
}

function DayLine({ at }: { readonly at: number }) {
  const format = useFormat();
  // Days are the server's: a device whose clock is off puts nothing under tomorrow.
  const now = useServerNow();
  return (
    <div className="flex justify-center px-4 pt-3 pb-4">
      <h2 className="rounded-full border border-line bg-surface px-3 py-1 font-medium text-2xs text-ink-faint">
        {format.day(new Date(Math.min(at, now)), new Date(now))}
      </h2>
    </div>
  );
}

function NewLine() {
  const words = useWords(conversationWords);
  return (
    <div data-new-line className="flex items-center gap-3 px-4 pt-1 pb-3 sm:px-6">
      <span className="h-px flex-1 bg-clay/40" />
      <span className="font-semibold text-2xs text-clay">{words.newMessages}</span>
      <span className="h-px flex-1 bg-clay/40" />
    </div>
  );
}

function BeginLine({ otherName }: { readonly otherName: string }) {
  const words = useWords(conversationWords);
  return (
    <p data-begin className="px-8 pt-8 pb-4 text-center text-ink-faint text-xs text-balance">
      <NameIn text={words.begin} name={otherName} />
    </p>
  );
}
