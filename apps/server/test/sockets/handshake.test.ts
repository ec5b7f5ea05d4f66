import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { tokenEndingIn } from '../support/access-tokens.ts';
import { signInWithBrowser } from '../support/cookies.ts';
import { makePair, type Pair, signUp } from '../support/people.ts';
import { sendRaw } from '../support/raw-http.ts';
import { RawSocket } from '../support/raw-socket.ts';
import { Sockets, type TestSocket } from '../support/sockets.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';

const LISTED = 'http://localhost:5173';
const EVIL = 'https://evil.example';

/** What becomes of a connection: whom it speaks for, or in which words it is refused. */
type Outcome = 'the patient' | 'nobody yet' | 'Unauthorized' | 'not even a handshake';

interface Attempt {
  readonly auth?: Record<string, unknown>;
  readonly headers?: Record<string, string>;
  readonly query?: Record<string, string>;
}

interface Means {
  readonly server: TestServer;
  readonly token: string;
  readonly cookie: string;
  readonly expired: string;
}

const OWN = ({ server }: Means) => ({ Origin: server.url });
const bearer = (token: string) => ({ Authorization: `Bearer ${token}` });

/** Every way to present a credential, with its outcome where it is optional and where it is required. */
const ATTEMPTS: readonly (readonly [string, (means: Means) => Attempt, Outcome, Outcome])[] = [
  ['nothing', () => ({}), 'nobody yet', 'Unauthorized'],
  ['an empty auth', () => ({ auth: { token: null } }), 'nobody yet', 'Unauthorized'],
  ['a token in auth', ({ token }) => ({ auth: { token } }), 'the patient', 'the patient'],
  ['a token in Authorization', ({ token }) => ({ headers: bearer(token) }), 'the patient', 'the patient'],
  [
    'a token in X-Access-Token',
    ({ token }) => ({ headers: { 'X-Access-Token': token } }),
    'nobody yet',
    'Unauthorized',
  ],
  [
    'a token in the URL',
    ({ token }) => ({ query: { token, access_token: token } }),
    'nobody yet',
    'Unauthorized',
  ],

  [
    'a cookie, by what is no browser',
    ({ cookie }) => ({ headers: { cookie } }),
    'the patient',
    'the patient',
  ],
  [
    'a cookie, from our own page',
    (m) => ({ headers: { cookie: m.cookie, ...OWN(m) } }),
    'the patient',
    'the patient',
  ],
  [
    'a cookie, from our own page without Origin',
    ({ cookie }) => ({ headers: { cookie, 'Sec-Fetch-Site': 'same-origin' } }),
    'the patient',
    'the patient',
  ],
  [
    'a cookie, from a listed page',
    ({ cookie }) => ({ headers: { cookie, Origin: LISTED } }),
    'nobody yet',
    'the patient',
  ],
  [
    'a cookie, from a foreign page',
    ({ cookie }) => ({ headers: { cookie, Origin: EVIL } }),
    'not even a handshake',
    'not even a handshake',
  ],
  [
    'a cookie, from a page without an origin',
    ({ cookie }) => ({ headers: { cookie, Origin: 'null' } }),
    'not even a handshake',
    'not even a handshake',
  ],
  [
    'a cookie, from a foreign page that hides its Origin',
    ({ cookie }) => ({ headers: { cookie, 'Sec-Fetch-Site': 'cross-site' } }),
    'not even a handshake',
    'not even a handshake',
  ],
  [
    'a token, from a listed page',
    ({ token }) => ({ auth: { token }, headers: { Origin: LISTED } }),
    'the patient',
    'the patient',
  ],
  [
    'a token, from a foreign page',
    ({ token }) => ({ auth: { token }, headers: { Origin: EVIL } }),
    'not even a handshake',
    'not even a handshake',
  ],
  [
    'nothing, from a foreign page',
    () => ({ headers: { Origin: EVIL } }),
    'not even a handshake',
    'not even a handshake',
  ],

  ['an expired token', ({ expired }) => ({ auth: { token: expired } }), 'Unauthorized', 'Unauthorized'],
  ['a token that is none', () => ({ auth: { token: 'abc.def.ghi' } }), 'Unauthorized', 'Unauthorized'],
  ['an empty token', () => ({ auth: { token: '' } }), 'Unauthorized', 'Unauthorized'],
  ['a token of another type', () => ({ auth: { token: { $ne: null } } }), 'Unauthorized', 'Unauthorized'],
  [
    'a token of ten thousand characters',
    () => ({ auth: { token: 'x'.repeat(10_000) } }),
    'Unauthorized',
    'Unauthorized',
  ],
  [
    'an Authorization of another kind',
    () => ({ headers: { Authorization: 'Basic YTpi' } }),
    'Unauthorized',
    'Unauthorized',
  ],
  [
    'a bad cookie, from our own page',
    (m) => ({ headers: { cookie: 'access_token=bad', ...OWN(m) } }),
    'Unauthorized',
    'Unauthorized',
  ],
  [
    'an expired cookie, by what is no browser',
    ({ expired }) => ({ headers: { cookie: `access_token=${expired}` } }),
    'Unauthorized',
    'Unauthorized',
  ],
  [
    'a bad token beside a good Authorization',
    ({ token }) => ({ auth: { token: 'bad' }, headers: bearer(token) }),
    'Unauthorized',
    'Unauthorized',
  ],
  [
    'a bad Authorization beside a good cookie',
    ({ cookie }) => ({ headers: { cookie, ...bearer('bad') } }),
    'Unauthorized',
    'Unauthorized',
  ],
];

