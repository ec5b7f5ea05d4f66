import type { Conversation, MessageItem } from '@jiggy-care/client';
import { useEffect } from 'react';

/** Tells the conversation which messages were in sight while the window was looked at. */
export function useSeen(conversation: Conversation, inSight: readonly MessageItem[]): void {
  useEffect(() => {
    const tell = () => {
      if (document.visibilityState !== 'visible') return;
      const last = inSight.findLast(
        ({ isOwn, status, id }) => !isOwn && status === 'sent' && id !== undefined,
      );
      // Reading goes forward: who jumps to the end has passed over the rest and wants no badge for it.
      if (last?.id !== undefined) conversation.markRead({ upTo: last.id });
    };
    tell();
    document.addEventListener('visibilitychange', tell);
    return () => document.removeEventListener('visibilitychange', tell);
  }, [conversation, inSight]);
}
