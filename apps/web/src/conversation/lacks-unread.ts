import type { MessageItem, MessageWindow } from '@jiggy-care/client';

/**
 * Whether there are unread messages before the oldest one that is loaded. Until they are there, nobody knows where reading
 * goes on, and what stands before a message that was seen must not count as read.
 *
 * @param unread how many there are, as the inbox knows it
 */
export function lacksUnread(
  { items, hasOlder }: Pick<MessageWindow, 'items' | 'hasOlder'>,
  unread: number,
): boolean {
  if (!hasOlder) return false;
  const theirs = items.filter(({ isOwn, seq }) => !isOwn && seq !== undefined);
  if (theirs.length > 0 && theirs.every(isUnread)) return true;
  return theirs.filter(isUnread).length < unread;
}

const isUnread = ({ status }: MessageItem) => status === 'sent';
