import type { Booking } from '@jiggy-care/client';
import { useChatClient } from '@jiggy-care/client/react';
import { CalendarClock, Check, MessageCircle, X } from 'lucide-react';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { isAhead } from '../bookings/use-booking.ts';
import { useFaultText } from '../i18n/fault-words.ts';
import { useFormat } from '../i18n/format.ts';
import { useWords } from '../i18n/words.ts';
import { useAccount } from '../session/use-account.ts';
import { Button } from '../ui/button.tsx';
import { classNames } from '../ui/class-names.ts';
import { CancelDialog } from './cancel-dialog.tsx';
import { MoveDialog } from './move-dialog.tsx';
import { useOther } from './use-other.ts';
import { appointmentWords } from './words.ts';

/** One appointment and what can be done about it. */
export function AppointmentCard({ booking }: { readonly booking: Booking }) {
  const words = useWords(appointmentWords);
  const format = useFormat();
  const faultText = useFaultText();
  const { role } = useAccount();
  const { bookings, inbox } = useChatClient();
  const [, navigate] = useLocation();
  const other = useOther(booking);
  const [question, setQuestion] = useState<'move' | 'cancel'>();
  const [busy, setBusy] = useState<'open' | 'complete'>();
  const [fault, setFault] = useState<string>();
  const when = new Date(booking.scheduledAt);
  const canChange = booking.status === 'scheduled';
  const status = canChange && !isAhead(booking) ? 'past' : booking.status;

  const run = async (what: 'open' | 'complete', action: () => Promise<unknown>) => {
    setBusy(what);
    setFault(undefined);
    await action().catch((thrown: unknown) => setFault(faultText(thrown)));
    setBusy(undefined);
  };
  const open = () => run('open', async () => navigate(`/c/${await inbox.open(booking.id)}`));
  const complete = () => run('complete', () => bookings.change(booking.id, { status: 'completed' }));

  return (
    <li data-status={status} className="card p-4 sm:p-5">
      <div className="flex gap-4">
        <DateTile when={when} isFaint={status !== 'scheduled'} />
        <div className="min-w-0 flex-1">
          <div className="flex items-start justify-between gap-3">
            <h3 className="min-w-0 truncate font-semibold text-base tracking-tight">{other.name}</h3>
            <Status status={status} />
          </div>
          <p className="mt-0.5 text-ink-soft text-sm">
            <time dateTime={booking.scheduledAt}>
              {format.day(when)},{' '}
              <span className="tabular-nums">{format.span(when, booking.durationMinutes)}</span>
            </time>
          </p>
          {booking.reason && (
            <p className="mt-2 line-clamp-3 whitespace-pre-line text-ink-soft text-sm wrap-anywhere">
              {booking.reason}
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
          isBusy={busy === 'open'}
          aria-label={words.openWith(other.name)}
          onClick={open}
        >
          {words.open}
        </Button>
        {canChange && (
          <>
            <Button
              look="quiet"
              size="small"
              className="max-sm:px-2 max-sm:[&>svg]:hidden"
              icon={CalendarClock}
              aria-label={words.moveWith(other.name)}
              onClick={() => setQuestion('move')}
            >
              {words.move}
            </Button>
            {role === 'consultant' && (
              <Button
                look="quiet"
                size="small"
                className="max-sm:px-2 max-sm:[&>svg]:hidden"
                icon={Check}
                isBusy={busy === 'complete'}
                aria-label={words.completeWith(other.name)}
                onClick={complete}
              >
                {words.complete}
              </Button>
            )}
            <Button
              look="quiet-danger"
              size="small"
              className="max-sm:px-2 max-sm:[&>svg]:hidden"
              icon={X}
              aria-label={words.cancelWith(other.name)}
              onClick={() => setQuestion('cancel')}
            >
              {words.cancel}
            </Button>
          </>
        )}
      </div>
      {question === 'move' && (
        <MoveDialog booking={booking} other={other} onClose={() => setQuestion(undefined)} />
      )}
      {question === 'cancel' && (
        <CancelDialog booking={booking} other={other} onClose={() => setQuestion(undefined)} />
      )}
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
