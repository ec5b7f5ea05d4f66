import { useChatClient } from '@jiggy-care/client/react';
import { useEffect, useState } from 'react';
import { enterDemo, findDemoRole, forgetDemoWish } from './demo-link.ts';

interface DemoEntry {
  readonly isEntering: boolean;
  readonly failure?: unknown;
}

let entry: Promise<void> | undefined;

/** Follows a demo link, once however often it mounts. */
export function useDemoLink(): DemoEntry {
  const client = useChatClient();
  const [role] = useState(() => findDemoRole(location.search));
  const [state, setState] = useState<DemoEntry>({ isEntering: role !== undefined });

  useEffect(() => {
    if (role === undefined) return;
    let isMounted = true;
    entry ??= enterDemo(client, role).finally(forgetDemoWish);
    entry.then(
      () => isMounted && setState({ isEntering: false }),
      (failure: unknown) => isMounted && setState({ isEntering: false, failure }),
    );
    return () => {
      isMounted = false;
    };
  }, [client, role]);
  return state;
}
