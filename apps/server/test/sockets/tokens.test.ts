import { TIMES } from '@jiggy-care/protocol';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { AccountChanges } from '../../src/auth/account-changes.repository.ts';
import { factsOf } from '../../src/facts/testing/facts-of.ts';
import { Broadcast } from '../../src/realtime/broadcast.ts';
import type { ChatNamespace } from '../../src/realtime/chat-socket.ts';
import { SocketTokens } from '../../src/realtime/socket-tokens.ts';
import { ageSession, tokenEndingIn } from '../support/access-tokens.ts';
import { ask } from '../support/api.ts';
import { signInWithBrowser } from '../support/cookies.ts';
import { makePair, type Pair, type TestPerson } from '../support/people.ts';
import { Sockets, type TestSocket } from '../support/sockets.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';

let server: TestServer;
let sockets: Sockets;
let pair: Pair;
let patient: TestPerson;

beforeAll(async () => {
  server = await startTestServer();
  sockets = new Sockets(server);
});
beforeEach(async () => {
  pair = await makePair(server);
  patient = pair.patient;
});
afterEach(() => sockets.closeAll());
afterAll(() => server.close());

/**
 * Lets so many seconds pass for the token of one socket. The clock cannot jump instead: our client shares it, and
 * would think that the server is gone.
 */
function pass(seconds: number, client: TestSocket): void {
  const { namespace } = server.app.get(Broadcast) as unknown as { namespace: ChatNamespace };
  const socket = namespace.sockets.get(client.id);
  if (socket?.data.tokenExpiresAt === undefined) return;
  socket.data.tokenExpiresAt -= seconds * 1_000;
  server.app.get(SocketTokens).watch(socket);
}

async function withTokenOf(seconds: number): Promise<TestSocket> {
  await ageSession(server, patient);
  return sockets.connect({ auth: { token: await tokenEndingIn(server, patient, seconds) } });
}

const isConnected = (client: TestSocket) => client.socket.connected;

describe('a token with less than a minute left', () => {
  test('is announced at once, once', async () => {
    const client = await withTokenOf(30);
    const { expiresAt } = await client.next('auth:expiring');
    expect(Date.parse(expiresAt) - Date.now()).toBeGreaterThan(25_000);
    expect(Date.parse(expiresAt) - Date.now()).toBeLessThanOrEqual(30_000);
    await new Promise((resolve) => setTimeout(resolve, 1_200));
    expect(client.all('auth:expiring')).toHaveLength(1);
  });

  test('is not announced to a socket that came with a cookie', async () => {
    await ageSession(server, patient);
    const token = await tokenEndingIn(server, patient, 30);
    const client = await sockets.connect({ extraHeaders: { cookie: `access_token=${token}` } });
    await client.settled();
    expect(client.all('auth:expiring')).toEqual([]);
  });
});

describe('a token with more than that left', () => {
  test('is announced a minute before its end', async () => {
    const client = await withTokenOf(90);
    await client.settled();
    expect(client.all('auth:expiring')).toEqual([]);
    pass(31, client);
    await client.next('auth:expiring');
  });
});

describe('a token that has ended', () => {
  test('leaves the socket thirty seconds, then it is told and cut', async () => {
    const client = await withTokenOf(5);
    await client.join(pair.conversation.id, patient);
    pass(5 + TIMES.tokenGraceMs / 1_000 - 5, client);
    await client.settled();
    const message = { conversationId: pair.conversation.id, content: 'Still here', senderType: 'patient' };
    expect((await client.ask('send_message', message)).event).toBe('message_sent');
    pass(10, client);
    expect(await client.next('error')).toEqual({
      message: 'Your access token has expired',
      code: 'unauthorized',
      retryable: false,
    });
    expect((await client.next('disconnect')).reason).toBe('io server disconnect');
  });

  test('does not cut a socket that came with a cookie: it lives with its session', async () => {
    await ageSession(server, patient);
    const cookie = `access_token=${await tokenEndingIn(server, patient, 2)}`;
    const byCookie = await sockets.connect({ extraHeaders: { cookie } });
    const byBearer = await withTokenOf(2);
    pass(60, byCookie);
    pass(60, byBearer);
    await byBearer.next('disconnect');
    await byCookie.settled();
    expect(isConnected(byCookie)).toBe(true);
  });
});

