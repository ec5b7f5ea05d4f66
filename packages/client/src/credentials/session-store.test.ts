import { expect, test, vi } from 'vitest';
import { FakeServer, PATIENT } from '../testing/fake-server.ts';
import { makeClient } from '../testing/make-client.ts';
import type { StoredTokens, TokenStore } from './credentials.ts';

const never = () => new Promise<never>(() => {});

function withStore(store: TokenStore) {
  const server = new FakeServer();
  server.refreshable = PATIENT;
  return makeClient({ server, auth: { kind: 'session', store } });
}

test('a keychain that never answers is asked once, and said to be the reason', async () => {
  const load = vi.fn(never);
  const { client, platform } = withStore({ load, save: never });
  client.connect();
  await platform.clock.pass(120_000);
  expect(load).toHaveBeenCalledTimes(1);
  expect(client.connection.get()).toMatchObject({ reason: { code: 'unavailable' } });
  expect(client.connection.get().reason?.message).toContain('store of the tokens');
});

test('who signs in meanwhile is in, though nothing can be kept', async () => {
  const { client, platform } = withStore({ load: never, save: never });
  client.connect();
  await platform.clock.pass(100);
  const signingIn = client.session.signIn({ email: PATIENT.email, password: 'x' });
  await platform.clock.pass(20_000);
  await expect(signingIn).resolves.toEqual(PATIENT);
});

test.each([
  ['half of it', { accessToken: 'p1' }],
  ['something else', 'tokens'],
  ['nothing', null],
])('a store that gives %s has no tokens', async (_, kept) => {
  const { client, platform } = withStore({
    load: async () => kept as unknown as StoredTokens,
    save: async () => {},
  });
  client.connect();
  await platform.clock.pass(100);
  expect(client.session.state.get().status).toBe('signed-out');
});

test('an end that is no number is one that has passed', async () => {
  const kept = { accessToken: 'p1', refreshToken: 'r', expiresAt: 'tomorrow' as unknown as number };
  const { client, platform, server } = withStore({ load: async () => kept, save: async () => {} });
  client.connect();
  await platform.clock.pass(100);
  expect(client.connection.get().status).toBe('connected');
  expect(server.asked.filter((what) => what === 'POST /auth/refresh')).toHaveLength(1);
});
