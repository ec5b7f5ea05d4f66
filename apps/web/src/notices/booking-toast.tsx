import type { Booking } from '@jiggy-care/client';
import { Link } from 'wouter';
import type { ChangeKind } from '../bookings/booking-line.ts';
import { changeWords } from '../bookings/change-words.ts';
import { useOther } from '../bookings/use-other.ts';
import { useFormat } from '../i18n/format.ts';
import { useWords } from '../i18n/words.ts';
import { NameIn } from '../people/name-in.tsx';
import { Avatar } from '../ui/avatar.tsx';
import { ToastFrame } from './toast-frame.tsx';
import { noticeWords } from './words.ts';

/** As long as a missed call: a day may have to be planned anew. */
const SHOWN_MS = 15_000;

interface Props {
  readonly booking: Booking;
  readonly change: ChangeKind;
  readonly conversationId: string | undefined;
  readonly onClose: () => void;
}

export function BookingToast({ booking, change, conversationId, onClose }: Props) {
  const words = useWords(noticeWords);
  const did = useWords(changeWords).byOther[change];
  const format = useFormat();
  const other = useOther()(booking);
  const when = format.dayAndTimeWithin(new Date(booking.scheduledAt));
  return (
    <ToastFrame shownMs={SHOWN_MS} onClose={onClose}>
      <Link
        href={conversationId === undefined ? '/appointments' : `/c/${conversationId}`}
        onClick={onClose}
        className="flex min-w-0 flex-1 items-center gap-3 rounded-2xl p-3.5 pr-12"
      >
        <Avatar id={other.id} name={other.name} />
        <span className="min-w-0 break-words font-medium text-sm">
          <NameIn text={(name) => did(name, when)} name={other.name} />
          <span className="sr-only">. {words.openAppointment}</span>
        </span>
      </Link>
    </ToastFrame>
  );
}
