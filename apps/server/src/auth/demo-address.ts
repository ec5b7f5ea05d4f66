/** Where the demo people have their e-mail; nobody else's can be there. */
const DEMO_DOMAIN = '@jiggy.demo';

/**
 * Whether the e-mail is one of the demo's, whose password everyone knows: in production nobody gets one, and
 * one that a database has from its days of development opens nothing.
 */
export function isDemoAddress(email: string): boolean {
  return email.toLowerCase().endsWith(DEMO_DOMAIN);
}
