import { expect, test } from 'vitest';
import { stunServers, turnServer } from './ice-servers.ts';

test('TURN credentials are those that coturn computes from the shared secret', () => {
  const turn = { urls: ['turn:turn.example.org:3478'], secret: 'north' };
  // printf '1800000000:ada' | openssl dgst -sha1 -hmac north -binary | base64
  expect(turnServer(turn, 'ada', 1_800_000_000)).toEqual({
    urls: ['turn:turn.example.org:3478'],
    username: '1800000000:ada',
    credential: 'RgrCQ8LW/vH5U93IENfd8YxpOx0=',
  });
});

test('without STUN addresses there is no entry for them', () => {
  expect(stunServers([])).toEqual([]);
  expect(stunServers(['stun:a.example.org'])).toEqual([{ urls: ['stun:a.example.org'] }]);
});
