import { API_BASE } from '@jiggy-care/protocol';
import { type SerializeOptions, serialize } from 'cookie';
import { ACCESS_COOKIE, REFRESH_COOKIE } from './credentials.ts';
import { ACCESS_TTL_S } from './tokens.ts';

interface CookieTokens {
  readonly accessToken: string;
  readonly refreshToken: string;
  /** When the session ends at the latest, and the instant of the grant; milliseconds. */
  readonly expiresAt: number;
  readonly now: number;
}

/**
 * `Set-Cookie` lines that give a browser its tokens. No `Domain`: they go back to this host only. The access
 * token leaves when it ends, so that no dead one is presented; the refresh token at the very end of the session:
 * whether it was left unused for too long, the server knows better.
 *
 * @param secure whether the browser must keep them to HTTPS
 * @source protocol P2.4
 */
export function sessionCookies(tokens: CookieTokens, secure: boolean): string[] {
  const sessionS = Math.max(0, Math.floor((tokens.expiresAt - tokens.now) / 1000));
  return [
    serialize(ACCESS_COOKIE, tokens.accessToken, { ...accessOptions(secure), maxAge: ACCESS_TTL_S }),
    serialize(REFRESH_COOKIE, tokens.refreshToken, { ...refreshOptions(secure), maxAge: sessionS }),
  ];
}

/** `Set-Cookie` lines that take both away. */
export function clearedCookies(secure: boolean): string[] {
  const gone = { maxAge: 0, expires: new Date(0) };
  return [
    serialize(ACCESS_COOKIE, '', { ...accessOptions(secure), ...gone }),
    serialize(REFRESH_COOKIE, '', { ...refreshOptions(secure), ...gone }),
  ];
}

function accessOptions(secure: boolean): SerializeOptions {
  return { httpOnly: true, sameSite: 'lax', path: '/', secure };
}

/** Only the routes that need it ever see the refresh token. */
function refreshOptions(secure: boolean): SerializeOptions {
  return { httpOnly: true, sameSite: 'strict', path: `${API_BASE}/auth`, secure };
}
