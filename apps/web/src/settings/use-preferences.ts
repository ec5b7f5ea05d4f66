import type { PreferencesChange, PreferencesRecord } from '@jiggy-care/client';
import { useChatClient } from '@jiggy-care/client/react';
import { useCallback, useEffect, useState } from 'react';

interface Told {
  /** `undefined` while they are not known. */
  readonly chosen: PreferencesRecord | undefined;
  /** Why they were not loaded. */
  readonly fault: unknown;
  /** Why the last change was not taken, and what it was. */
  readonly refusal: { readonly wanted: PreferencesChange; readonly thrown: unknown } | undefined;
  load(): void;
  /** Shows the change at once, and takes it back where the server does not have it. */
  change(change: PreferencesChange): void;
}

export function usePreferences(): Told {
  const { preferences } = useChatClient();
  const [chosen, setChosen] = useState<PreferencesRecord>();
  const [fault, setFault] = useState<unknown>();
  const [refusal, setRefusal] = useState<Told['refusal']>();

  const load = useCallback(() => {
    setFault(undefined);
    preferences.read().then(setChosen, setFault);
  }, [preferences]);
  useEffect(load, [load]);

  const change = (wanted: PreferencesChange) => {
    const before = chosen;
    if (before === undefined) return;
    setRefusal(undefined);
    setChosen({ ...before, ...wanted });
    preferences.change(wanted).then(setChosen, (thrown: unknown) => {
      setChosen(before);
      setRefusal({ wanted, thrown });
    });
  };
  return { chosen, fault, refusal, load, change };
}
