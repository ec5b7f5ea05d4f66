import { useCalls, useConnection, useStore } from '@jiggy-care/client/react';
import { useEffect, useState } from 'react';
import { unseenMissed } from '../calls/past-call.ts';
import { useTellSeen } from '../calls/use-tell-seen.ts';
import { useAccount } from '../session/use-account.ts';

/**
 * Tells that the missed calls were seen, now that they are shown.
 *
 * @returns ids of those that were new when the page was opened, or have come since
 */
export function useFreshMissed(): ReadonlySet<string> {
  const state = useStore(useCalls().log.state);
  const account = useAccount();
  const isConnected = useConnection().status === 'connected';
  const [fresh, setFresh] = useState<ReadonlySet<string>>(new Set());
  const unseen = unseenMissed(state, account.id).map(({ id }) => id);
  useEffect(() => {
    const missing = unseen.filter((id) => !fresh.has(id));
    if (missing.length > 0) setFresh(new Set([...fresh, ...missing]));
  });
  useTellSeen(unseen, state.status === 'ready' && isConnected);
  return fresh;
}
