import type { Conversation, MessageWindow } from '@jiggy-care/client';
import { useStore } from '@jiggy-care/client/react';
import { useEffect, useState } from 'react';
import { lacksUnread } from './lacks-unread.ts';

/** Who has left so much unread begins at its end. */
const MOST_LOADED = 1_000;
const PAGE = 200;

/**
 * Loads back to the first unread message before the list is drawn, so that it opens there.
 *
 * @returns whether it may be drawn; once it may, it stays so
 */
export function useUnreadLoaded(conversation: Conversation, messages: MessageWindow): boolean {
  const unread = useStore(conversation.unread);
  const [isOpen, setIsOpen] = useState(false);
  const { items, status, isLoadingOlder } = messages;
  const lacks = status === 'ready' && items.length < MOST_LOADED && lacksUnread(messages, unread);
  useEffect(() => {
    if (isOpen || status !== 'ready' || isLoadingOlder) return;
    // Where older ones cannot be loaded now, the list is drawn with what there is.
    if (lacks) conversation.loadOlder(PAGE).catch(() => setIsOpen(true));
    else setIsOpen(true);
  }, [conversation, isOpen, status, isLoadingOlder, lacks]);
  return isOpen || !lacks;
}
