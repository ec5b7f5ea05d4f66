import type { Booking, Person } from '@jiggy-care/client';
import { useId, useState } from 'react';
import { useFormat } from '../i18n/format.ts';
import { useWords } from '../i18n/words.ts';
import { Button } from '../ui/button.tsx';
import { AppointmentCard } from './appointment-card.tsx';
import { byDay } from './by-day.ts';
import { appointmentWords } from './words.ts';

/** So many are shown, and so many more with each press of the button below them. */
const PAGE = 20;

interface Props {
  readonly title: string;
  /** In the order in which they are shown. */
  readonly bookings: readonly Booking[];
  /** By the server's clock. */
  readonly now: number;
  readonly otherOf: (booking: Booking) => Person;
}

/** Appointments of one kind, day by day. */
export function AppointmentGroup({ title, bookings, now, otherOf }: Props) {
  const words = useWords(appointmentWords);
  const format = useFormat();
  const id = useId();
  const [shownCount, setShownCount] = useState(PAGE);
  if (bookings.length === 0) return null;
  const hidden = bookings.length - shownCount;
  return (
    <section aria-labelledby={id} className="mb-9">
      <h2 id={id} className="mb-3 font-semibold text-lg tracking-tight">
        {title}
      </h2>
      {byDay(bookings.slice(0, shownCount)).map(({ key, when, bookings: ofDay }) => (
        <section key={key} aria-labelledby={`${id}-${key}`} className="mb-5">
          <h3
            id={`${id}-${key}`}
            className="sticky top-0 z-10 -mx-1 mb-1.5 bg-surface px-1 py-1.5 font-semibold text-ink-soft text-sm"
          >
            {format.day(when, new Date(now))}
          </h3>
          <ul className="grid grid-cols-1 gap-3">
            {ofDay.map((booking) => (
              <AppointmentCard key={booking.id} booking={booking} other={otherOf(booking)} now={now} />
            ))}
          </ul>
        </section>
      ))}
      {hidden > 0 && (
        <Button className="w-full" onClick={() => setShownCount(shownCount + PAGE)}>
          {words.more(Math.min(hidden, PAGE))}
        </Button>
      )}
    </section>
  );
}
