import type { Conversation, MessageWindow } from '@jiggy-care/client';
import { useCalls, useStore } from '@jiggy-care/client/react';
import { useEffect, useMemo } from 'react';
import { type PastCall, pastCalls } from '../calls/past-call.ts';
import { useAccount } from '../session/use-account.ts';

/** Always the same, so that a conversation without calls is drawn once. */
const NONE: readonly PastCall[] = [];

interface ConversationCalls {
  /** Oldest first. */
  readonly calls: readonly PastCall[];
  /** Whether those that belong between the newest messages are there. */
  readonly isLoaded: boolean;
}

/** What became of the calls of a conversation, as far back as its messages are loaded. */
export function useConversationCalls(
  { id }: Conversation,
  { items, status, hasOlder }: MessageWindow,
): ConversationCalls {
  const account = useAccount();
  const history = useCalls().history(id);
  const { calls, completeSince } = useStore(history.state);
  const oldest = items[0]?.createdAt;
  useEffect(() => {
    if (status !== 'ready') return;
    if (!hasOlder) history.loadSince(Number.NEGATIVE_INFINITY);
    else if (oldest !== undefined) history.loadSince(Date.parse(oldest));
  }, [history, status, hasOlder, oldest]);
  const past = useMemo(() => (calls.length === 0 ? NONE : pastCalls(calls, account.id)), [calls, account.id]);
  return { calls: past, isLoaded: completeSince < Number.POSITIVE_INFINITY };
}
