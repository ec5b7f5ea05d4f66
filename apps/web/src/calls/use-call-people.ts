import type { Person } from '@jiggy-care/client';
import { useInbox } from '@jiggy-care/client/react';
import { useWords } from '../i18n/words.ts';
import { useAccount } from '../session/use-account.ts';
import type { PastCall } from './past-call.ts';
import { personWords } from './person-words.ts';

/** Finds the other person of a call; by the role until the inbox has told the name. */
export function useCallPeople(): (call: PastCall) => Person {
  const { entries } = useInbox();
  const { role } = useAccount();
  const words = useWords(personWords);
  return ({ conversationId, otherId }) => {
    const entry =
      entries.find(({ id }) => id === conversationId) ?? entries.find(({ other }) => other.id === otherId);
    return entry?.other ?? { id: otherId, name: role === 'patient' ? words.consultant : words.patient };
  };
}
