import type { Conversation, MessageItem } from '@jiggy-care/client';
import { useEffect } from 'react';

/**
 * Tells the conversation which messages were in sight while the window was looked at.
 *
 * @param isGapless whether no unread ones are missing before those that are loaded
 */
export function useSeen(
  conversation: Conversation,
  inSight: readonly MessageItem[],
  isGapless: boolean,
): void {
  useEffect(() => {
    const tell = () => {
      if (document.visibilityState !== 'visible') return;
      const seen = inSight.flatMap(({ isOwn, status, id }) =>
        !isOwn && status === 'sent' && id !== undefined ? [id] : [],
      );
      const last = seen.at(-1);
      if (last === undefined) return;
      // Reading goes forward: who jumps to the end has passed over the rest and wants no badge for it. But what was
      // never loaded was not passed over.
      conversation.markRead(isGapless ? { upTo: last } : seen);
    };
    tell();
    document.addEventListener('visibilitychange', tell);
    return () => document.removeEventListener('visibilitychange', tell);
  }, [conversation, inSight, isGapless]);
}