describe.each(['optional', 'required'] as const)('where a credential is %s', (mode) => {
  let server: TestServer;
  let sockets: Sockets;
  let pair: Pair;
  let means: Means;

  beforeAll(async () => {
    server = await startTestServer({ SOCKET_AUTH: mode });
    sockets = new Sockets(server);
    pair = await makePair(server);
    means = {
      server,
      token: pair.patient.token,
      cookie: await signInWithBrowser(server, pair.patient),
      expired: await tokenEndingIn(server, pair.patient, -1),
    };
  });
  afterEach(() => sockets.closeAll());
  afterAll(() => server.close());

  async function outcomeOf(client: TestSocket): Promise<Outcome> {
    const { event } = await client.first('connect', 'connect_error');
    if (event === 'connect_error') {
      const { message } = client.all('connect_error')[0];
      return message === 'Unauthorized' ? message : 'not even a handshake';
    }
    const { patient, consultant, conversation } = pair;
    const asConsultant = { conversationId: conversation.id, userId: consultant.id, userType: 'consultant' };
    const reply = await client.ask('join_conversation', asConsultant);
    if (reply.event === 'joined_conversation') return 'nobody yet';
    await client.join(conversation.id, patient);
    return 'the patient';
  }

  describe.each(['websocket', 'polling'])('over %s', (transport) => {
    test.each(ATTEMPTS)('%s', async (_, attempt, ifOptional, ifRequired) => {
      const { auth, headers, query } = attempt(means);
      const client = sockets.start({
        transports: [transport],
        ...(auth === undefined ? {} : { auth }),
        ...(headers === undefined ? {} : { extraHeaders: headers }),
        ...(query === undefined ? {} : { query }),
      });
      expect(await outcomeOf(client)).toBe(mode === 'optional' ? ifOptional : ifRequired);
    });

    test('a refusal says what it is in data, and nothing else of us', async () => {
      const client = sockets.start({ transports: [transport], auth: { token: 'canary' } });
      expect(await client.next('connect_error')).toEqual({
        message: 'Unauthorized',
        data: { message: 'Invalid or missing access token', code: 'unauthorized', retryable: false },
      });
    });

    test('the root namespace refuses everybody', async () => {
      const client = sockets.start({ transports: [transport], auth: { token: means.token } }, '/');
      expect((await client.next('connect_error')).message).toBe('Connect to the namespace /chat');
    });

    test.each(['/chats', '/Chat', '/chat/x', '/__proto__'])('there is no namespace %s', async (name) => {
      const client = sockets.start({ transports: [transport], auth: { token: means.token } }, name);
      expect((await client.next('connect_error')).message).toBe('Invalid namespace');
    });
  });

  test('a token whose session was ended is refused', async () => {
    const gone = await signUp(server, 'patient');
    await gone.ask('POST', '/auth/logout');
    const client = sockets.start({ auth: { token: gone.token } });
    expect((await client.next('connect_error')).message).toBe('Unauthorized');
  });

  test('other fields of auth that are not as documented are refused in words of their own', async () => {
    for (const auth of [{ deviceId: '' }, { deviceId: 7 }, { deviceId: 'x'.repeat(65) }, { client: 7 }]) {
      const client = sockets.start({ auth: { token: means.token, ...auth } });
      const { data } = await client.next('connect_error');
      expect(data).toMatchObject({ code: 'validation_failed' });
    }
  });

  test.each([
    ['deviceId', 'a\u0000b'],
    ['deviceId', 'a\ud800b'],
    ['client', 'jiggy\u0000/1'],
  ])('what cannot be stored as auth.%s is refused by its name', async (field, value) => {
    const client = sockets.start({ auth: { token: means.token, [field]: value } });
    const { message, data } = await client.next('connect_error');
    expect(data).toMatchObject({ code: 'validation_failed' });
    expect(message).toContain(`auth.${field}`);
  });

  test.each([
    ['a name and a version', { client: 'jiggy-sdk/1.0.0', deviceId: 'tab-1' }],
    ['the same as an object', { client: { name: 'jiggy-sdk', version: '1.0.0' } }],
    ['nothing of it', { client: null, deviceId: null }],
    ['more than is documented', { colour: 'blue' }],
  ])('a client may say %s', async (_, auth) => {
    const client = await sockets.as(pair.patient, auth);
    expect(client.socket.connected).toBe(true);
  });

  test('auth that is nested fifty thousand deep harms nobody', async () => {
    const raw = await RawSocket.open(server, { bare: true });
    raw.send(`40/chat,{"token":"${means.token}","x":${'['.repeat(50_000)}${']'.repeat(50_000)}}`);
    await raw.hears(/^4[04]\/chat,/);
    raw.destroy();
    await sockets.as(pair.consultant);
  });

  describe('a session id of polling that someone else learned', () => {
    const PATH = '/socket.io/?EIO=4&transport=polling';
    const PLAIN = { 'Content-Type': 'text/plain;charset=UTF-8' };

    async function openPolling(): Promise<string> {
      const { text } = await sendRaw(server, { path: PATH });
      const { sid } = JSON.parse(text.slice(1));
      const body = `40/chat,${JSON.stringify({ token: means.token })}`;
      await sendRaw(server, { method: 'POST', path: `${PATH}&sid=${sid}`, body, headers: PLAIN });
      return sid;
    }

    test.each([{ Origin: EVIL }, { Origin: 'null' }, { 'Sec-Fetch-Site': 'cross-site' }])(
      'is of no use to a foreign page: %j',
      async (headers) => {
        const sid = await openPolling();
        const path = `${PATH}&sid=${sid}`;
        const read = await sendRaw(server, { path, headers: { ...headers } });
        const body = '42/chat,["leave_conversation",{}]';
        const written = await sendRaw(server, {
          method: 'POST',
          path,
          body,
          headers: { ...headers, ...PLAIN },
        });
        expect([read.status, written.status]).toEqual([403, 403]);
        expect(read.headers.get('access-control-allow-origin')).toBeNull();
        const upgrade = RawSocket.open(server, { headers: { ...headers } });
        await expect(upgrade).rejects.toThrow();
        const own = await sendRaw(server, { path });
        expect([own.status, own.text.slice(0, 8)]).toEqual([200, '40/chat,']);
      },
    );
  });

  test('pages that are listed are named to the browser, one by one, others are not', async () => {
    const path = '/socket.io/?EIO=4&transport=polling';
    const listed = await sendRaw(server, { path, headers: { Origin: LISTED } });
    expect(listed.headers.get('access-control-allow-origin')).toBe(LISTED);
    expect(listed.headers.get('access-control-allow-credentials')).toBe('true');
    const own = await sendRaw(server, { path, headers: { Origin: server.url } });
    expect([own.status, own.headers.get('access-control-allow-origin')]).toEqual([200, null]);
  });

  test('a page that may not is told what to do, and the operator once', async () => {
    const origin = `https://${mode}.example`;
    for (const path of ['/socket.io/?EIO=4&transport=polling', '/socket.io/?EIO=4&transport=polling&x=2']) {
      const answer = await sendRaw(server, { path, headers: { Origin: origin } });
      expect([answer.status, answer.body.code]).toEqual([403, 'cross_site']);
      expect(answer.body.message).toContain('CORS_ORIGINS');
    }
    await expect(RawSocket.open(server, { headers: { Origin: origin } })).rejects.toThrow('403');
    const lines = server.logged.filter((line) => line.includes(origin));
    expect(lines).toEqual([expect.stringContaining('CORS_ORIGINS')]);
  });

  test('no token and no cookie is in the log', () => {
    const lines = server.logged.join('\n');
    for (const secret of [means.token, means.expired, means.cookie.slice(13, 60)]) {
      expect(lines).not.toContain(secret);
    }
  });
});
