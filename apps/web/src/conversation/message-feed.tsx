import type { Conversation, MessageItem } from '@jiggy-care/client';
import { useMessages } from '@jiggy-care/client/react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type Ref, useCallback, useEffect, useImperativeHandle, useMemo, useRef, useState } from 'react';
import type { BookingLine } from '../bookings/booking-line.ts';
import type { PastCall } from '../calls/past-call.ts';
import { useWords } from '../i18n/words.ts';
import { useNameText } from '../people/use-role-mark.ts';
import { keyOutsideFields } from '../ui/key-outside-fields.ts';
import { estimateHeight } from './estimate-height.ts';
import { FeedRowView } from './feed-row-view.tsx';
import { type FeedRow, feedRows } from './feed-rows.ts';
import { JumpButton } from './jump-button.tsx';
import { lacksUnread } from './lacks-unread.ts';
import { OlderMessages } from './older-messages.tsx';
import { stepBetweenMessages } from './step-between-messages.ts';
import { StickyDay } from './sticky-day.tsx';
import { useNewLine } from './use-new-line.ts';
import { useOpeningPlace } from './use-opening-place.ts';
import { useSeen } from './use-seen.ts';
import { conversationWords } from './words.ts';

/** So close to the end counts as being there: the list follows new messages. */
const END_PX = 60;
/** Farther than this from the end, a way back is offered. */
const JUMP_PX = 240;

export interface FeedHandle {
  scrollToEnd(): void;
}

interface Props {
  readonly conversation: Conversation;
  readonly calls: readonly PastCall[];
  readonly bookingLines: readonly BookingLine[];
  readonly otherName: string;
  readonly ref: Ref<FeedHandle>;
}

/** The messages and calls, of which only those in sight are in the page; it stays where it is whatever is added. */
export function MessageFeed({ conversation, calls, bookingLines, otherName, ref }: Props) {
  const words = useWords(conversationWords);
  const nameText = useNameText();
  const { items, hasOlder, isLoadingOlder } = useMessages(conversation);
  const scroller = useRef<HTMLDivElement>(null);
  // As of the last scroll: asked after an append, the list itself would say that its end is far away.
  const wasAtEnd = useRef(true);
  const isAtEnd = useCallback(() => wasAtEnd.current, []);
  const newKey = useNewLine(items, isAtEnd);
  const rows = useMemo(
    () => feedRows(items, { calls, bookingLines, newKey, isWhole: !hasOlder }),
    [items, calls, bookingLines, newKey, hasOlder],
  );
  const [isFar, setIsFar] = useState(false);

  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    getItemKey: useCallback((index: number) => rows[index]?.key ?? index, [rows]),
    estimateSize: (index) => estimateHeight(rows[index], scroller.current?.clientWidth ?? 360),
    anchorTo: 'end',
    followOnAppend: true,
    scrollEndThreshold: END_PX,
    overscan: 6,
    paddingStart: 12,
    paddingEnd: 8,
  });
  const lastMessage = rows.findLastIndex(({ kind }) => kind === 'message');
  const shown = virtualizer.getVirtualItems();
  const first = shown[0]?.index ?? 0;
  const { startIndex = 0, endIndex = -1 } = virtualizer.range ?? {};

  const topAt = timeOfRow(rows[startIndex]);
  const isGapless = !lacksUnread({ items, hasOlder }, 0);
  useSeen(conversation, messagesAmong(rows, startIndex, endIndex), isGapless);
  useStayAtEnd(scroller, () => virtualizer.scrollToEnd());
  useImperativeHandle(ref, () => ({ scrollToEnd: () => virtualizer.scrollToEnd() }), [virtualizer]);

  const between = useMemo(() => [calls, bookingLines], [calls, bookingLines]);
  const place = useOpeningPlace({ rows, between, virtualizer, scroller, wasAtEnd });

  return (
    <div className="relative min-h-0 flex-1">
      <div
        ref={scroller}
        role="log"
        aria-label={words.messages(nameText(otherName))}
        // Rows come and go with scrolling; what is new is told by the announcer alone.
        aria-live="off"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: keys must be able to scroll it
        tabIndex={0}
        data-feed
        className="relative h-full flex flex-col overflow-y-auto overflow-x-hidden overscroll-contain outline-offset-[-3px] [overflow-anchor:none]"
        onPointerDown={place.onTaken}
        onTouchMove={place.onTaken}
        onWheel={place.onTaken}
        onKeyDown={(event) => {
          place.onTaken();
          const key = keyOutsideFields(event);
          if (stepBetweenMessages(key, event.currentTarget, event.target)) event.preventDefault();
          if (key !== 'home' && key !== 'end') return;
          // The browser's own glide ends halfway, where a row turns out to be of another height than was thought.
          event.preventDefault();
          if (key === 'home') virtualizer.scrollToOffset(0);
          else virtualizer.scrollToEnd();
        }}
        onScroll={() => {
          const distance = distanceFromEnd(scroller.current);
          wasAtEnd.current = distance <= END_PX;
          place.onScroll();
          setIsFar(distance > JUMP_PX);
        }}
      >
        <div // Few messages stand at the bottom, where the next one will appear.
          className="relative mx-auto mt-auto w-full max-w-[64rem] shrink-0"
          style={{ height: virtualizer.getTotalSize() }}
        >
          {shown.map(({ key, index, start }) => {
            const row = rows[index];
            return (
              row && (
                <div
                  key={key}
                  data-index={index}
                  ref={virtualizer.measureElement}
                  className="absolute inset-x-0 top-0"
                  style={{ transform: `translateY(${start}px)` }}
                >
                  <FeedRowView
                    row={row}
                    conversation={conversation}
                    otherName={otherName}
                    isTabStop={index === lastMessage}
                  />
                </div>
              )
            );
          })}
        </div>
      </div>
      <OlderMessages
        conversation={conversation}
        isWanted={hasOlder && !isLoadingOlder && rows.length > 0 && first < 12}
        isLoading={isLoadingOlder && startIndex < 3}
      />
      {isFar && topAt !== undefined && <StickyDay at={topAt} />}
      {isFar && <JumpButton conversation={conversation} onJump={() => virtualizer.scrollToEnd()} />}
    </div>
  );
}

function messagesAmong(rows: readonly FeedRow[], from: number, to: number): MessageItem[] {
  return rows.slice(from, to + 1).flatMap((row) => (row.kind === 'message' ? [row.item] : []));
}

function timeOfRow(row: FeedRow | undefined): number | undefined {
  if (row?.kind === 'message') return Date.parse(row.item.createdAt);
  if (row?.kind === 'booking') return row.line.at;
  return row?.kind === 'call' ? row.call.at : undefined;
}

function distanceFromEnd(element: HTMLElement | null): number {
  if (element === null) return 0;
  return element.scrollHeight - element.scrollTop - element.clientHeight;
}

/** A keyboard that slides in, or a composer that grows, takes room from the list: the end stays in sight. */
function useStayAtEnd(scroller: { readonly current: HTMLDivElement | null }, scrollToEnd: () => void) {
  const scroll = useRef(scrollToEnd);
  scroll.current = scrollToEnd;
  useEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    let height = element.clientHeight;
    const observer = new ResizeObserver(() => {
      const lost = height - element.clientHeight;
      height = element.clientHeight;
      if (lost !== 0 && distanceFromEnd(element) <= END_PX + Math.max(lost, 0)) scroll.current();
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [scroller]);
}
