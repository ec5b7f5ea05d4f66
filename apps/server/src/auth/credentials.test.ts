import { describe, expect, it } from 'vitest';
import { findCredential, findRefreshCredential } from './credentials.ts';

describe('the access token of a request', () => {
  it('is none where nothing was sent', () => {
    expect(findCredential({})).toBeUndefined();
    expect(findCredential({ cookie: 'other=1; access_token=' })).toBeUndefined();
  });

  it('is taken from Authorization before X-Access-Token before the cookie', () => {
    const cookie = 'access_token=c';
    const all = { authorization: 'Bearer a', 'x-access-token': 'b', cookie };
    expect(findCredential(all)).toEqual({ token: 'a', source: 'bearer' });
    expect(findCredential({ 'x-access-token': 'b', cookie })).toEqual({ token: 'b', source: 'bearer' });
    expect(findCredential({ cookie })).toEqual({ token: 'c', source: 'cookie' });
  });

  it.each(['Basic dXNlcjpwYXNz', 'Bearer', 'Bearer ', 'token', '', 'Bearer a b'])(
    'counts as present and bad when Authorization is "%s", even beside a good cookie',
    (authorization) => {
      expect(findCredential({ authorization, cookie: 'access_token=c' })).toEqual({
        token: '',
        source: 'bearer',
      });
    },
  );

  it('does not mind the case of the scheme', () => {
    expect(findCredential({ authorization: 'bearer a' })?.token).toBe('a');
  });
});

describe('the refresh token of a request', () => {
  it('comes from what the client put there on purpose before the cookie that the browser adds', () => {
    const cookie = 'refresh_token=c';
    expect(findRefreshCredential({ 'x-refresh-token': 'a', cookie }, 'b')?.token).toBe('a');
    expect(findRefreshCredential({ cookie }, 'b')).toEqual({ token: 'b', source: 'bearer' });
    expect(findRefreshCredential({ cookie }, undefined)).toEqual({ token: 'c', source: 'cookie' });
    expect(findRefreshCredential({}, undefined)).toBeUndefined();
  });
});

describe('several cookies of one name', () => {
  it('are all tried, ours and what another program on the host has set', () => {
    const cookie = 'access_token=; access_token=theirs; x=1; access_token="ours"; access_token=theirs';
    expect(findCredential({ cookie })).toEqual({ token: 'theirs', others: ['ours'], source: 'cookie' });
    const refresh = { cookie: 'refresh_token=a; refresh_token=b; xrefresh_token=c' };
    expect(findRefreshCredential(refresh, undefined)).toEqual({
      token: 'a',
      others: ['b'],
      source: 'cookie',
    });
  });

  it('are not tried by the hundred', () => {
    const cookie = Array.from({ length: 300 }, (_, index) => `access_token=${index}`).join('; ');
    expect(findCredential({ cookie })?.others).toHaveLength(4);
  });
});
