import type { PreferencesChange } from '@jiggy-care/client';
import { CircleAlert } from 'lucide-react';
import { useFaultText } from '../i18n/fault-words.ts';
import { useWords } from '../i18n/words.ts';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { Switch } from '../ui/switch.tsx';
import { QuietHours } from './quiet-hours.tsx';
import { TimeZoneChoice } from './time-zone-choice.tsx';
import { toldWords } from './told-words.ts';
import { usePreferences } from './use-preferences.ts';

const SWITCHES = ['pushMessages', 'pushCalls', 'showNames', 'mailAppointments', 'mailUnread'] as const;

/** How a person is told of things while the app is closed; kept on the server. */
export function HowTold() {
  const words = useWords(toldWords);
  const faultText = useFaultText();
  const { chosen, fault, refusal, load, change } = usePreferences();
  if (chosen === undefined) {
    if (fault === undefined)
      return (
        <p role="status" className="text-ink-soft text-sm">
          {words.loading}
        </p>
      );
    return (
      <Notice tone="danger" icon={CircleAlert} role="alert">
        <p>{words.failed}</p>
        <Button className="mt-3" onClick={load}>
          {words.tryAgain}
        </Button>
      </Notice>
    );
  }
  const refusedText = (name: keyof PreferencesChange) =>
    refusal !== undefined && name in refusal.wanted ? faultText(refusal.thrown) : undefined;
  return (
    <div className="grid gap-5">
      {SWITCHES.map((name) => (
        <Switch
          key={name}
          label={words[name]}
          hint={words[`${name}Hint`]}
          error={refusedText(name)}
          isOn={chosen[name]}
          onChange={(isOn) => change({ [name]: isOn })}
        />
      ))}
      <QuietHours chosen={chosen} error={refusedText('quietFrom')} onChange={change} />
      <TimeZoneChoice
        chosen={chosen.timeZone}
        error={refusedText('timeZone')}
        onChange={(timeZone) => change({ timeZone })}
      />
    </div>
  );
}
