import { useChatClient } from '@jiggy-care/client/react';
import { useEffect } from 'react';
import { useAccount } from '../session/use-account.ts';
import { stayReachable } from './reachable.ts';

/** Says at each start of the app that this device is to be reached, where its person has turned that on. */
export function useStayReachable(): void {
  const client = useChatClient();
  const { id } = useAccount();
  useEffect(() => {
    stayReachable(client, id).catch(() => {});
  }, [client, id]);
}
