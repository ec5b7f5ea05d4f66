import type { MessageItem } from '@jiggy-care/client';
import { useEffect, useLayoutEffect, useRef, useState } from 'react';

/**
 * Where the line "new messages" stands: before the first message that was unread when one came, and later
 * before what comes in while one looks elsewhere. Writing takes it away.
 *
 * @param isAtEnd whether the reader sees the end of the list
 * @returns       key of the message that it stands before
 */
export function useNewLine(items: readonly MessageItem[], isAtEnd: () => boolean): string | undefined {
  // From the first drawing on, for the list opens where this line stands.
  const [newKey, setNewKey] = useState(() => findFirstUnread(items)?.key);
  const lastKey = useRef(items.at(-1)?.key);

  useLayoutEffect(() => {
    const last = items.at(-1);
    if (last === undefined || last.key === lastKey.current) return;
    lastKey.current = last.key;
    if (last.isOwn) return setNewKey(undefined);
    const isLookingOn = document.visibilityState === 'visible' && isAtEnd();
    const firstUnread = findFirstUnread(items);
    if (isLookingOn || firstUnread === undefined) return;
    setNewKey((current) => (isStillUnread(items, current) ? current : firstUnread.key));
  }, [items, isAtEnd]);

  // A message that came first as the text of another window may get its place later: nothing to draw before.
  useEffect(() => {
    if (newKey !== undefined && !items.some(({ key }) => key === newKey)) setNewKey(undefined);
  }, [items, newKey]);
  return newKey;
}

/** Reading goes forward: from the end back to the last one that was read. */
function findFirstUnread(items: readonly MessageItem[]): MessageItem | undefined {
  let first: MessageItem | undefined;
  for (let index = items.length - 1; index >= 0; index -= 1) {
    const item = items[index];
    if (item === undefined || item.isOwn) continue;
    if (item.status !== 'sent') break;
    first = item;
  }
  return first;
}

function isStillUnread(items: readonly MessageItem[], key: string | undefined): boolean {
  return key !== undefined && items.some((item) => item.key === key && item.status === 'sent');
}
