import type { Booking, Person } from '@jiggy-care/client';
import { useChatClient } from '@jiggy-care/client/react';
import { MessageCircle } from 'lucide-react';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { isAhead } from '../bookings/booking-time.ts';
import { useFaultText } from '../i18n/fault-words.ts';
import { useFormat } from '../i18n/format.ts';
import { useWords } from '../i18n/words.ts';
import { PersonName } from '../people/person-name.tsx';
import { useNameText } from '../people/use-role-mark.ts';
import { Button } from '../ui/button.tsx';
import { classNames } from '../ui/class-names.ts';
import { CardActions } from './card-actions.tsx';
import { appointmentWords } from './words.ts';

interface Props {
  readonly booking: Booking;
  readonly other: Person;
  /** By the server's clock. */
  readonly now: number;
}

/** One appointment, below the heading of its day, and what can be done about it. */
export function AppointmentCard({ booking, other, now }: Props) {
  const words = useWords(appointmentWords);
  const nameText = useNameText();
  const format = useFormat();
  const faultText = useFaultText();
  const { inbox } = useChatClient();
  const [, navigate] = useLocation();
  const [isOpening, setIsOpening] = useState(false);
  const [fault, setFault] = useState<string>();
  const when = new Date(booking.scheduledAt);
  const status = booking.status === 'scheduled' && !isAhead(booking, now) ? 'past' : booking.status;

  const open = async () => {
    setIsOpening(true);
    setFault(undefined);
    try {
      navigate(`/c/${await inbox.open(booking.id)}`);
    } catch (thrown) {
      setFault(faultText(thrown));
      setIsOpening(false);
    }
  };

  return (
    <li data-status={status} className="card p-4 sm:p-5">
      <div className="flex gap-4">
        <DateTile when={when} isFaint={status !== 'scheduled'} />
        <div className="min-w-0 flex-1">
          <div className="flex items-start justify-between gap-3">
            <h4 className="min-w-0 break-words font-semibold text-base tracking-tight">
              <PersonName name={other.name} />
            </h4>
            <Status status={status} />
          </div>
          <p className="mt-0.5 text-ink-soft text-sm tabular-nums">
            <time dateTime={booking.scheduledAt}>{format.span(when, booking.durationMinutes)}</time>
            {' · '}
            {format.minutes(booking.durationMinutes)}
          </p>
          {booking.reason && (
            <p className="mt-2 line-clamp-3 whitespace-pre-line text-ink-soft text-sm wrap-anywhere">
              <bdi>{booking.reason}</bdi>
            </p>
          )}
        </div>
      </div>
      {fault && (
        <p role="alert" className="mt-3 text-danger text-xs">
          {fault}
        </p>
      )}
      <div className="-mx-1 mt-4 flex flex-wrap gap-1.5">
        <Button
          look="soft"
          size="small"
          icon={MessageCircle}
          isBusy={isOpening}
          aria-label={words.openWith(nameText(other.name))}
          onClick={open}
        >
          {words.open}
        </Button>
        <CardActions booking={booking} other={other} now={now} onFault={setFault} />
      </div>
    </li>
  );
}

function DateTile({ when, isFaint }: { readonly when: Date; readonly isFaint: boolean }) {
  const format = useFormat();
  return (
    <div
      aria-hidden
      className={classNames(
        'flex size-[3.75rem] shrink-0 flex-col items-center justify-center rounded-2xl',
        isFaint ? 'bg-sunken text-ink-faint' : 'bg-accent-soft text-on-accent-soft',
      )}
    >
      <span className="font-medium text-2xs">{format.month(when)}</span>
      <span className="font-semibold text-[1.375rem] tabular-nums leading-6">{when.getDate()}</span>
    </div>
  );
}

/** Says only what one would not expect. */
function Status({ status }: { readonly status: 'scheduled' | 'completed' | 'cancelled' | 'past' }) {
  const words = useWords(appointmentWords);
  if (status === 'scheduled') return null;
  return (
    <span
      className={classNames(
        'shrink-0 rounded-full px-2.5 py-0.5 font-medium text-2xs',
        status === 'cancelled' ? 'bg-danger-soft text-danger' : 'bg-sunken text-ink-soft',
      )}
    >
      {words.status[status]}
    </span>
  );
}
