import type { Booking, InboxEntry, MessageWindow } from '@jiggy-care/client';
import { useChatClient, useConnection, useStore } from '@jiggy-care/client/react';
import { CalendarCheck, CalendarClock, CalendarX2, Clock3, PhoneMissed } from 'lucide-react';
import { memo } from 'react';
import { Link } from 'wouter';
import { useServerNow } from '../bookings/server-clock.ts';
import { useBooking } from '../bookings/use-booking.ts';
import { callsWords } from '../calls/words.ts';
import { useFormat } from '../i18n/format.ts';
import { useWords } from '../i18n/words.ts';
import { PersonName } from '../people/person-name.tsx';
import { useAccount } from '../session/use-account.ts';
import { Avatar } from '../ui/avatar.tsx';
import { classNames } from '../ui/class-names.ts';
import { excerpt } from '../ui/excerpt.ts';
import { inboxWords } from './words.ts';

interface Props {
  readonly entry: InboxEntry;
  readonly isOpen: boolean;
  /** Calls of this person that wait to be seen. */
  readonly missedCount: number;
  /** When the newest of them rang. */
  readonly missedAt: number;
}

export const ConversationRow = memo(function ConversationRow({
  entry,
  isOpen,
  missedCount,
  missedAt,
}: Props) {
  const words = useWords(inboxWords);
  const format = useFormat();
  const { role } = useAccount();
  const booking = useBooking(entry.bookingId);
  const { other, unreadCount, lastMessage } = entry;
  // Whoever is cut off knows of nobody whether they are there.
  const online = useConnection().status === 'connected' && entry.online;
  const writtenAt = lastMessage === null ? 0 : Date.parse(lastMessage.createdAt);
  // The newest of what was said and what was missed.
  const isMissedNewest = missedCount > 0 && missedAt >= writtenAt;
  const when = new Date(isMissedNewest ? missedAt : (lastMessage?.createdAt ?? entry.updatedAt));

  return (
    <li>
      <Link
        href={`/c/${entry.id}`}
        aria-current={isOpen ? 'page' : undefined}
        className={classNames(
          'flex gap-3.5 rounded-2xl px-3 py-3 transition-colors',
          isOpen ? 'bg-accent-soft' : 'hover:bg-hover',
        )}
      >
        <Avatar id={other.id} name={other.name} isOnline={online} />
        <div className="min-w-0 flex-1">
          <div className="flex items-baseline justify-between gap-3">
            <span className={classNames('truncate text-sm', unreadCount > 0 ? 'font-bold' : 'font-semibold')}>
              <PersonName name={other.name} />
            </span>
            {online && <span className="sr-only">, {words.online}</span>}
            <time
              dateTime={when.toISOString()}
              className={classNames(
                'shrink-0 text-2xs tabular-nums',
                unreadCount > 0 ? 'font-semibold text-clay' : isOpen ? 'text-ink-soft' : 'text-ink-faint',
              )}
            >
              {format.brief(when)}
            </time>
          </div>
          <div className="flex min-h-5 items-center justify-between gap-3">
            {isMissedNewest ? <Missed count={missedCount} /> : <Preview entry={entry} isOpen={isOpen} />}
            {unreadCount > 0 && (
              <span className="grid h-5 min-w-5 shrink-0 animate-fade place-items-center rounded-full bg-clay px-1.5 font-bold text-[0.6875rem] text-on-clay tabular-nums leading-none">
                <span aria-hidden>{unreadCount > 99 ? '99+' : unreadCount}</span>
                <span className="sr-only">{words.unread(unreadCount)}</span>
              </span>
            )}
          </div>
          <p
            className={classNames(
              'mt-1 flex items-center gap-1.5 text-2xs',
              isOpen ? 'text-ink-soft' : 'text-ink-faint',
            )}
          >
            {booking ? <Visit booking={booking} /> : role === 'patient' ? words.consultant : words.patient}
          </p>
        </div>
      </Link>
    </li>
  );
});

/** More than one line of it ever holds. */
const SHOWN_CHARS = 200;

/** What is written here and has not reached the server. */
function newestUnsent({ items }: MessageWindow): string | undefined {
  const last = items.at(-1);
  return last?.seq === undefined ? last?.content : undefined;
}

/** It says more than what was written before it. */
function Missed({ count }: { readonly count: number }) {
  const words = useWords(callsWords);
  return (
    <p className="flex min-w-0 items-center gap-1.5 font-semibold text-clay text-xs">
      <PhoneMissed aria-hidden className="size-3.5 shrink-0" />
      <span className="truncate">{count === 1 ? words.endings.missed : words.missed(count)}</span>
    </p>
  );
}

/** What was said last; or what is written and not sent, for that is easier forgotten. */
function Preview({ entry, isOpen }: Pick<Props, 'entry' | 'isOpen'>) {
  const words = useWords(inboxWords);
  const account = useAccount();
  const draft = useStore(useChatClient().conversation(entry.id).draft);
  const { lastMessage, unreadCount } = entry;
  const unsent = useStore(useChatClient().conversation(entry.id).messages, newestUnsent);
  if (draft.trim() !== '' && !isOpen) {
    return (
      <p className="truncate text-ink-soft text-xs">
        <span className="font-semibold text-clay">{words.draft}</span>{' '}
        <bdi>{excerpt(draft, SHOWN_CHARS)}</bdi>
      </p>
    );
  }
  if (unsent !== undefined) {
    return (
      <p className="flex min-w-0 items-center gap-1.5 text-ink-soft text-xs">
        <Clock3 aria-hidden className="size-3.5 shrink-0" />
        <span className="sr-only">{words.unsent} </span>
        <bdi className="truncate">{excerpt(unsent, SHOWN_CHARS)}</bdi>
      </p>
    );
  }
  if (lastMessage === null)
    return <p className="truncate text-ink-faint text-xs italic">{words.noMessages}</p>;
  return (
    <p className={classNames('truncate text-xs', unreadCount > 0 ? 'font-medium text-ink' : 'text-ink-soft')}>
      {lastMessage.senderId === account.id && `${words.you} `}
      <bdi>{excerpt(lastMessage.content, SHOWN_CHARS)}</bdi>
    </p>
  );
}

const ICONS = { scheduled: CalendarClock, completed: CalendarCheck, cancelled: CalendarX2 } as const;

/** When and why the two meet or met: it tells several conversations with one person, or two of one name, apart. */
function Visit({ booking }: { readonly booking: Booking }) {
  const words = useWords(inboxWords);
  const format = useFormat();
  const now = useServerNow();
  const Icon = ICONS[booking.status];
  const when = [new Date(booking.scheduledAt), new Date(now)] as const;
  const parts = [
    ...(booking.status === 'cancelled'
      ? [words.cancelled, format.dayAndTimeWithin(...when)]
      : [format.dayAndTime(...when)]),
    ...(booking.reason ? [excerpt(booking.reason, SHOWN_CHARS)] : []),
  ];
  return (
    <span className="flex min-w-0 items-center gap-1">
      <Icon aria-hidden className="size-3 shrink-0" />
      <bdi className="truncate">{parts.join(' · ')}</bdi>
    </span>
  );
}
