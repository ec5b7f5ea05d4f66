import { createHmac } from 'node:crypto';
import type { IceServers } from '@jiggy-care/protocol';

/** Only finds out one's own address; knows no credentials. */
export function stunServers(urls: readonly string[]): IceServers['iceServers'] {
  return urls.length === 0 ? [] : [{ urls: [...urls] }];
}

/**
 * A relay with credentials that end by themselves (coturn, `use-auth-secret`).
 *
 * @param expiresAt unix time, in seconds
 */
export function turnServer(
  { urls, secret }: { readonly urls: readonly string[]; readonly secret: string },
  userId: string,
  expiresAt: number,
): IceServers['iceServers'][number] {
  const username = `${expiresAt}:${userId}`;
  const credential = createHmac('sha1', secret).update(username).digest('base64');
  return { urls: [...urls], username, credential };
}
