import { LIMITS } from '@jiggy-care/protocol';
import { ENDINGS, TIMES_OF_YEAR, WHOLE, WORDS, YEARS } from './common-password-list.ts';

const commonPasswords = expand();

/**
 * Whether it is one of the commonest passwords that are long enough at all, whatever the case of its letters.
 *
 * @source protocol P2.7; OWASP ASVS 5.0, 6.2.4
 */
export function isCommonPassword(password: string): boolean {
  return commonPasswords.has(folded(password));
}

/** Whether it is hardly more than what others know of the person: the e-mail, what stands before its @, the name. */
export function isOwnData(password: string, { email, name }: { email: string; name: string }): boolean {
  const bare = folded(password).replace(/[\d!.]{0,5}$/, '');
  const own = [email, email.split('@')[0] ?? '', name].map(folded);
  return own.some((text) => text !== '' && (text === folded(password) || text === bare));
}

function folded(text: string): string {
  return text.normalize('NFC').toLowerCase().replaceAll(/\s/g, '');
}

function expand(): ReadonlySet<string> {
  const endings = ['', ...entries(ENDINGS)];
  const joined = entries(WORDS).flatMap((word) => endings.map((ending) => word + ending));
  const dated = entries(TIMES_OF_YEAR).flatMap((time) =>
    entries(YEARS).flatMap((year) => [`${time}${year}`, `${time}${year}!`, `${year}${time}`]),
  );
  return new Set(
    [...entries(WHOLE), ...joined, ...dated].filter((entry) => entry.length >= LIMITS.passwordMinChars),
  );
}

function entries(text: string): string[] {
  return text.trim().split(/\s+/);
}
