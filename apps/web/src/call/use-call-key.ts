import { useEffect, useEffectEvent } from 'react';
import { keyOutsideFields } from '../ui/key-outside-fields.ts';

/** Does something with a key of one letter, while the focus is on the screen of the call and in no field. */
export function useCallKey(key: string, act: () => void): void {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.repeat || keyOutsideFields(event) !== key) return;
    if (document.activeElement?.closest('[data-call-screen]')) act();
  });
  useEffect(() => {
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
}
