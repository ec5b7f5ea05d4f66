import type { CallRecord } from '@jiggy-care/client/calls';
import { useCalls } from '@jiggy-care/client/react';
import { useEffect, useRef } from 'react';
import { useLocation } from 'wouter';
import type { PastCall } from '../calls/past-call.ts';
import { useCallPeople } from '../calls/use-call-people.ts';
import { useWords } from '../i18n/words.ts';
import { useNameText } from '../people/use-role-mark.ts';
import { notifications } from '../preferences/notifications.ts';
import { useAccount } from '../session/use-account.ts';
import { freshMissed } from './fresh-missed.ts';
import type { Notice } from './notice.ts';
import { callTag, notifyOutside } from './service-worker.ts';
import { noticeWords } from './words.ts';

/** Brings calls that were just missed: to the toasts while the app is looked at, else to the system's surface. */
export function useMissedCalls(add: (notice: Notice) => void): void {
  const words = useWords(noticeWords);
  const nameText = useNameText();
  const account = useAccount();
  const { log } = useCalls();
  const [location] = useLocation();
  const personOf = useCallPeople();

  const tell = useRef((_call: PastCall): void => {});
  tell.current = (call) => {
    const { conversationId } = call;
    if (document.visibilityState !== 'visible') {
      if (notifications.get() === 'off') return;
      notifyOutside({
        title: words.missedTitle(nameText(personOf(call).name)),
        body: words.missedBody,
        tag: callTag(conversationId),
        url: `/c/${conversationId}`,
      }).catch(() => {});
      return;
    }
    // The log and the conversation, where they are open, show it themselves.
    if (location === '/calls' || location === `/c/${conversationId}`) return;
    add({ kind: 'missed', conversationId, call });
  };

  useEffect(() => {
    let known: readonly CallRecord[] | undefined;
    const look = () => {
      const { calls, status } = log.state.get();
      if (known === undefined) {
        if (status === 'ready') known = calls;
        return;
      }
      const fresh = freshMissed(known, calls, account.id);
      known = calls;
      for (const call of fresh.reverse()) tell.current(call);
    };
    look();
    return log.state.subscribe(look);
  }, [log, account.id]);
}
