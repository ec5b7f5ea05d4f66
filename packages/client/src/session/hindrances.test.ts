import { expect, test } from 'vitest';
import type { Vault, Windows } from '../platform/platform.ts';
import { FakeDesktop, FakeVault } from '../testing/fake-platform.ts';
import { FakeServer, PATIENT } from '../testing/fake-server.ts';
import { makeClient, openClient } from '../testing/make-client.ts';

const cookie = { kind: 'cookie' as const };
const never = () => new Promise<never>(() => {});
const silentVault: Vault = { read: never, write: never, remove: never, list: never, wipe: never };

function signedInServer() {
  const server = new FakeServer();
  server.cookie = PATIENT.id;
  server.refreshable = PATIENT;
  return server;
}

test('a storage of the device that never answers holds nobody up for more than seconds, and is asked once', async () => {
  const { client, platform } = makeClient({
    server: signedInServer(),
    auth: cookie,
    own: { vault: silentVault },
  });
  client.connect();
  await platform.clock.pass(3_900);
  expect(client.session.state.get()).toMatchObject({ status: 'signed-in', user: PATIENT });
  expect(client.connection.get()).toMatchObject({ status: 'connected', attempt: 0 });
  expect(client.device.canKeep).toBe(false);
  expect(client.device.isTrusted.get()).toBe(false);
  await expect(client.device.trust(true)).rejects.toMatchObject({ code: 'unsupported' });
});

test('nor does it hold up who is signed out, signs in, or out', async () => {
  const server = new FakeServer();
  const { client, platform } = makeClient({ server, auth: cookie, own: { vault: silentVault } });
  client.connect();
  await platform.clock.pass(3_900);
  expect(client.session.state.get()).toMatchObject({ status: 'signed-out', reason: 'never' });
  await client.session.signIn({ email: PATIENT.email, password: 'x' });
  await platform.clock.pass(10);
  expect(client.connection.get().status).toBe('connected');
  await client.session.signOut();
  expect(server.cookie).toBeUndefined();
});

test('a storage that falls silent later makes the device an untrusted one, and a late answer changes nothing', async () => {
  const vault = new FakeVault();
  const { client, conversation, platform } = await openClient({
    server: signedInServer(),
    auth: cookie,
    own: { vault },
  });
  await client.device.trust(true);
  let answer = () => {};
  vault.write = () =>
    new Promise((resolve) => {
      answer = resolve;
    });
  conversation.send('kept?');
  await platform.clock.pass(4_000);
  expect(client.device.isTrusted.get()).toBe(false);
  answer();
  await platform.clock.pass(4_000);
  expect(client.device.isTrusted.get()).toBe(false);
  expect(client.session.state.get().status).toBe('signed-in');
});

test('a frozen window that is in the middle of its renewal holds up no other for more than seconds', async () => {
  const server = new FakeServer();
  server.refreshable = PATIENT;
  const desktop = new FakeDesktop();
  void desktop.openWindow().exclusively('jiggy-refresh', never);
  const { client, platform } = makeClient({ server, auth: cookie, own: { windows: desktop.openWindow() } });
  client.connect();
  await platform.clock.pass(5_100);
  expect(client.connection.get().status).toBe('connected');
  expect(server.asked.filter((what) => what === 'POST /auth/refresh')).toHaveLength(1);
});

test('where a browser refuses the lock the renewal goes on without, once', async () => {
  const server = new FakeServer();
  server.refreshable = PATIENT;
  const windows: Windows = {
    post: () => {},
    onNote: () => () => {},
    exclusively: () => Promise.reject(new DOMException('no', 'SecurityError')),
  };
  const { client, platform } = makeClient({ server, auth: cookie, own: { windows } });
  client.connect();
  await platform.clock.pass(100);
  expect(client.connection.get().status).toBe('connected');
  expect(server.asked.filter((what) => what === 'POST /auth/refresh')).toHaveLength(1);
});

test('a browser that keeps no cookies is told so at the sign-in, not as a session that has ended', async () => {
  const server = new FakeServer();
  server.keepsCookies = false;
  const { client, platform } = makeClient({ server, auth: cookie });
  client.connect();
  await platform.clock.pass(100);
  const signingIn = client.session.signIn({ email: PATIENT.email, password: 'x' });
  // There is no page here to keep them, either.
  await expect(signingIn).rejects.toMatchObject({ code: 'unsupported' });
  expect(client.session.state.get()).toEqual({
    status: 'signed-out',
    isConfirmed: true,
    reason: 'no-cookies',
  });
  Object.assign(globalThis, { document: {} });
  try {
    await expect(client.session.signIn({ email: PATIENT.email, password: 'x' })).rejects.toMatchObject({
      code: 'cookies_blocked',
      message: expect.stringContaining('open it by https'),
    });
  } finally {
    Reflect.deleteProperty(globalThis, 'document');
  }
  server.keepsCookies = true;
  await client.session.signIn({ email: PATIENT.email, password: 'x' });
  await platform.clock.pass(10);
  expect(client.connection.get().status).toBe('connected');
});

test('where nobody can be signed in the server is not asked; who signs in or out is remembered', async () => {
  const server = new FakeServer();
  const notes: boolean[] = [];
  const sessionHint = {
    mayBeSignedIn: () => notes.at(-1) ?? false,
    note: (_url: string, isSignedIn: boolean) => void notes.push(isSignedIn),
  };
  const { client, platform } = makeClient({ server, auth: cookie, own: { sessionHint } });
  client.connect();
  await platform.clock.pass(100);
  expect(client.connection.get().status).toBe('signed-out');
  expect(client.session.state.get()).toMatchObject({ status: 'signed-out', reason: 'never' });
  expect(server.asked).toEqual([]);
  await client.session.signIn({ email: PATIENT.email, password: 'x' });
  expect(notes).toEqual([true]);
  const reloaded = makeClient({ server, auth: cookie, own: { sessionHint } });
  reloaded.client.connect();
  await reloaded.platform.clock.pass(100);
  expect(reloaded.client.connection.get().status).toBe('connected');
  await client.session.signOut();
  expect(notes.at(-1)).toBe(false);
});
