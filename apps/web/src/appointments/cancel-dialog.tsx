import type { Booking, Person } from '@jiggy-care/client';
import { useChatClient } from '@jiggy-care/client/react';
import { useState } from 'react';
import { useFaultText } from '../i18n/fault-words.ts';
import { useFormat } from '../i18n/format.ts';
import { useWords } from '../i18n/words.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { appointmentWords } from './words.ts';

interface Props {
  readonly booking: Booking;
  readonly other: Person;
  readonly onClose: () => void;
}

export function CancelDialog({ booking, other, onClose }: Props) {
  const words = useWords(appointmentWords);
  const format = useFormat();
  const faultText = useFaultText();
  const { bookings } = useChatClient();
  const [isBusy, setIsBusy] = useState(false);
  const [fault, setFault] = useState<string>();

  const cancel = async () => {
    setIsBusy(true);
    try {
      await bookings.change(booking.id, { status: 'cancelled' });
      onClose();
    } catch (thrown) {
      setFault(faultText(thrown));
      setIsBusy(false);
    }
  };

  return (
    <Dialog title={words.cancelTitle} closeLabel={words.close} onClose={onClose}>
      <p className="text-ink-soft text-sm">
        {words.cancelText(other.name, format.dayAndTime(new Date(booking.scheduledAt)))}
      </p>
      {fault && (
        <p role="alert" className="mt-3 text-danger text-sm">
          {fault}
        </p>
      )}
      <div className="mt-6 flex flex-col-reverse gap-2 sm:flex-row sm:justify-end">
        <Button onClick={onClose}>{words.keep}</Button>
        <Button look="danger" isBusy={isBusy} onClick={cancel}>
          {words.cancelDone}
        </Button>
      </div>
    </Dialog>
  );
}
