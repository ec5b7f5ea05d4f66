import type { IncomingHttpHeaders } from 'node:http';

export const ACCESS_COOKIE = 'access_token';
export const REFRESH_COOKIE = 'refresh_token';

const MAX_OTHERS = 4;

export interface Credential {
  /** Not yet checked; empty where something was presented that cannot be a token. */
  readonly token: string;
  /** Further cookies of the same name: one is ours, the others may be another program's on the same host. */
  readonly others?: readonly string[];
  /** A cookie comes by itself, with whatever page asks; a header is put there by who knows the token. */
  readonly source: 'bearer' | 'cookie';
}

/**
 * The access token of a request or a handshake. The first one present decides alone: `Authorization`, then
 * `X-Access-Token`, then the cookie. A bad one never falls through to the next.
 *
 * @source protocol P2.14; document, section 6
 */
export function findCredential(headers: IncomingHttpHeaders): Credential | undefined {
  if (headers.authorization !== undefined) {
    return { token: /^Bearer +(\S+)$/i.exec(headers.authorization)?.[1] ?? '', source: 'bearer' };
  }
  const alias = headers['x-access-token'];
  if (alias !== undefined) return { token: String(alias), source: 'bearer' };
  return fromCookie(headers, ACCESS_COOKIE);
}

/**
 * The refresh token of a request. What the client put there on purpose goes before a cookie, which the
 * browser adds also where a page holds tokens of its own.
 */
export function findRefreshCredential(
  headers: IncomingHttpHeaders,
  inBody: string | undefined,
): Credential | undefined {
  const explicit = headers['x-refresh-token'] ?? inBody;
  if (explicit !== undefined) return { token: String(explicit), source: 'bearer' };
  return fromCookie(headers, REFRESH_COOKIE);
}

/** The tokens to try, one after the other. */
export function tokensOf({ token, others = [] }: Credential): readonly string[] {
  return [token, ...others];
}

/**
 * Cookies ignore ports, and one of a longer path is sent first, so another program on the host may stand before us.
 * An emptied cookie is how some clients delete one. Our own need no decoding.
 */
function fromCookie({ cookie = '' }: IncomingHttpHeaders, name: string): Credential | undefined {
  const values = cookie
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${name}=`))
    .map((pair) => pair.slice(name.length + 1).replace(/^"(.*)"$/, '$1'))
    .filter((value) => value !== '');
  const [token, ...others] = new Set(values);
  if (token === undefined) return undefined;
  return { token, source: 'cookie', ...(others.length === 0 ? {} : { others: others.slice(0, MAX_OTHERS) }) };
}
