import type { Conversation } from '@jiggy-care/client';
import { useCalls, useConnection, useStore } from '@jiggy-care/client/react';
import { unseenMissed } from '../calls/past-call.ts';
import { useTellSeen } from '../calls/use-tell-seen.ts';
import { useAccount } from '../session/use-account.ts';

/**
 * Who looks into the conversation sees the missed calls in it. The server knows "all seen" only, so this is told
 * where there are no others.
 *
 * @param areShown whether the calls stand between the messages by now
 */
export function useMissedSeen({ id }: Conversation, areShown: boolean): void {
  const log = useStore(useCalls().log.state);
  const account = useAccount();
  const isConnected = useConnection().status === 'connected';
  const unseen = unseenMissed(log, account.id);
  const areAllHere =
    unseen.length === log.missedCount && unseen.every(({ conversationId }) => conversationId === id);
  useTellSeen(areAllHere ? unseen.map((call) => call.id) : [], areShown && isConnected);
}
