import type { IncomingHttpHeaders } from 'node:http';
import { parse as parseCookies } from 'cookie';

export const ACCESS_COOKIE = 'access_token';
export const REFRESH_COOKIE = 'refresh_token';

export interface Credential {
  /** Not yet checked; empty where something was presented that cannot be a token. */
  readonly token: string;
  /** A cookie comes by itself, with whatever page asks; a header is put there by who knows the token. */
  readonly source: 'bearer' | 'cookie';
}

/**
 * The access token of a request or a handshake. The first one present decides alone: `Authorization`, then
 * `X-Access-Token`, then the cookie. A bad one never falls through to the next.
 *
 * @source contract, section 2; document, section 6
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

/** An emptied cookie is how some clients delete one. */
function fromCookie(headers: IncomingHttpHeaders, name: string): Credential | undefined {
  const token = parseCookies(headers.cookie ?? '')[name];
  return token === undefined || token === '' ? undefined : { token, source: 'cookie' };
}
