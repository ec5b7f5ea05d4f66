import { useCallback } from 'react';
import { useWords } from '../i18n/words.ts';
import { useAccount } from '../session/use-account.ts';
import { claimsTitle } from './claims-title.ts';
import { peopleWords } from './words.ts';

/**
 * The role that has to stand beside a name of the other person: a patient's who claims a title, so that nobody takes
 * them for one who treats; `undefined` for all others. Not for one's own name.
 */
export function useRoleMark(): (name: string) => string | undefined {
  const { patient } = useWords(peopleWords);
  const { role } = useAccount();
  return useCallback(
    (name) => (role === 'consultant' && claimsTitle(name) ? patient : undefined),
    [role, patient],
  );
}

/** Names the other person in a text that is no more than text, as a title or a label: "Dr. Bello (Patient)". */
export function useNameText(): (name: string) => string {
  const markOf = useRoleMark();
  return useCallback((name) => withRole(name, markOf(name)), [markOf]);
}

/** A name and the role beside it, as they stand within a sentence. */
export function withRole(name: string, role: string | undefined): string {
  return role === undefined ? name : `${name} (${role})`;
}
