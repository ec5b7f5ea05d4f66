import { serverNow } from '../bookings/server-clock.ts';
import { useWords } from '../i18n/words.ts';
import { TextField } from '../ui/field.tsx';
import { type LocalTime, toLocalTime } from './local-time.ts';
import { appointmentWords } from './words.ts';

interface Props {
  readonly value: LocalTime;
  readonly onChange: (value: LocalTime) => void;
  readonly error?: string | undefined;
}

/** Day and time, with the browser's own pickers: they speak the person's language and fit their device. */
export function WhenFields({ value, onChange, error }: Props) {
  const words = useWords(appointmentWords);
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return (
    <div className="grid grid-cols-2 gap-3">
      <TextField
        label={words.date}
        name="date"
        type="date"
        min={toLocalTime(new Date(serverNow())).date}
        max="2099-12-31"
        value={value.date}
        onChange={(event) => onChange({ ...value, date: event.target.value })}
      />
      <TextField
        label={words.time}
        name="time"
        type="time"
        step={300}
        value={value.time}
        onChange={(event) => onChange({ ...value, time: event.target.value })}
      />
      <p
        role={error ? 'alert' : undefined}
        className={`col-span-2 -mt-1 text-xs ${error ? 'text-danger' : 'text-ink-faint'}`}
      >
        {error ?? words.zone(zone.replaceAll('_', ' '))}
      </p>
    </div>
  );
}
