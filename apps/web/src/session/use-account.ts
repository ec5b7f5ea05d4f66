import type { Account } from '@jiggy-care/client';
import { useSession } from '@jiggy-care/client/react';

/** The person who is signed in. @throws Error outside of what only signed-in people see */
export function useAccount(): Account {
  const { user } = useSession();
  if (user === undefined) throw new Error('cannot show this: nobody is signed in');
  return user;
}
