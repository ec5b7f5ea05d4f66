import { useCalls, useStore } from '@jiggy-care/client/react';
import { useMemo } from 'react';
import { unseenMissed } from '../calls/past-call.ts';
import { useAccount } from '../session/use-account.ts';

/** How many missed calls wait to be seen, by the id of their conversation. */
export function useMissedByConversation(): ReadonlyMap<string, number> {
  const log = useStore(useCalls().log.state);
  const { id } = useAccount();
  return useMemo(() => {
    const counts = new Map<string, number>();
    for (const { conversationId } of unseenMissed(log, id)) {
      counts.set(conversationId, (counts.get(conversationId) ?? 0) + 1);
    }
    return counts;
  }, [log, id]);
}
