import { CalendarClock, CalendarX } from 'lucide-react';
import type { BookingLine } from '../bookings/booking-line.ts';
import { changeWords } from '../bookings/change-words.ts';
import { useFormat } from '../i18n/format.ts';
import { useWords } from '../i18n/words.ts';
import { NameIn } from '../people/name-in.tsx';

interface Props {
  readonly line: BookingLine;
  readonly otherName: string;
}

/** What was done with the appointment, between the messages: nobody's in particular, so in the middle. */
export function BookingLineView({ line: { at, kind, isOwn, scheduledAt }, otherName }: Props) {
  const { byYou, byOther } = useWords(changeWords);
  const format = useFormat();
  const when = format.dayAndTimeWithin(new Date(scheduledAt));
  const told = new Date(at);
  const Icon = kind === 'cancelled' ? CalendarX : CalendarClock;
  return (
    <p
      data-booking-line={kind}
      className="flex items-center justify-center gap-2 px-8 pt-1 pb-3 text-center text-ink-soft text-xs"
    >
      <Icon aria-hidden className="size-3.5 shrink-0" strokeWidth={2} />
      <span className="min-w-0 break-words">
        {isOwn ? (
          byYou[kind]('', when)
        ) : (
          <NameIn text={(name) => byOther[kind](name, when)} name={otherName} />
        )}
        {' · '}
        <time
          dateTime={told.toISOString()}
          title={`${format.fullDay(told)}, ${format.time(told)}`}
          className="text-ink-faint tabular-nums"
        >
          {format.time(told)}
        </time>
      </span>
    </p>
  );
}
