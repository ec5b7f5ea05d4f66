import { useChatClient } from '@jiggy-care/client/react';
import { useEffect, useRef } from 'react';
import { useLocation } from 'wouter';
import { changeOf } from '../bookings/booking-line.ts';
import { useOther } from '../bookings/use-other.ts';
import { useWords } from '../i18n/words.ts';
import { useNameText } from '../people/use-role-mark.ts';
import { notifications } from '../preferences/notifications.ts';
import { useAccount } from '../session/use-account.ts';
import type { Notice } from './notice.ts';
import { notifyOutside } from './service-worker.ts';
import { addUnseen, forgetUnseen, seenAt } from './unseen-changes.ts';
import { noticeWords } from './words.ts';

type Update = Parameters<Parameters<ReturnType<typeof useChatClient>['bookings']['onUpdated']>[0]>[0];

/** Brings what the other person does with an appointment: to the toasts while the app is looked at, else outside of it. */
export function useBookingUpdates(add: (notice: Notice) => void): void {
  const words = useWords(noticeWords);
  const nameText = useNameText();
  const otherOf = useOther();
  const { id: ownId } = useAccount();
  const { bookings, inbox } = useChatClient();
  const [location] = useLocation();

  const tell = useRef((_update: Update): void => {});
  tell.current = ({ booking, before, by }) => {
    const change = changeOf(before, booking);
    if (by === ownId || change === undefined) return;
    const conversationId = inbox.state.get().entries.find(({ bookingId }) => bookingId === booking.id)?.id;
    const isLookedAt = document.visibilityState === 'visible';
    // The list and the conversation, where they are open, show it themselves.
    if (isLookedAt && (location === '/appointments' || location === `/c/${conversationId}`)) return;
    addUnseen({ bookingId: booking.id, conversationId, change });
    // Who comes back later finds it: its time begins when it is seen.
    add({ kind: 'booking', conversationId, booking, change });
    if (!isLookedAt && notifications.get() === 'on')
      notifyOutside({
        title: words.appointmentTitle(nameText(otherOf(booking).name)),
        body: words.appointmentBody,
        tag: booking.id,
        url: conversationId === undefined ? '/appointments' : `/c/${conversationId}`,
      }).catch(() => {});
  };

  useEffect(() => bookings.onUpdated((update) => tell.current(update)), [bookings]);
  useEffect(() => forgetUnseen, []);
  useEffect(() => {
    const look = () => {
      if (document.visibilityState === 'visible') seenAt(location);
    };
    look();
    document.addEventListener('visibilitychange', look);
    return () => document.removeEventListener('visibilitychange', look);
  }, [location]);
}
