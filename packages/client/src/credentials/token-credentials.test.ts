import { describe, expect, test } from 'vitest';
import { FakeClock } from '../testing/fake-clock.ts';
import { FakeServer, OTHER_PATIENT, PATIENT } from '../testing/fake-server.ts';
import { makeClient } from '../testing/make-client.ts';
import { TokenCredentials } from './token-credentials.ts';
import { tokenLifeMs } from './token-life.ts';

/** As a server signs them, but for the signature. */
function tokenOf(name: string, claims: object): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return [part({ alg: 'HS256' }), part({ sub: name, ...claims }), 'c2ln'].join('.');
}

const seconds = (ms: number) => Math.floor(ms / 1_000);

function provider(clock: FakeClock, lifeS: number, skewMs = 0) {
  const wishes: boolean[] = [];
  const getToken = ({ fresh }: { readonly fresh: boolean }) => {
    wishes.push(fresh);
    const iat = seconds(clock.now() + skewMs);
    return tokenOf(`t${wishes.length}`, { iat, exp: iat + lifeS });
  };
  return { wishes, credentials: new TokenCredentials({ kind: 'token', getToken }, clock) };
}

describe('the app is asked for a token', () => {
  test('once for all that begins at the same time, and again shortly before its end', async () => {
    const clock = new FakeClock();
    const { wishes, credentials } = provider(clock, 900);
    const first = await Promise.all([credentials.headers(), credentials.headers(), credentials.headers()]);
    expect(new Set(first.map(({ Authorization }) => Authorization)).size).toBe(1);
    await clock.pass(839_000);
    await credentials.handshake({ fresh: false });
    expect(wishes).toEqual([false]);
    await clock.pass(2_000);
    const [again] = await Promise.all([credentials.headers(), credentials.handshake({ fresh: false })]);
    expect(again).not.toEqual(first[0]);
    expect(wishes).toEqual([false, true]);
  });

  test.each([
    ['behind', 3_600_000],
    ['ahead', -3_600_000],
  ])('not all the time where the clock of the device is %s', async (_, skewMs) => {
    const clock = new FakeClock();
    const { wishes, credentials } = provider(clock, 900, skewMs);
    for (let minute = 0; minute < 13; minute += 1) {
      await credentials.headers();
      await clock.pass(60_000);
    }
    expect(wishes).toEqual([false]);
  });

  test('by many requests once, and once more where it is refused', async () => {
    const server = new FakeServer();
    const wishes: boolean[] = [];
    const getToken = ({ fresh }: { readonly fresh: boolean }) => {
      wishes.push(fresh);
      return `Bearer ${fresh ? PATIENT.id : 'old'}`;
    };
    const { client, platform } = makeClient({ server, auth: { kind: 'token', getToken } });
    client.connect();
    await platform.clock.pass(100);
    expect(client.connection.get().status).toBe('connected');
    await Promise.all([client.inbox.refresh(), client.bookings.refresh(), client.session.me()]);
    expect(wishes).toEqual([false, true]);
    server.tokens.delete(PATIENT.id);
    server.tokens.set('second', PATIENT);
    const before = wishes.length;
    const asked = await Promise.allSettled([client.inbox.refresh(), client.bookings.refresh()]);
    expect(asked.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(wishes.length - before).toBeLessThanOrEqual(2);
  });

  test('anew when it says that another person has signed in', async () => {
    let who = PATIENT.id;
    const { client, platform } = makeClient({ auth: { kind: 'token', getToken: () => who } });
    client.connect();
    await platform.clock.pass(100);
    who = OTHER_PATIENT.id;
    await expect(client.session.restore()).resolves.toEqual(OTHER_PATIENT);
  });

  test('for half a minute at most, and then is as good as out of reach', async () => {
    const getToken = () => new Promise<string>(() => {});
    const { client, platform } = makeClient({ auth: { kind: 'token', getToken } });
    client.connect();
    await platform.clock.pass(30_100);
    expect(client.connection.get().reason).toMatchObject({ code: 'unreachable' });
    expect(client.connection.get().reason?.message).toContain('getToken does not answer');
  });

  test.each([
    [undefined, 'signed_out'],
    ['', 'signed_out'],
    ['Bearer ', 'signed_out'],
    [{ token: 'x' }, 'invalid_options'],
  ])('and what it gives instead of one is told: %j', async (given, code) => {
    const auth = { kind: 'token' as const, getToken: () => given as string };
    const credentials = new TokenCredentials(auth, new FakeClock());
    await expect(credentials.headers()).rejects.toMatchObject({ code });
  });
});

test('what is no token with an end says nothing of it', () => {
  const odd = ['opaque', 'a.b.c', `${'.'.repeat(3)}`, tokenOf('x', {}), tokenOf('x', { exp: 'soon' })];
  for (const token of odd) expect(tokenLifeMs(token, 0)).toBeUndefined();
  expect(tokenLifeMs(tokenOf('x', { exp: 1e300, iat: 0 }), 0)).toBe(86_400_000);
  expect(tokenLifeMs(tokenOf('x', { exp: 50 }), 60_000)).toBeUndefined();
});
