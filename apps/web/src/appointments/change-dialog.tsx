import type { BookingChange } from '@jiggy-care/client';
import { useChatClient } from '@jiggy-care/client/react';
import { useState } from 'react';
import { useFaultText } from '../i18n/fault-words.ts';
import { useWords } from '../i18n/words.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { appointmentWords } from './words.ts';

interface Props {
  readonly bookingId: string;
  readonly change: BookingChange;
  readonly title: string;
  readonly text: string;
  /** What the two buttons do. */
  readonly keep: string;
  readonly done: string;
  readonly look: 'primary' | 'danger';
  readonly onClose: () => void;
}

/** Asks before an appointment is changed in a way that has no way back. */
export function ChangeDialog({ bookingId, change, title, text, keep, done, look, onClose }: Props) {
  const words = useWords(appointmentWords);
  const faultText = useFaultText();
  const { bookings } = useChatClient();
  const [isBusy, setIsBusy] = useState(false);
  const [fault, setFault] = useState<string>();

  const confirm = async () => {
    setIsBusy(true);
    setFault(undefined);
    try {
      await bookings.change(bookingId, change);
      onClose();
    } catch (thrown) {
      setFault(faultText(thrown));
      setIsBusy(false);
    }
  };

  return (
    <Dialog title={title} closeLabel={words.close} onClose={onClose}>
      <p className="text-ink-soft text-sm wrap-anywhere">{text}</p>
      {fault && (
        <p role="alert" className="mt-3 text-danger text-sm">
          {fault}
        </p>
      )}
      <div className="mt-6 flex flex-col-reverse gap-2 sm:flex-row sm:justify-end">
        <Button onClick={onClose}>{keep}</Button>
        <Button look={look} isBusy={isBusy} onClick={confirm}>
          {done}
        </Button>
      </div>
    </Dialog>
  );
}
