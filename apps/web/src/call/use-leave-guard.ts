import type { CallPhase } from '@jiggy-care/client/calls';
import { useEffect } from 'react';

const LIVE: ReadonlySet<CallPhase> = new Set(['connecting', 'live', 'reconnecting']);

/** Asks before the page is left while two people talk. A reload goes on with the call, a closed tab does not. */
export function useLeaveGuard(phase: CallPhase | undefined): void {
  const isLive = phase !== undefined && LIVE.has(phase);
  useEffect(() => {
    if (!isLive) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [isLive]);
}
