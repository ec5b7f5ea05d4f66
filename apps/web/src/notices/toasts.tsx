import { Suspense, useState } from 'react';
import { useLocation } from 'wouter';
import { useWords } from '../i18n/words.ts';
import { lazyPart } from '../parts/lazy-part.tsx';
import { QuietPart } from '../parts/safe-part.tsx';
import { MessageToast } from './message-toast.tsx';
import { MissedToast } from './missed-toast.tsx';
import { isSameSource, type Notice } from './notice.ts';
import { useArrivals } from './use-arrivals.ts';
import { useBookingUpdates } from './use-booking-updates.ts';
import { useMissedCalls } from './use-missed-calls.ts';
import { noticeWords } from './words.ts';

const AT_ONCE = 3;
/** It comes seldom, and the first screen has no need of it. */
const BookingToast = lazyPart(() => import('./booking-toast.tsx').then((part) => part.BookingToast));

/**
 * Tells of messages, missed calls and changed appointments in conversations that are not open: here while the app is
 * looked at, else outside of it.
 */
export function Toasts() {
  const words = useWords(noticeWords);
  const [location] = useLocation();
  const [notices, setNotices] = useState<readonly Notice[]>([]);
  const add = (notice: Notice) =>
    setNotices((all) => [...all.filter((old) => !isSameSource(old, notice)), notice].slice(-AT_ONCE));
  useArrivals(add);
  useMissedCalls(add);
  useBookingUpdates(add);

  return (
    <section
      aria-label={words.region}
      aria-live="polite"
      className="pointer-events-none fixed inset-x-3 top-3 z-20 grid grid-cols-1 gap-2.5 md:inset-x-auto md:top-auto md:bottom-6 md:left-[6.75rem] md:w-[22rem]"
    >
      {notices
        .filter(({ conversationId }) => location !== `/c/${conversationId}`)
        .map((notice) => {
          const close = () => setNotices((all) => all.filter((other) => other !== notice));
          return <Toast key={keyOf(notice)} notice={notice} onClose={close} />;
        })}
    </section>
  );
}

function Toast({ notice, onClose }: { readonly notice: Notice; readonly onClose: () => void }) {
  if (notice.kind === 'message') return <MessageToast arrival={notice.arrival} onClose={onClose} />;
  if (notice.kind === 'missed') return <MissedToast call={notice.call} onClose={onClose} />;
  return (
    <QuietPart>
      <Suspense>
        <BookingToast {...notice} onClose={onClose} />
      </Suspense>
    </QuietPart>
  );
}

function keyOf(notice: Notice): string {
  if (notice.kind === 'message') return notice.arrival.message.id;
  return notice.kind === 'missed' ? notice.call.id : `${notice.booking.id} ${notice.booking.updatedAt}`;
}
