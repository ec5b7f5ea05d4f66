import { useChatClient } from '@jiggy-care/client/react';
import { CalendarPlus } from 'lucide-react';
import { useState } from 'react';
import { useFaultText } from '../i18n/fault-words.ts';
import { useWords } from '../i18n/words.ts';
import { CardAction } from './card-action.tsx';
import { saveCalendarFile } from './save-calendar-file.ts';
import { appointmentWords } from './words.ts';

interface Props {
  readonly bookingId: string;
  /** Of the other person. */
  readonly name: string;
  /** Why it cannot be done just now. */
  readonly obstacle: string | undefined;
  readonly onFault: (fault: string | undefined) => void;
}

/** Gives an appointment to the device, which asks into which calendar. */
export function AddToCalendar({ bookingId, name, obstacle, onFault }: Props) {
  const words = useWords(appointmentWords);
  const faultText = useFaultText();
  const { bookings } = useChatClient();
  const [isBusy, setIsBusy] = useState(false);

  const add = async () => {
    setIsBusy(true);
    onFault(undefined);
    try {
      saveCalendarFile(await bookings.calendarFile(bookingId));
    } catch (thrown) {
      onFault(faultText(thrown));
    }
    setIsBusy(false);
  };

  return (
    <CardAction
      icon={CalendarPlus}
      text={words.toCalendar}
      label={words.toCalendarWith(name)}
      obstacle={obstacle}
      isBusy={isBusy}
      onClick={add}
    />
  );
}
