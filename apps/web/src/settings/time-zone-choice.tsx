import { useMemo } from 'react';
import { useWords } from '../i18n/words.ts';
import { Button } from '../ui/button.tsx';
import { SelectField } from '../ui/select-field.tsx';
import { toldWords } from './told-words.ts';

interface Props {
  readonly chosen: string | null;
  /** Why the last choice was not taken. */
  readonly error: string | undefined;
  onChange(timeZone: string): void;
}

const readable = (zone: string) => zone.replaceAll('_', ' ');

export function TimeZoneChoice({ chosen, error, onChange }: Props) {
  const words = useWords(toldWords);
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const zones = useMemo(() => {
    const known = new Set([...Intl.supportedValuesOf('timeZone'), 'UTC', here]);
    if (chosen !== null) known.add(chosen);
    return [...known].sort();
  }, [chosen, here]);
  return (
    <div>
      <SelectField
        label={words.timeZone}
        name="timeZone"
        value={chosen ?? ''}
        error={error}
        onChange={({ target }) => onChange(target.value)}
      >
        {chosen === null && <option value="">{words.unknownZone}</option>}
        {zones.map((zone) => (
          <option key={zone} value={zone}>
            {readable(zone)}
          </option>
        ))}
      </SelectField>
      <p className="mt-1.5 text-ink-faint text-xs">{words.timeZoneHint}</p>
      {chosen !== here && (
        <Button className="mt-3" onClick={() => onChange(here)}>
          {words.ofDevice(readable(here))}
        </Button>
      )}
    </div>
  );
}
