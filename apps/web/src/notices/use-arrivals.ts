import { useChatClient } from '@jiggy-care/client/react';
import { useEffect, useRef } from 'react';
import { useLocation } from 'wouter';
import { useWords } from '../i18n/words.ts';
import { useNameText } from '../people/use-role-mark.ts';
import { notifications } from '../preferences/notifications.ts';
import type { Notice } from './notice.ts';
import { notifyOutside } from './service-worker.ts';
import { noticeWords } from './words.ts';

/** Brings what others write: to the toasts while the app is looked at, else to the system's own surface. */
export function useArrivals(add: (notice: Notice) => void): void {
  const words = useWords(noticeWords);
  const nameText = useNameText();
  const { inbox } = useChatClient();
  const [location] = useLocation();
  const toast = useRef(add);
  toast.current = add;
  const isOpen = useRef((_conversationId: string): boolean => false);
  // The inbox, when it is all there is to see, tells by itself.
  isOpen.current = (conversationId) => location === '/' || location === `/c/${conversationId}`;

  useEffect(
    () =>
      inbox.onArrival((arrival) => {
        const { entry } = arrival;
        if (document.visibilityState !== 'visible') {
          if (notifications.get() === 'off') return;
          notifyOutside({
            title: words.pushTitle(nameText(entry.other.name)),
            body: words.pushBody,
            tag: entry.id,
            url: `/c/${entry.id}`,
          }).catch(() => {});
        } else if (!isOpen.current(entry.id)) {
          toast.current({ kind: 'message', conversationId: entry.id, arrival });
        }
      }),
    [inbox, words, nameText],
  );
}
