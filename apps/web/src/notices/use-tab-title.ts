import type { InboxState } from '@jiggy-care/client';
import type { CallLogState } from '@jiggy-care/client/calls';
import { useCalls, useChatClient, useInbox, useStore } from '@jiggy-care/client/react';
import { useEffect } from 'react';
import { useRoute } from 'wouter';
import { useIncomingCall, useRunningCall } from '../calls/use-call.ts';
import { useWords } from '../i18n/words.ts';
import { useNameText } from '../people/use-role-mark.ts';
import { unseenChanges } from './unseen-changes.ts';
import { noticeWords } from './words.ts';

const APP = 'Jiggy Care';
const totalUnread = ({ totalUnread }: InboxState) => totalUnread;
const missedCount = ({ missedCount }: CallLogState) => missedCount;

/**
 * Names on the tab who calls or whom one talks to; else whose conversation is open, or the page; with how many messages
 * and missed calls wait. What the other person did with an appointment stands there until it is looked at.
 */
export function useTabTitle(page: string): void {
  const words = useWords(noticeWords);
  const nameText = useNameText();
  const unread = useStore(useChatClient().inbox.state, totalUnread);
  const missed = useStore(useCalls().log.state, missedCount);
  const incoming = useIncomingCall();
  const running = useRunningCall();
  const changes = useStore(unseenChanges);
  const newest = changes.at(-1);
  const partner = usePartner();
  const here = partner === undefined ? page : nameText(partner);
  const place = newest === undefined ? here : words.appointment[newest.change];
  const waiting = unread + missed + changes.length;
  const title =
    incoming !== undefined
      ? words.calling(nameText(incoming.other.name))
      : running !== undefined
        ? `● ${nameText(running.other.name)} · ${APP}`
        : `${waiting > 0 ? `(${waiting}) ` : ''}${place} · ${APP}`;
  useEffect(() => {
    document.title = title;
    return () => {
      document.title = APP;
    };
  }, [title]);
}

/** Whose conversation is open. */
function usePartner(): string | undefined {
  const [, conversation] = useRoute('/c/:id');
  const { entries } = useInbox();
  return entries.find(({ id }) => id === conversation?.id)?.other.name;
}
