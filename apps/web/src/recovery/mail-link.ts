const ERRANDS = {
  '/reset-password': 'reset',
  '/verify-email': 'verify',
  '/restore-account': 'restore',
} as const;

/** What a link of a mail was opened for. */
export interface MailLink {
  readonly errand: (typeof ERRANDS)[keyof typeof ERRANDS];
  readonly token: string;
}

/** What the page's own address says. The secret stands behind the `#`, which browsers send to nobody. */
export function readMailLink({ pathname, hash }: Pick<Location, 'pathname' | 'hash'>): MailLink | undefined {
  const errand = pathname in ERRANDS ? ERRANDS[pathname as keyof typeof ERRANDS] : undefined;
  const token = new URLSearchParams(hash.slice(1)).get('token');
  return errand === undefined || token === null ? undefined : { errand, token };
}

/** Leaves the page of the link; the secret is in the history of the browser no more. */
export function leaveMailLink(path = '/'): void {
  location.replace(path);
}
