import { ChatError, type Person } from '@jiggy-care/client';
import { useChatClient, useConnection, useInbox } from '@jiggy-care/client/react';
import { useEffect, useRef, useState } from 'react';
import { matchesName } from '../people/matches-name.ts';
import { useAccount } from '../session/use-account.ts';

const PAUSE_MS = 200;
const PAGE = 50;

export interface People {
  readonly people: readonly Person[];
  /** Whether more may still be found: until it is over, nobody can be said to be missing. */
  readonly isLoading: boolean;
  readonly failure?: unknown;
  /** Asks for more of them, where there may be. */
  readonly more?: () => void;
}

/** Whom one can book: a patient any consultant, a consultant the people they have conversations with. */
export function usePeople(search: string): People {
  const isPatient = useAccount().role === 'patient';
  const consultants = useConsultants(search.trim(), isPatient);
  const patients = useOwnPatients(search.trim(), !isPatient);
  return isPatient ? consultants : patients;
}

interface Found {
  readonly search: string;
  readonly people: readonly Person[];
  readonly hasMore: boolean;
  readonly failure?: unknown;
}

function useConsultants(search: string, isWanted: boolean): People {
  const { directory } = useChatClient();
  const [found, setFound] = useState<Found>();
  const [isLoadingMore, setIsLoadingMore] = useState(false);

  useEffect(() => {
    if (!isWanted) return;
    let isCurrent = true;
    const look = async () => {
      try {
        const people = await directory.search(search, { limit: PAGE });
        if (isCurrent) setFound({ search, people, hasMore: people.length === PAGE });
      } catch (failure) {
        if (isCurrent) setFound({ search, people: [], hasMore: false, failure });
      }
    };
    const timer = setTimeout(look, search === '' ? 0 : PAUSE_MS);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [directory, isWanted, search]);

  if (found === undefined) return { people: [], isLoading: true };
  const more = async () => {
    setIsLoadingMore(true);
    try {
      const page = await directory.search(search, { limit: PAGE, offset: found.people.length });
      const isNew = ({ id }: Person) => !found.people.some((known) => known.id === id);
      // Another search may have begun meanwhile.
      setFound((known) =>
        known === found
          ? { search, people: [...found.people, ...page.filter(isNew)], hasMore: page.length === PAGE }
          : known,
      );
    } catch {
      // the button stays for another try
    } finally {
      setIsLoadingMore(false);
    }
  };
  const { people, hasMore, failure } = found;
  const isLoading = found.search !== search || isLoadingMore;
  return {
    people,
    isLoading,
    ...(failure === undefined ? {} : { failure }),
    ...(hasMore && !isLoading ? { more } : {}),
  };
}

/** The inbox comes page by page; a search goes through all of it before it says that somebody is not there. */
function useOwnPatients(search: string, isWanted: boolean): People {
  const { inbox } = useChatClient();
  const { entries, hasMore, isLoadingMore, status } = useInbox();
  const { status: connection } = useConnection();
  const [failure, setFailure] = useState<unknown>();
  const isSearching = isWanted && search !== '';
  // One page at a time; how the last one went is known before the next is asked for.
  const isAsking = useRef(false);
  const [asked, setAsked] = useState(0);
  const load = async () => {
    if (isAsking.current) return;
    isAsking.current = true;
    try {
      await inbox.loadMore();
    } catch (thrown) {
      setFailure(thrown);
    } finally {
      isAsking.current = false;
      setAsked((count) => count + 1);
    }
  };

  // biome-ignore lint/correctness/useExhaustiveDependencies: what failed is tried again by another search or connection
  useEffect(() => setFailure(undefined), [search, connection]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `load` does the same at every drawing
  useEffect(() => {
    if (isSearching && hasMore && !isLoadingMore && status === 'ready' && failure === undefined) load();
  }, [isSearching, hasMore, isLoadingMore, status, failure, asked]);

  const people = new Map(entries.map(({ other }) => [other.id, other]));
  const isLoading = status === 'idle' || status === 'loading' || (isSearching && hasMore);
  const cannot = failure ?? (status === 'failed' && entries.length === 0 ? UNREACHABLE : undefined);
  return {
    people: [...people.values()].filter(({ name }) => matchesName(name, search)),
    isLoading: isLoading && cannot === undefined,
    ...(cannot === undefined ? {} : { failure: cannot }),
    ...(!isSearching && hasMore && !isLoadingMore ? { more: load } : {}),
  };
}

const UNREACHABLE = new ChatError('unreachable', 'The people could not be loaded');
