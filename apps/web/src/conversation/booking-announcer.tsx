import { useState } from 'react';
import type { BookingLine } from '../bookings/booking-line.ts';
import { changeWords } from '../bookings/change-words.ts';
import { serverNow } from '../bookings/server-clock.ts';
import { useFormat } from '../i18n/format.ts';
import { useWords } from '../i18n/words.ts';
import { useNameText } from '../people/use-role-mark.ts';

/** What has just happened may have been told a moment before this part of the app was there. */
const JUST_NOW_MS = 10_000;

interface Props {
  /** The newest change of the appointment. */
  readonly line: BookingLine;
  readonly otherName: string;
}

/** Says to a screen reader what the other person has just done with the appointment; and nothing that was there before. */
export function BookingAnnouncer({ line, otherName }: Props) {
  const { byOther } = useWords(changeWords);
  const nameText = useNameText();
  const format = useFormat();
  const [shownAt] = useState(serverNow);
  const isNews = !line.isOwn && line.at > shownAt - JUST_NOW_MS;
  const when = format.dayAndTimeWithin(new Date(line.scheduledAt));
  return (
    <div aria-live="polite" data-booking-announcer className="sr-only">
      {isNews && byOther[line.kind](nameText(otherName), when)}
    </div>
  );
}
