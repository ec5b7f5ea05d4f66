import type { Person } from '@jiggy-care/client';
import { useChatClient, useInbox } from '@jiggy-care/client/react';
import { useEffect, useMemo } from 'react';

/**
 * The people one has conversations with, by their ids. Bookings and calls tell ids only, and the inbox tells names page
 * by page: as long as one of these ids is not known yet, the next page is asked for.
 */
export function useKnownPeople(ids: readonly string[]): ReadonlyMap<string, Person> {
  const { inbox } = useChatClient();
  const { entries, hasMore, isLoadingMore, status } = useInbox();
  const people = useMemo(() => new Map(entries.map(({ other }) => [other.id, other])), [entries]);
  const isMissing = ids.some((id) => !people.has(id));
  useEffect(() => {
    // What does not come now comes with the next change of the inbox.
    if (isMissing && hasMore && !isLoadingMore && status === 'ready') inbox.loadMore().catch(() => {});
  }, [inbox, isMissing, hasMore, isLoadingMore, status]);
  return people;
}
