import { LIMITS } from '@jiggy-care/protocol';
import { ENDINGS, WHOLE, WORDS } from './common-password-list.ts';

const commonPasswords = expand();

/**
 * Whether it is one of the commonest passwords that are long enough at all, whatever the case of its letters.
 *
 * @source contract, section 2; OWASP ASVS 5.0, 6.2.4
 */
export function isCommonPassword(password: string): boolean {
  return commonPasswords.has(password.toLowerCase());
}

function expand(): ReadonlySet<string> {
  const endings = ['', ...entries(ENDINGS)];
  const joined = entries(WORDS).flatMap((word) => endings.map((ending) => word + ending));
  return new Set([...entries(WHOLE), ...joined].filter((entry) => entry.length >= LIMITS.passwordMinChars));
}

function entries(text: string): string[] {
  return text.trim().split(/\s+/);
}
