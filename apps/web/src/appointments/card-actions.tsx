import type { Booking, Person } from '@jiggy-care/client';
import { useConnection } from '@jiggy-care/client/react';
import { CalendarClock, Check, X } from 'lucide-react';
import { useState } from 'react';
import { changesOf, isAhead } from '../bookings/booking-time.ts';
import { useFormat } from '../i18n/format.ts';
import { useWords } from '../i18n/words.ts';
import { useNameText } from '../people/use-role-mark.ts';
import { useAccount } from '../session/use-account.ts';
import { AddToCalendar } from './add-to-calendar.tsx';
import { CardAction } from './card-action.tsx';
import { ChangeDialog } from './change-dialog.tsx';
import { MoveDialog } from './move-dialog.tsx';
import { appointmentWords } from './words.ts';

interface Props {
  readonly booking: Booking;
  readonly other: Person;
  /** By the server's clock. */
  readonly now: number;
  /** What went wrong with one that asks nothing first; `undefined` when it is tried anew. */
  readonly onFault: (fault: string | undefined) => void;
}

/** What can be done about an appointment at this time; what changes it is asked about before it is done. */
export function CardActions({ booking, other, now, onFault }: Props) {
  const words = useWords(appointmentWords);
  const nameText = useNameText();
  const format = useFormat();
  const { role } = useAccount();
  const isOffline = useConnection().status === 'offline';
  const [question, setQuestion] = useState<'move' | 'complete' | 'cancel'>();
  const can = changesOf(booking, now);
  const obstacle = isOffline ? words.offline : undefined;
  const when = format.dayAndTimeWithin(new Date(booking.scheduledAt), new Date(now));
  const name = nameText(other.name);
  const close = () => setQuestion(undefined);

  return (
    <>
      {can.move && (
        <CardAction
          icon={CalendarClock}
          text={words.move}
          label={words.moveWith(name)}
          obstacle={obstacle}
          onClick={() => setQuestion('move')}
        />
      )}
      {can.complete && role === 'consultant' && (
        <CardAction
          icon={Check}
          text={words.complete}
          label={words.completeWith(name)}
          obstacle={obstacle}
          onClick={() => setQuestion('complete')}
        />
      )}
      {can.cancel && (
        <CardAction
          icon={X}
          look="quiet-danger"
          text={words.cancel}
          label={words.cancelWith(name)}
          obstacle={obstacle}
          onClick={() => setQuestion('cancel')}
        />
      )}
      {booking.status === 'scheduled' && isAhead(booking, now) && (
        <AddToCalendar bookingId={booking.id} name={name} obstacle={obstacle} onFault={onFault} />
      )}
      {question === 'move' && <MoveDialog booking={booking} other={other} now={now} onClose={close} />}
      {question === 'complete' && (
        <ChangeDialog
          bookingId={booking.id}
          change={{ status: 'completed' }}
          title={words.completeTitle}
          text={words.completeText(name, when)}
          keep={words.completeKeep}
          done={words.completeDone}
          look="primary"
          onClose={close}
        />
      )}
      {question === 'cancel' && (
        <ChangeDialog
          bookingId={booking.id}
          change={{ status: 'cancelled' }}
          title={words.cancelTitle}
          text={words.cancelText(name, when)}
          keep={words.keep}
          done={words.cancelDone}
          look="danger"
          onClose={close}
        />
      )}
    </>
  );
}
