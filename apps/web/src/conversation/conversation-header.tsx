import type { Booking, Conversation, InboxEntry } from '@jiggy-care/client';
import { useConnection, useStore } from '@jiggy-care/client/react';
import { ArrowLeft, CalendarCheck, CalendarClock, CalendarX2 } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { Link } from 'wouter';
import { useBooking } from '../bookings/use-booking.ts';
import { useFormat } from '../i18n/format.ts';
import { useWords } from '../i18n/words.ts';
import { PersonName } from '../people/person-name.tsx';
import { useAccount } from '../session/use-account.ts';
import { Avatar } from '../ui/avatar.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { PersonSheet } from './person-sheet.tsx';
import { conversationWords } from './words.ts';

interface Props {
  readonly conversation: Conversation;
  readonly details: InboxEntry | undefined;
  /** What else one can do with this person: the place of the call buttons. */
  readonly actions?: ReactNode;
}

export function ConversationHeader({ conversation, details, actions }: Props) {
  const words = useWords(conversationWords);
  const booking = useBooking(details?.bookingId);
  return (
    <header className="flex shrink-0 items-center gap-2 border-line border-b bg-surface px-2 py-2.5 sm:px-5 md:min-h-[4.75rem]">
      <Link
        href="/"
        aria-label={words.back}
        className="grid size-11 shrink-0 place-items-center rounded-xl text-ink-soft hover:bg-hover md:hidden"
      >
        <ArrowLeft aria-hidden className="size-5" />
      </Link>
      {details === undefined ? (
        <div className="flex items-center gap-3.5">
          <Skeleton className="size-11 rounded-full" />
          <Skeleton className="h-4 w-36" />
        </div>
      ) : (
        <Who conversation={conversation} details={details} booking={booking} />
      )}
      <div className="ml-auto flex shrink-0 items-center gap-1">
        {booking && (
          <Link
            href="/appointments"
            className="hidden min-h-9 items-center gap-2 rounded-full border border-line px-3.5 font-medium text-ink-soft text-xs hover:bg-hover hover:text-ink lg:flex"
          >
            <Appointment booking={booking} />
          </Link>
        )}
        {actions}
      </div>
    </header>
  );
}

interface WhoProps {
  readonly conversation: Conversation;
  readonly details: InboxEntry;
  readonly booking: Booking | undefined;
}

function Who({ conversation, details, booking }: WhoProps) {
  const words = useWords(conversationWords);
  const format = useFormat();
  const { role } = useAccount();
  const isConnected = useConnection().status === 'connected';
  const { canWrite } = useStore(conversation.writability);
  // Whoever is cut off knows of nobody whether they are there; nor is it told where nobody may write (P4.7).
  const isPresenceKnown = isConnected && canWrite && booking?.status !== 'cancelled';
  const isOnline = useStore(conversation.online) && isPresenceKnown;
  const { other, lastSeenAt } = details;
  const lastSeen = lastSeenAt === null ? words.away : words.lastSeen(format.ago(new Date(lastSeenAt)));
  const presence = isOnline ? words.online : isPresenceKnown ? lastSeen : undefined;
  const [isSheetOpen, setIsSheetOpen] = useState(false);
  const roleText = role === 'patient' ? words.consultant : words.patient;
  return (
    <div className="flex min-w-0 items-center gap-3">
      <Avatar id={other.id} name={other.name} isOnline={isOnline} />
      <div className="min-w-0">
        <h1 className="font-semibold text-base tracking-tight">
          <button
            type="button"
            title={words.aboutPerson}
            aria-haspopup="dialog"
            onClick={() => setIsSheetOpen(true)}
            className="block max-w-full truncate rounded-md text-left decoration-edge underline-offset-4 hover:underline"
          >
            <PersonName name={other.name} />
          </button>
        </h1>
        {isSheetOpen && (
          <PersonSheet details={details} role={roleText} onClose={() => setIsSheetOpen(false)} />
        )}
        <p className="flex items-center gap-1.5 text-2xs text-ink-faint">
          <span className={presence && 'hidden sm:inline'}>
            {roleText}
            {presence && ' ·'}
          </span>
          <span data-presence className={isOnline ? 'truncate font-medium text-accent' : 'truncate'}>
            {presence}
          </span>
        </p>
        {booking && (
          <p className="flex items-center gap-1.5 text-2xs text-ink-faint lg:hidden">
            <Appointment booking={booking} />
          </p>
        )}
      </div>
    </div>
  );
}

const ICONS = { scheduled: CalendarClock, completed: CalendarCheck, cancelled: CalendarX2 } as const;

function Appointment({ booking }: { readonly booking: Booking }) {
  const words = useWords(conversationWords);
  const format = useFormat();
  const Icon = ICONS[booking.status];
  const when = new Date(booking.scheduledAt);
  const [first, more] =
    booking.status === 'scheduled'
      ? [format.dayAndTime(when), format.minutes(booking.durationMinutes)]
      : [words[booking.status], format.dayAndTimeWithin(when)];
  return (
    <>
      <Icon aria-hidden className="size-3.5 shrink-0" />
      <span className="truncate">
        <span className="sr-only">{words.appointment}: </span>
        {first}
        {/* Beside the call buttons of a phone there is no room for it. */}
        <span className="max-sm:sr-only"> · {more}</span>
      </span>
    </>
  );
}