describe('auth:renew', () => {
  test('with a fresh token is answered with its end, and the socket lives on', async () => {
    const client = await withTokenOf(5);
    const fresh = await tokenEndingIn(server, patient, 300);
    const { event, data } = await client.ask('auth:renew', { token: fresh });
    expect(event).toBe('auth:renewed');
    expect(Date.parse(data.expiresAt) - Date.now()).toBeGreaterThan(290_000);
    expect(await client.next('auth:renewed')).toEqual(data);
    pass(60, client);
    await new Promise((resolve) => setTimeout(resolve, 1_200));
    await client.settled();
    expect(isConnected(client)).toBe(true);
  });

  test('with anything else is refused, and the socket keeps the time that it had', async () => {
    const client = await withTokenOf(5);
    const attempts = [
      ['abc.def.ghi', 'unauthorized'],
      [await tokenEndingIn(server, patient, -1), 'token_expired'],
      [pair.consultant.token, 'forbidden'],
      [undefined, 'validation_failed'],
      [{ $ne: null }, 'validation_failed'],
    ];
    for (const [token, code] of attempts) {
      const { event, data } = await client.ask('auth:renew', { token });
      expect({ event, code: data.code }).toEqual({ event: 'error', code });
    }
    expect(isConnected(client)).toBe(true);
    pass(5 + TIMES.tokenGraceMs / 1_000 + 2, client);
    await client.next('disconnect');
  });
});

describe('the end of a session', () => {
  const endings: readonly [string, () => Promise<unknown>][] = [
    ['by logout', () => patient.ask('POST', '/auth/logout')],
    [
      'by a changed password elsewhere',
      async () => {
        const { email, password } = patient;
        const elsewhere = await ask(server.api, 'POST', '/auth/login', { body: { email, password } });
        const body = { currentPassword: password, newPassword: 'another pass phrase of mine' };
        await ask(server.api, 'POST', '/auth/password', { token: elsewhere.body.accessToken, body });
      },
    ],
    [
      'by an operator who closes the account on another node',
      async () => {
        await new AccountChanges(factsOf(server.database)).close(patient.id, Date.now());
      },
    ],
    [
      'by hand in the database, as another node would',
      () =>
        server.database.pool.query(
          'update sessions set ended_at = now(), changed_at = clock_timestamp() where user_id = $1',
          [patient.id],
        ),
    ],
  ];

  test('cuts the sockets that came without a credential when the account is closed, and nobody else', async () => {
    const [bare, other] = [await sockets.connect(), await sockets.connect()];
    await bare.join(pair.conversation.id, patient);
    await other.join(pair.conversation.id, pair.consultant);
    await new AccountChanges(factsOf(server.database)).close(patient.id, Date.now());
    expect(await bare.next('error')).toMatchObject({
      message: 'This account is closed',
      code: 'unauthorized',
    });
    await vi.waitFor(() => expect(isConnected(bare)).toBe(false));
    expect(isConnected(other)).toBe(true);
  });

  test.each(endings)('%s cuts its sockets and says why', async (_, end) => {
    const other = await sockets.inside(pair.consultant, pair.conversation.id);
    const [one, two] = [
      await sockets.inside(patient, pair.conversation.id),
      await sockets.as(patient, {}, { transports: ['polling'] }),
    ];
    await end();
    for (const client of [one, two]) {
      expect((await client.next('error')).message).toBe('Your session has ended, please sign in again');
      await client.next('disconnect');
    }
    expect(isConnected(other)).toBe(true);
  });

  test('cuts the sockets of its cookie, and those of the person’s other sessions stay', async () => {
    const cookie = await signInWithBrowser(server, patient);
    const inBrowser = await sockets.connect({ extraHeaders: { cookie } });
    const onPhone = await sockets.as(patient);
    await ask(server.api, 'POST', '/auth/logout', {
      headers: { Cookie: cookie, 'X-Client-Type': 'web', Origin: server.url },
    });
    await inBrowser.next('disconnect');
    await onPhone.settled();
    expect(isConnected(onPhone)).toBe(true);
  });
});

describe('a refresh', () => {
  test('re-arms the live sockets of its session', async () => {
    const client = await withTokenOf(20);
    await client.next('auth:expiring');
    const { status } = await ask(server.api, 'POST', '/auth/refresh', {
      body: { refreshToken: patient.refreshToken },
    });
    expect(status).toBe(200);
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    pass(120, client);
    await new Promise((resolve) => setTimeout(resolve, 1_200));
    await client.settled();
    expect(isConnected(client)).toBe(true);
    expect(client.all('auth:expiring')).toHaveLength(1);
  });
});
