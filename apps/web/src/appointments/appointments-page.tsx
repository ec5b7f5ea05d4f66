import { useChatClient, useConnection } from '@jiggy-care/client/react';
import { CalendarPlus, CloudOff } from 'lucide-react';
import { useState } from 'react';
import { Link } from 'wouter';
import { isAhead } from '../bookings/booking-time.ts';
import { useServerNow } from '../bookings/server-clock.ts';
import { useBookings } from '../bookings/use-booking.ts';
import { useOther } from '../bookings/use-other.ts';
import { useFaultText } from '../i18n/fault-words.ts';
import { useWords } from '../i18n/words.ts';
import { matchesName } from '../people/matches-name.ts';
import { useAccount } from '../session/use-account.ts';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Notice } from '../ui/notice.tsx';
import { Page } from '../ui/page.tsx';
import { LooseCable, OpenCalendar } from '../ui/pictures.tsx';
import { SearchField } from '../ui/search-field.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { AppointmentGroup } from './appointment-group.tsx';
import { appointmentWords } from './words.ts';

/** With fewer than these one finds each by looking. */
const WORTH_SEARCHING = 6;

export function AppointmentsPage() {
  const words = useWords(appointmentWords);
  const { role } = useAccount();
  const now = useServerNow();
  const { items, status } = useBookings();
  const { status: connection } = useConnection();
  const otherOf = useOther();
  const [search, setSearch] = useState('');
  const shown = items.filter((booking) => matchesName(otherOf(booking).name, search));
  const ahead = shown.filter((booking) => isAhead(booking, now));
  const earlier = shown.filter((booking) => !isAhead(booking, now)).reverse();
  const isLoading = items.length === 0 && (status === 'idle' || status === 'loading');
  const isSearching = search.trim() !== '';

  return (
    <Page title={words.title} action={<BookLink />}>
      {connection === 'offline' && items.length > 0 && (
        <div className="mb-6">
          <Notice tone="warning" icon={CloudOff} role="status">
            {words.offline}
          </Notice>
        </div>
      )}
      {(items.length >= WORTH_SEARCHING || isSearching) && (
        <div className="mb-7">
          <SearchField
            label={words.search}
            clearLabel={words.clearSearch}
            text={search}
            onChange={setSearch}
          />
        </div>
      )}
      {isLoading && (
        <div role="status" className="grid gap-4">
          <span className="sr-only">{words.loading}</span>
          <Skeleton className="h-32 rounded-[1.125rem]" />
          <Skeleton className="h-32 rounded-[1.125rem]" />
        </div>
      )}
      {items.length === 0 && status === 'failed' && <Failed />}
      {isSearching && shown.length === 0 && (
        <EmptyState picture={<OpenCalendar />} title={words.nobody}>
          {words.noMatch(search.trim())}
        </EmptyState>
      )}
      {!isSearching && ahead.length === 0 && !isLoading && status !== 'failed' && (
        <EmptyState picture={<OpenCalendar />} title={words.emptyTitle}>
          {role === 'patient' ? words.emptyPatient : words.emptyConsultant}
        </EmptyState>
      )}
      <AppointmentGroup title={words.ahead} bookings={ahead} now={now} otherOf={otherOf} />
      <AppointmentGroup title={words.earlier} bookings={earlier} now={now} otherOf={otherOf} />
    </Page>
  );
}

function BookLink() {
  const words = useWords(appointmentWords);
  return (
    <Link
      href="/appointments/new"
      className="inline-flex min-h-11 shrink-0 items-center gap-2 rounded-xl bg-accent px-4 font-semibold text-on-accent text-sm shadow-near hover:bg-accent-deep"
    >
      <CalendarPlus aria-hidden className="size-[1.15em]" />
      <span className="sm:hidden">{words.bookShort}</span>
      <span className="hidden sm:inline">{words.book}</span>
    </Link>
  );
}

function Failed() {
  const words = useWords(appointmentWords);
  const faultText = useFaultText();
  const { bookings } = useChatClient();
  const { failure } = useBookings();
  return (
    <EmptyState
      picture={<LooseCable />}
      title={words.failedTitle}
      action={<Button onClick={() => bookings.refresh().catch(() => {})}>{words.tryAgain}</Button>}
    >
      {faultText(failure)}
    </EmptyState>
  );
}
