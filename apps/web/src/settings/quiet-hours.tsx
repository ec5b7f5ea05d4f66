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
  onChange(change: PreferencesChange): void;
}

/** Each time is taken once both are whole: a field that is being edited is empty in between. */
export function QuietHours({ chosen: { quietFrom, quietTo }, onChange }: Props) {
  const words = useWords(toldWords);
  const [times, setTimes] = useState({ quietFrom, quietTo });
  useEffect(() => setTimes({ quietFrom, quietTo }), [quietFrom, quietTo]);
  const isSame = times.quietFrom === times.quietTo;

  const edit = (edited: Partial<typeof times>) => {
    const next = { ...times, ...edited };
    setTimes(next);
    if (next.quietFrom && next.quietTo && next.quietFrom !== next.quietTo) onChange(next);
  };
  return (
    <div>
      <Switch
        label={words.quiet}
        hint={words.quietHint}
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
            onChange={({ target }) => edit({ quietFrom: target.value })}
          />
          <TextField
            label={words.to}
            name="quietTo"
            type="time"
            required
            value={times.quietTo ?? ''}
            error={isSame ? words.sameTimes : undefined}
            onChange={({ target }) => edit({ quietTo: target.value })}
          />
        </div>
      )}
    </div>
  );
}
