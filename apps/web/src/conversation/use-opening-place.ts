import type { Virtualizer } from '@tanstack/react-virtual';
import { type RefObject, useCallback, useLayoutEffect, useRef } from 'react';
import type { FeedRow } from './feed-rows.ts';

interface Feed {
  readonly rows: readonly FeedRow[];
  /** What stands between the messages: another object when something of it came. */
  readonly between: unknown;
  readonly virtualizer: Virtualizer<HTMLDivElement, Element>;
  readonly scroller: RefObject<HTMLDivElement | null>;
  /** Whether the reader was at the end when the list was last scrolled; written here when the list opens. */
  readonly wasAtEnd: RefObject<boolean>;
}

interface OpeningPlace {
  /** To be called when the list was scrolled, by whomever. */
  onScroll(): void;
  /** To be called when the reader takes the list into their own hands. */
  onTaken(): void;
}

/**
 * Opens the list where reading goes on: at the first new message, or at the end. Calls and changes of the
 * appointment come in a moment later and make room for themselves between the messages: who still is where the list has opened stays there, and who is at
 * the end sees the end.
 */
export function useOpeningPlace({ rows, between, virtualizer, scroller, wasAtEnd }: Feed): OpeningPlace {
  const isAtNewLine = useRef(false);
  const open = useCallback(() => {
    const newIndex = rows.findIndex(({ kind }) => kind === 'new');
    isAtNewLine.current = newIndex > 0;
    wasAtEnd.current = newIndex <= 0;
    if (newIndex > 0) virtualizer.scrollToIndex(newIndex - 1, { align: 'start' });
    else virtualizer.scrollToEnd();
  }, [rows, virtualizer, wasAtEnd]);

  const isOpen = useRef(false);
  useLayoutEffect(() => {
    if (isOpen.current || rows.length === 0) return;
    isOpen.current = true;
    open();
  }, [rows, open]);

  const known = useRef(between);
  useLayoutEffect(() => {
    if (known.current === between) return;
    known.current = between;
    if (wasAtEnd.current) virtualizer.scrollToEnd();
    else if (isAtNewLine.current) open();
    isAtNewLine.current = false;
  }, [between, virtualizer, open, wasAtEnd]);

  return {
    onScroll: () => {
      isAtNewLine.current &&= isNewLineInSight(scroller.current);
    },
    onTaken: () => {
      isAtNewLine.current = false;
    },
  };
}

function isNewLineInSight(list: HTMLElement | null): boolean {
  const line = list?.querySelector('[data-new-line]')?.getBoundingClientRect();
  const view = list?.getBoundingClientRect();
  return line !== undefined && view !== undefined && line.top >= view.top && line.bottom <= view.bottom;
}
