import type { Arrival } from '@jiggy-care/client';
import { useChatClient } from '@jiggy-care/client/react';
import { X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { Link, useLocation } from 'wouter';
import { useWords } from '../i18n/words.ts';
import { notifications } from '../preferences/notifications.ts';
import { Avatar } from '../ui/avatar.tsx';
import { IconButton } from '../ui/button.tsx';
import { notifyOutside } from './service-worker.ts';
import { noticeWords } from './words.ts';

const AT_ONCE = 3;
const SHOWN_MS = 7000;

/** Tells of messages in conversations that are not open: here while the app is looked at, else outside of it. */
export function ArrivalToasts() {
  const words = useWords(noticeWords);
  const { inbox } = useChatClient();
  const [location] = useLocation();
  const [arrivals, setArrivals] = useState<readonly Arrival[]>([]);
  const isOpen = useRef((_conversationId: string): boolean => false);
  // The inbox, when it is all there is to see, tells by itself.
  isOpen.current = (conversationId) => location === '/' || location === `/c/${conversationId}`;

  const close = (id: string) => setArrivals((all) => all.filter(({ entry }) => entry.id !== id));

  useEffect(
    () =>
      inbox.onArrival((arrival) => {
        const { entry } = arrival;
        if (document.visibilityState !== 'visible') {
          if (notifications.get() === 'off') return;
          notifyOutside({
            title: words.pushTitle(entry.other.name),
            body: words.pushBody,
            tag: entry.id,
            url: `/c/${entry.id}`,
          }).catch(() => {});
        } else if (!isOpen.current(entry.id)) {
          // One person is one toast, however much they write.
          setArrivals((all) => [...all.filter((old) => old.entry.id !== entry.id), arrival].slice(-AT_ONCE));
        }
      }),
    [inbox, words],
  );

  return (
    <section
      aria-label={words.region}
      aria-live="polite"
      className="pointer-events-none fixed inset-x-3 top-3 z-20 grid gap-2.5 md:inset-x-auto md:top-auto md:bottom-6 md:left-[6.75rem] md:w-[22rem]"
    >
      {arrivals
        .filter(({ entry }) => location !== `/c/${entry.id}`)
        .map((arrival) => (
          <Toast key={arrival.message.id} arrival={arrival} onClose={() => close(arrival.entry.id)} />
        ))}
    </section>
  );
}

function Toast({ arrival, onClose }: { readonly arrival: Arrival; readonly onClose: () => void }) {
  const words = useWords(noticeWords);
  const [isHeld, setIsHeld] = useState(false);
  const { entry, message } = arrival;
  const close = useRef(onClose);
  close.current = onClose;
  useEffect(() => {
    if (isHeld) return;
    const timer = setTimeout(() => close.current(), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [isHeld]);

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it is held while pointed at; what acts are the link and the button in it
    <div
      data-toast
      onPointerEnter={() => setIsHeld(true)}
      onPointerLeave={() => setIsHeld(false)}
      onFocus={() => setIsHeld(true)}
      onBlur={() => setIsHeld(false)}
      className="pointer-events-auto relative flex animate-rise items-center rounded-2xl border border-line bg-raised shadow-far"
    >
      <Link
        href={`/c/${entry.id}`}
        onClick={onClose}
        className="flex min-w-0 flex-1 items-center gap-3 rounded-2xl p-3.5 pr-12"
      >
        <Avatar id={entry.other.id} name={entry.other.name} />
        <span className="min-w-0">
          <span className="sr-only">{words.open(entry.other.name)}. </span>
          <span className="block truncate font-semibold text-sm">{entry.other.name}</span>
          <bdi className="block truncate text-ink-soft text-xs">{message.content}</bdi>
        </span>
      </Link>
      <IconButton
        icon={X}
        label={words.close}
        onClick={onClose}
        className="absolute top-1/2 right-1.5 -translate-y-1/2"
      />
    </div>
  );
}
