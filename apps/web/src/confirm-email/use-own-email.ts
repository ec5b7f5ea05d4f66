import type { OwnEmail } from '@jiggy-care/client';
import { useChatClient } from '@jiggy-care/client/react';
import { useCallback, useEffect, useState } from 'react';

/** How the address of the person stands, as soon as that is known, and the way to look again. */
export function useOwnEmail(): { readonly own: OwnEmail | undefined; readonly load: () => void } {
  const { session } = useChatClient();
  const [own, setOwn] = useState<OwnEmail>();
  const load = useCallback(() => {
    session.readEmail().then(setOwn, () => {});
  }, [session]);
  useEffect(load, [load]);
  return { own, load };
}
