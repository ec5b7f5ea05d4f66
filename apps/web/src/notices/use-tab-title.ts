import type { InboxState } from '@jiggy-care/client';
import type { CallLogState } from '@jiggy-care/client/calls';
import { useCalls, useChatClient, useStore } from '@jiggy-care/client/react';
import { useEffect } from 'react';
import { useIncomingCall, useRunningCall } from '../calls/use-call.ts';
import { useWords } from '../i18n/words.ts';
import { noticeWords } from './words.ts';

const APP = 'Jiggy Care';
const totalUnread = ({ totalUnread }: InboxState) => totalUnread;
const missedCount = ({ missedCount }: CallLogState) => missedCount;

/** Names on the tab who calls or whom one talks to; else the page, with how many messages and missed calls wait. */
export function useTabTitle(page: string): void {
  const words = useWords(noticeWords);
  const unread = useStore(useChatClient().inbox.state, totalUnread);
  const missed = useStore(useCalls().log.state, missedCount);
  const incoming = useIncomingCall();
  const running = useRunningCall();
  const waiting = unread + missed;
  const title =
    incoming !== undefined
      ? words.calling(incoming.other.name)
      : running !== undefined
        ? `● ${running.other.name} · ${APP}`
        : `${waiting > 0 ? `(${waiting}) ` : ''}${page} · ${APP}`;
  useEffect(() => {
    document.title = title;
    return () => {
      document.title = APP;
    };
  }, [title]);
}
