import { expect, it } from 'vitest';
import { clearedCookies, sessionCookies } from './session-cookies.ts';

const tokens = { accessToken: 'a.b.c', refreshToken: 'r', now: 1_000, expiresAt: 3_601_000 };

it('the browser gets both tokens where no script can read them, the refresh token for its routes only', () => {
  expect(sessionCookies(tokens, true)).toEqual([
    'access_token=a.b.c; Max-Age=900; Path=/; HttpOnly; Secure; SameSite=Lax',
    'refresh_token=r; Max-Age=3600; Path=/api/v1/auth; HttpOnly; Secure; SameSite=Strict',
  ]);
});

it('over plain HTTP in development they are not marked Secure, or they would not come back', () => {
  for (const cookie of sessionCookies(tokens, false)) expect(cookie).not.toContain('Secure');
});

it('logging out takes away exactly the two', () => {
  for (const cookie of clearedCookies(true)) expect(cookie).toMatch(/_token=; Max-Age=0; .*HttpOnly; Secure/);
  expect(clearedCookies(true).map((cookie) => /Path=([^;]+)/.exec(cookie)?.[1])).toEqual([
    '/',
    '/api/v1/auth',
  ]);
});
