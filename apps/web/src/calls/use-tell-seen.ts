import { useCalls } from '@jiggy-care/client/react';
import { useEffect, useRef } from 'react';

/**
 * Tells that missed calls were seen, when someone looks at them. What could not be told is told with the next
 * look, and not over and over.
 *
 * @param ids    of the calls that are shown and were not seen
 * @param isTold whether it is to be told now: they stand on the page, and the server is there
 * @param tellServer what tells it, always the same function; without it all missed calls are told of
 */
export function useTellSeen(ids: readonly string[], isTold: boolean, tellServer?: () => Promise<void>): void {
  const { log } = useCalls();
  const told = useRef('');
  const key = ids.join();
  useEffect(() => {
    if (!isTold) {
      told.current = '';
      return;
    }
    if (key === '') return;
    const tell = () => {
      if (document.visibilityState !== 'visible') return;
      told.current = key;
      (tellServer ?? log.markSeen.bind(log))().catch(() => {});
    };
    if (told.current !== key) tell();
    document.addEventListener('visibilitychange', tell);
    return () => document.removeEventListener('visibilitychange', tell);
  }, [log, key, isTold, tellServer]);
}
