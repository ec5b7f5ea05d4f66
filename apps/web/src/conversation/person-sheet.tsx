import type { Booking, InboxEntry } from '@jiggy-care/client';
import { useInbox } from '@jiggy-care/client/react';
import { Link } from 'wouter';
import { useBookings } from '../bookings/use-booking.ts';
import { useFormat } from '../i18n/format.ts';
import { useWords } from '../i18n/words.ts';
import { BlockPerson } from '../people/block-person.tsx';
import { PersonName } from '../people/person-name.tsx';
import { useAccount } from '../session/use-account.ts';
import { Avatar } from '../ui/avatar.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { conversationWords } from './words.ts';

interface Props {
  readonly details: InboxEntry;
  readonly role: string;
  readonly onClose: () => void;
}

/** Who the other person is: the whole name, the role, and every appointment of the two, which tells two of one name apart. */
export function PersonSheet({ details: { id, other }, role, onClose }: Props) {
  const words = useWords(conversationWords);
  const format = useFormat();
  const { entries } = useInbox();
  const account = useAccount();
  const appointments = useBookings()
    .items.filter(({ consultantId, patientId }) => consultantId === other.id || patientId === other.id)
    .sort((a, b) => Date.parse(b.scheduledAt) - Date.parse(a.scheduledAt));
  const placeOf = (booking: Booking) => entries.find(({ bookingId }) => bookingId === booking.id);
  return (
    <Dialog title={words.aboutPerson} closeLabel={words.close} onClose={onClose}>
      <div className="flex items-center gap-4">
        <Avatar id={other.id} name={other.name} size="large" />
        <div className="min-w-0">
          <p className="font-semibold text-lg tracking-tight wrap-anywhere">
            <PersonName name={other.name} isWhole />
          </p>
          <p className="text-ink-soft text-sm">{role}</p>
        </div>
      </div>
      <h3 className="mt-6 mb-2 font-semibold text-sm">{words.appointments}</h3>
      <ul className="relative grid max-h-72 gap-1 overflow-y-auto">
        {appointments.map((booking) => {
          const entry = placeOf(booking);
          const when = new Date(booking.scheduledAt);
          const text = (
            <>
              <span className="font-medium text-sm tabular-nums">
                {format.fullDay(when)}, {format.time(when)}
              </span>
              <span className="text-ink-soft text-xs wrap-anywhere">
                {booking.status !== 'scheduled' && `${words[booking.status]} · `}
                {booking.reason ? <bdi>{booking.reason}</bdi> : words.noReason}
              </span>
            </>
          );
          return (
            <li key={booking.id}>
              {entry === undefined || entry.id === id ? (
                <p className="grid gap-0.5 rounded-xl px-3 py-2.5">{text}</p>
              ) : (
                <Link
                  href={`/c/${entry.id}`}
                  onClick={onClose}
                  className="grid gap-0.5 rounded-xl px-3 py-2.5 hover:bg-hover"
                >
                  {text}
                </Link>
              )}
            </li>
          );
        })}
      </ul>
      {account.role === 'consultant' && (
        <div className="mt-5 border-line border-t pt-4">
          <BlockPerson person={other} />
        </div>
      )}
    </Dialog>
  );
}
