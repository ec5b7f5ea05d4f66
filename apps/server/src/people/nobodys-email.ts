import { randomUUID } from 'node:crypto';

/** No mail ever arrives below it (RFC 2606). */
const DOMAIN = '@nobody.invalid';

/** What stands in the place of an e-mail that somebody does not have, or has no more: unlike any other, and no one can guess it. */
export function nobodysEmail(): string {
  return `${randomUUID()}${DOMAIN}`;
}

export function isNobodysEmail(email: string): boolean {
  return email.toLowerCase().endsWith(DOMAIN);
}
