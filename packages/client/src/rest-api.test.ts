import { expect, test } from 'vitest';
import { makeClient } from './testing/make-client.ts';

test('how long relays may be used is bounded, and all else that is said of them is kept', async () => {
  const said = { iceServers: [{ urls: ['stun:x'] }], ttl: 1e300, withheld: 'no-booking' };
  const http = async () => ({
    status: 200,
    headers: { get: () => null },
    text: async () => JSON.stringify(said),
  });
  const { client } = makeClient({ own: { http } });
  await expect(client.rest.listIceServers()).resolves.toEqual({ ...said, ttl: 86_400 });
});
