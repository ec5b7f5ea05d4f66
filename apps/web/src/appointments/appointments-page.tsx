import type { Booking } from '@jiggy-care/client';
import { useChatClient } from '@jiggy-care/client/react';
import { CalendarPlus } from 'lucide-react';
import { Link } from 'wouter';
import { isAhead, useBookings } from '../bookings/use-booking.ts';
import { useFaultText } from '../i18n/fault-words.ts';
import { useWords } from '../i18n/words.ts';
import { useAccount } from '../session/use-account.ts';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Page } from '../ui/page.tsx';
import { LooseCable, OpenCalendar } from '../ui/pictures.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { AppointmentCard } from './appointment-card.tsx';
import { appointmentWords } from './words.ts';

export function AppointmentsPage() {
  const words = useWords(appointmentWords);
  const { role } = useAccount();
  const client = useChatClient();
  const faultText = useFaultText();
  const { items, status, failure } = useBookings();
  const ahead = items.filter((booking) => isAhead(booking));
  const earlier = items.filter((booking) => !isAhead(booking)).reverse();
  const isLoading = items.length === 0 && (status === 'idle' || status === 'loading');

  return (
    <Page
      title={words.title}
      action={
        <Link
          href="/appointments/new"
          className="inline-flex min-h-11 shrink-0 items-center gap-2 rounded-xl bg-accent px-4 font-semibold text-on-accent text-sm shadow-near hover:bg-accent-deep"
        >
          <CalendarPlus aria-hidden className="size-[1.15em]" />
          <span className="sm:hidden">{words.bookShort}</span>
          <span className="hidden sm:inline">{words.book}</span>
        </Link>
      }
    >
      {isLoading && (
        <div role="status" className="grid gap-4">
          <span className="sr-only">{words.loading}</span>
          <Skeleton className="h-32 rounded-[1.125rem]" />
          <Skeleton className="h-32 rounded-[1.125rem]" />
        </div>
      )}
      {items.length === 0 && status === 'failed' && (
        <EmptyState
          picture={<LooseCable />}
          title={words.failedTitle}
          action={<Button onClick={() => client.bookings.refresh().catch(() => {})}>{words.tryAgain}</Button>}
        >
          {faultText(failure)}
        </EmptyState>
      )}
      {ahead.length === 0 && !isLoading && status !== 'failed' && (
        <EmptyState picture={<OpenCalendar />} title={words.emptyTitle}>
          {role === 'patient' ? words.emptyPatient : words.emptyConsultant}
        </EmptyState>
      )}
      <Group title={words.ahead} bookings={ahead} />
      <Group title={words.earlier} bookings={earlier} />
    </Page>
  );
}

function Group({ title, bookings }: { readonly title: string; readonly bookings: readonly Booking[] }) {
  if (bookings.length === 0) return null;
  return (
    <section className="mb-9">
      <h2 className="mb-3 font-semibold text-ink-soft text-sm">{title}</h2>
      <ul className="grid grid-cols-1 gap-3">
        {bookings.map((booking) => (
          <AppointmentCard key={booking.id} booking={booking} />
        ))}
      </ul>
    </section>
  );
}
