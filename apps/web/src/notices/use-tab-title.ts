import type { InboxState } from '@jiggy-care/client';
import { useChatClient, useStore } from '@jiggy-care/client/react';
import { useEffect } from 'react';

const APP = 'Jiggy Care';
const totalUnread = ({ totalUnread }: InboxState) => totalUnread;

/** Names the page on its tab, with how many messages wait. */
export function useTabTitle(page: string): void {
  const unread = useStore(useChatClient().inbox.state, totalUnread);
  useEffect(() => {
    document.title = `${unread > 0 ? `(${unread}) ` : ''}${page} · ${APP}`;
    return () => {
      document.title = APP;
    };
  }, [page, unread]);
}
