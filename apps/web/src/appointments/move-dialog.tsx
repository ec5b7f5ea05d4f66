import type { Booking, Person } from '@jiggy-care/client';
import { useChatClient } from '@jiggy-care/client/react';
import { type FormEvent, useState } from 'react';
import { useFaultText } from '../i18n/fault-words.ts';
import { useWords } from '../i18n/words.ts';
import { PersonName } from '../people/person-name.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { fromLocalTime, toLocalTime } from './local-time.ts';
import { WhenFields } from './when-fields.tsx';
import { appointmentWords } from './words.ts';

interface Props {
  readonly booking: Booking;
  readonly other: Person;
  /** By the server's clock. */
  readonly now: number;
  readonly onClose: () => void;
}

export function MoveDialog({ booking, other, now, onClose }: Props) {
  const words = useWords(appointmentWords);
  const faultText = useFaultText();
  const { bookings } = useChatClient();
  const [value, setValue] = useState(() => toLocalTime(new Date(booking.scheduledAt)));
  const [isBusy, setIsBusy] = useState(false);
  const [fault, setFault] = useState<string>();

  const move = async (event: FormEvent) => {
    event.preventDefault();
    const when = fromLocalTime(value);
    if (when === undefined) return setFault(words.faults.when);
    if (when.getTime() < now) return setFault(words.faults.past);
    setIsBusy(true);
    try {
      await bookings.change(booking.id, { scheduledAt: when.toISOString() });
      onClose();
    } catch (thrown) {
      setFault(faultText(thrown));
      setIsBusy(false);
    }
  };

  return (
    <Dialog title={words.moveTitle} closeLabel={words.close} onClose={onClose}>
      <form noValidate onSubmit={move}>
        <p className="mb-5 text-ink-soft text-sm">
          <PersonName name={other.name} isWhole />
        </p>
        <WhenFields value={value} onChange={setValue} error={fault} />
        <div className="mt-6 flex flex-col-reverse gap-2 sm:flex-row sm:justify-end">
          <Button onClick={onClose}>{words.moveKeep}</Button>
          <Button type="submit" look="primary" isBusy={isBusy}>
            {words.moveDone}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
