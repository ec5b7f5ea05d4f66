import { useCalls, useStore } from '@jiggy-care/client/react';
import { useMemo } from 'react';
import { unseenMissed } from '../calls/past-call.ts';
import { useAccount } from '../session/use-account.ts';

interface MissedCalls {
  readonly count: number;
  /** When the newest of them began to ring. Milliseconds since 1970. */
  readonly at: number;
}

/** The missed calls that wait to be seen, by the id of their conversation. */
export function useMissedByConversation(): ReadonlyMap<string, MissedCalls> {
  const log = useStore(useCalls().log.state);
  const { id } = useAccount();
  return useMemo(() => {
    const missed = new Map<string, MissedCalls>();
    for (const { conversationId, at } of unseenMissed(log, id)) {
      const known = missed.get(conversationId);
      missed.set(conversationId, { count: (known?.count ?? 0) + 1, at: Math.max(known?.at ?? 0, at) });
    }
    return missed;
  }, [log, id]);
}
