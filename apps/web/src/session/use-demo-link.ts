import type { Account, ChatClient, UserRole } from '@jiggy-care/client';
import { useChatClient } from '@jiggy-care/client/react';
import { useEffect, useState } from 'react';
import { enterDemo, findDemoRole, forgetDemoWish, serverHasDemo } from './demo-link.ts';

/** Whether the person who is signed in may be signed out for the demo. */
export interface DemoQuestion {
  readonly current: Account;
  answer(yes: boolean): void;
}

interface DemoEntry {
  readonly isEntering: boolean;
  readonly question?: DemoQuestion;
  readonly failure?: unknown;
}

type Listener = (entry: DemoEntry) => void;

let last: DemoEntry = { isEntering: true };
let hasBegun = false;
const listeners = new Set<Listener>();

function tell(entry: DemoEntry): void {
  last = entry;
  for (const listener of listeners) listener(entry);
}

function begin(client: ChatClient, role: UserRole): void {
  if (hasBegun) return;
  hasBegun = true;
  const mayReplace = (current: Account) =>
    new Promise<boolean>((resolve) => {
      const answer = (yes: boolean) => {
        tell({ isEntering: yes });
        resolve(yes);
      };
      tell({ isEntering: false, question: { current, answer } });
    });
  enterDemo(client, role, { hasDemo: serverHasDemo, mayReplace })
    .finally(forgetDemoWish)
    .then(
      () => tell({ isEntering: false }),
      (failure: unknown) => tell({ isEntering: false, failure }),
    );
}

/** Follows a demo link, once however often it mounts. */
export function useDemoLink(): DemoEntry {
  const client = useChatClient();
  const [role] = useState(() => findDemoRole(location.search));
  const [entry, setEntry] = useState<DemoEntry>(role === undefined ? { isEntering: false } : last);

  useEffect(() => {
    if (role === undefined) return;
    listeners.add(setEntry);
    begin(client, role);
    setEntry(last);
    return () => {
      listeners.delete(setEntry);
    };
  }, [client, role]);
  return entry;
}
