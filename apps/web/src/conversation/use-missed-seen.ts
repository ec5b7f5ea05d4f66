import type { Conversation } from '@jiggy-care/client';
import { useCalls, useConnection, useStore } from '@jiggy-care/client/react';
import { useCallback } from 'react';
import { unseenMissed } from '../calls/past-call.ts';
import { useTellSeen } from '../calls/use-tell-seen.ts';
import { useAccount } from '../session/use-account.ts';

/**
 * Who looks into the conversation sees the missed calls in it, and no others.
 *
 * @param areShown whether the calls stand between the messages by now
 */
export function useMissedSeen({ id }: Conversation, areShown: boolean): void {
  const calls = useCalls();
  const log = useStore(calls.log.state);
  const account = useAccount();
  const isConnected = useConnection().status === 'connected';
  const ids = unseenMissed(log, account.id)
    .filter(({ conversationId }) => conversationId === id)
    .map((call) => call.id);
  const tell = useCallback(() => calls.history(id).markSeen(), [calls, id]);
  useTellSeen(ids, areShown && isConnected, tell);
}
