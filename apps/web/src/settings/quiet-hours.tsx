import type { PreferencesChange, PreferencesRecord } from '@jiggy-care/client';
import { useEffect, useState } from 'react';
import { useWords } from '../i18n/words.ts';
import { TextField } from '../ui/field.tsx';
import { Switch } from '../ui/switch.tsx';
import { toldWords } from './told-words.ts';

const USUAL = { quietFrom: '22:00', quietTo: '07:00' };
const NONE = { quietFrom: null, quietTo: null };

interface Props {
  readonly chosen: Pick<PreferencesRecord, 'quietFrom' | 'quietTo'>;
  /** Why the last change was not taken. */
  readonly error: string | undefined;
  onChange(change: PreferencesChange): void;
}

type Field = keyof Props['chosen'];

/** Each time is taken once both are whole: a field that is being edited is empty in between. */
export function QuietHours({ chosen: { quietFrom, quietTo }, error, onChange }: Props) {
  const words = useWords(toldWords);
  const [times, setTimes] = useState({ quietFrom, quietTo });
  useEffect(() => setTimes({ quietFrom, quietTo }), [quietFrom, quietTo]);
  const [edited, setEdited] = useState<Field>();
  const errorOf = (field: Field) => {
    if (times[field] === '') return words.noTime;
    return field === edited && times.quietFrom === times.quietTo ? words.sameTimes : undefined;
  };

  const edit = (field: Field, time: string) => {
    const next = { ...times, [field]: time };
    setEdited(field);
    setTimes(next);
    if (next.quietFrom && next.quietTo && next.quietFrom !== next.quietTo) onChange(next);
  };
  return (
    <div>
      <Switch
        label={words.quiet}
        hint={words.quietHint}
        error={error}
        isOn={quietFrom !== null}
        onChange={(isOn) => onChange(isOn ? USUAL : NONE)}
      />
      {quietFrom !== null && (
        <div className="mt-3 grid max-w-80 grid-cols-2 gap-3">
          <TextField
            label={words.from}
            name="quietFrom"
            type="time"
            required
            value={times.quietFrom ?? ''}
            error={errorOf('quietFrom')}
            onChange={({ target }) => edit('quietFrom', target.value)}
          />
          <TextField
            label={words.to}
            name="quietTo"
            type="time"
            required
            value={times.quietTo ?? ''}
            error={errorOf('quietTo')}
            onChange={({ target }) => edit('quietTo', target.value)}
          />
        </div>
      )}
    </div>
  );
}
