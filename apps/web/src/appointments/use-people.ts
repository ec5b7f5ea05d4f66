import type { Person } from '@jiggy-care/client';
import { useChatClient, useInbox } from '@jiggy-care/client/react';
import { useEffect, useState } from 'react';
import { useAccount } from '../session/use-account.ts';

const PAUSE_MS = 200;
const AT_MOST = 50;

interface People {
  readonly people: readonly Person[];
  readonly isLoading: boolean;
  readonly failure?: unknown;
}

/** Whom one can book: a patient any consultant, a consultant the patients that they know already. */
export function usePeople(search: string): People {
  const { role } = useAccount();
  const { directory } = useChatClient();
  const { entries } = useInbox();
  const [found, setFound] = useState<People>({ people: [], isLoading: role === 'patient' });

  useEffect(() => {
    if (role !== 'patient') return;
    let isCurrent = true;
    const look = async () => {
      try {
        const people = await directory.search(search.trim(), { limit: AT_MOST });
        if (isCurrent) setFound({ people, isLoading: false });
      } catch (failure) {
        if (isCurrent) setFound({ people: [], isLoading: false, failure });
      }
    };
    const timer = setTimeout(look, search === '' ? 0 : PAUSE_MS);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [directory, role, search]);

  if (role === 'patient') return found;
  const patients = new Map(entries.map(({ other }) => [other.id, other]));
  const wanted = search.trim().toLocaleLowerCase();
  return {
    people: [...patients.values()].filter(({ name }) => name.toLocaleLowerCase().includes(wanted)),
    isLoading: false,
  };
}
