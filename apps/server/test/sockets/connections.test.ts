import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { signInWithBrowser } from '../support/cookies.ts';
import { makePair, type Pair } from '../support/people.ts';
import { sendRaw } from '../support/raw-http.ts';
import { RawSocket } from '../support/raw-socket.ts';
import { Sockets } from '../support/sockets.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';

let server: TestServer;
let sockets: Sockets;
let pair: Pair;
let raws: RawSocket[] = [];
let addresses = 0;

beforeAll(async () => {
  // A tenth of the tenfold room outside production: what production has.
  server = await startTestServer({ SOCKET_AUTH: 'required', RATE_LIMITS: '0.1', TRUST_PROXY: '1' });
  sockets = new Sockets(server);
  pair = await makePair(server);
});
afterEach(() => {
  sockets.closeAll();
  for (const raw of raws) raw.destroy();
  raws = [];
});
afterAll(() => server.close());

function newAddress(): string {
  addresses += 1;
  return `198.51.100.${addresses}`;
}
const from = (address: string) => ({ 'X-Forwarded-For': address });

async function open(address = newAddress()): Promise<RawSocket> {
  const raw = await RawSocket.open(server, { bare: true, headers: from(address) });
  raws.push(raw);
  return raw;
}

const greeting = (token: string) => `40/chat,${JSON.stringify({ token })}`;
const answers = (raw: RawSocket, pattern: RegExp) => raw.heard.filter((text) => pattern.test(text));

describe('a connection', () => {
  test('that greets with a bad token again and again is answered five times and closed', async () => {
    const raw = await open();
    for (let turn = 1; turn <= 5; turn += 1) {
      raw.send(greeting('garbage'));
      await expect.poll(() => answers(raw, /^44\/chat,/).length).toBe(turn);
    }
    await raw.closed();
  });

  test('that does not even wait for the answers is closed at once', async () => {
    const raw = await open();
    for (let turn = 0; turn < 200; turn += 1) raw.send(greeting('garbage'));
    await raw.closed();
    expect(answers(raw, /^44/).length).toBeLessThanOrEqual(5);
  });

  test.each(['40', '40/other,', '40/chat/x,{}'])(
    'that asks for namespaces that there are not, %s, is closed too',
    async (text) => {
      const raw = await open();
      for (let turn = 0; turn < 6; turn += 1) raw.send(text);
      await raw.closed();
    },
  );

  test('that leaves the namespace is closed', async () => {
    const raw = await open();
    raw.send(greeting(pair.patient.token));
    await raw.hears(/^40\/chat,/);
    raw.send('41/chat,');
    await raw.closed();
  });

  test('is told that its auth is no object', async () => {
    const raw = await open();
    raw.send('40/chat,"my-token"');
    expect(await raw.hears(/^44\/chat,/)).toContain('needs an object in auth');
    await raw.closed();
  });

  test.each([
    ['acknowledgements that nobody asked for', '43/chat,1[]'],
    ['answers to pings that nobody sent', '3'],
    ['packets of no meaning', '6'],
  ])('that sends nothing but %s is cut off', async (_, text) => {
    const raw = await open();
    raw.send(greeting(pair.patient.token));
    await raw.hears(/^40\/chat,/);
    for (let turn = 0; turn < 10_100; turn += 1) raw.send(text);
    await raw.closed();
  });
});

describe('an address that sends many bad handshakes', () => {
  test('learns when to try again, one by one; good ones of the same address and others are not touched', async () => {
    const address = newAddress();
    const attempt = async (where: string) => {
      const client = sockets.start({ auth: { token: 'garbage' }, extraHeaders: from(where) });
      const { data } = await client.next('connect_error');
      return data.code;
    };
    const codes = await Promise.all(Array.from({ length: 125 }, () => attempt(address)));
    expect(codes.filter((code) => code === 'unauthorized')).toHaveLength(120);
    expect(codes.filter((code) => code === 'rate_limited')).toHaveLength(5);
    expect(await attempt(newAddress())).toBe('unauthorized');
    await sockets.as(pair.consultant, {}, { extraHeaders: from(address) });

    const raw = await open(address);
    raw.send(greeting('garbage'));
    expect(await raw.hears(/^44\/chat,/)).toContain('retryAfterMs');
    await raw.closed();
  });
});

test('a person has no more than twenty sockets, however they come', async () => {
  const crowd = await Promise.all(Array.from({ length: 30 }, () => open('203.0.113.77')));
  for (const raw of crowd) for (let turn = 0; turn < 4; turn += 1) raw.send(greeting(pair.consultant.token));
  await Promise.all(crowd.map((raw) => raw.hears(/^4[04]\/chat,/)));
  const seated = crowd.map((raw) => answers(raw, /^40\/chat,/).length);
  expect(Math.max(...seated)).toBe(1);
  expect(seated.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(20);
  for (const raw of crowd) raw.destroy();
  // Nothing of it stays taken.
  await expect
    .poll(async () => {
      const client = sockets.start({ auth: { token: pair.consultant.token } });
      return (await client.first('connect', 'connect_error')).event;
    })
    .toBe('connect');
});

test('a person who comes and goes without end is refused in time: each visit costs what a good credential costs', async () => {
  const { patient, consultant } = await makePair(server, newAddress());
  for (let round = 0; round < 12; round += 1) {
    const visits = await Promise.all(Array.from({ length: 10 }, () => sockets.as(patient)));
    for (const visit of visits) visit.close();
    await expect
      .poll(async () => (await fetch(`${server.url}/metrics`)).text())
      .toMatch(/^jiggy_sockets 0$/m);
  }
  const client = sockets.start({ auth: { token: patient.token } });
  const { data } = await client.next('connect_error');
  expect(data).toMatchObject({ code: 'rate_limited', retryable: true });
  await sockets.as(consultant);
});

describe('the session id of a polling connection', () => {
  const PATH = '/socket.io/?EIO=4&transport=polling';
  const PLAIN = { 'Content-Type': 'text/plain;charset=UTF-8' };
  const POST = { method: 'POST', body: '42/chat,["leave_conversation",{}]' };

  async function begin(headers: Record<string, string>, auth: object): Promise<string> {
    const { text } = await sendRaw(server, { path: PATH, headers });
    const path = `${PATH}&sid=${JSON.parse(text.slice(1)).sid}`;
    const body = `40/chat,${JSON.stringify(auth)}`;
    await sendRaw(server, { method: 'POST', path, body, headers: { ...headers, ...PLAIN } });
    expect((await sendRaw(server, { path, headers })).text).toMatch(/^40\/chat,/);
    return path;
  }

  /** What the session does for who comes with these headers: a post, and an upgrade. */
  async function use(path: string, headers: Record<string, string>): Promise<number> {
    const { status } = await sendRaw(server, { ...POST, path, headers: { ...headers, ...PLAIN } });
    return status;
  }

  test('is of no use from another address, nor to another program: 403 to reads, writes and upgrades', async () => {
    const own = { ...from(newAddress()), 'User-Agent': 'Own/1' };
    const path = await begin(own, { token: pair.patient.token });
    for (const thief of [
      { ...own, ...from(newAddress()) },
      { ...own, 'User-Agent': 'Other/2' },
      from(own['X-Forwarded-For']),
      { ...from(newAddress()), Authorization: `Bearer ${pair.consultant.token}` },
      { ...from(newAddress()), Authorization: 'Bearer' },
    ]) {
      const read = await sendRaw(server, { path, headers: thief });
      expect([read.status, read.body]).toMatchObject([403, { code: 'forbidden', statusCode: 403 }]);
      expect(await use(path, thief)).toBe(403);
    }
    for (const thief of [from(newAddress()), { ...own, 'User-Agent': 'Other/2' }]) {
      const sid = new URLSearchParams(path).get('sid') as string;
      await expect(RawSocket.open(server, { bare: true, sid, headers: thief })).rejects.toThrow('403');
    }
    expect(await use(path, own)).toBe(200);
  });

  test('works from another address with the credential of the handshake, or a fresh one of the same person', async () => {
    const cookie = await signInWithBrowser(server, pair.patient);
    const path = await begin({ ...from(newAddress()), cookie }, {});
    expect(await use(path, { ...from(newAddress()), cookie })).toBe(200);
    const fresh = await signInWithBrowser(server, pair.patient);
    expect(await use(path, { ...from(newAddress()), cookie: fresh })).toBe(200);
    expect(await use(path, from(newAddress()))).toBe(403);
  });

  test('is upgraded by clients whose websockets do not say what they are', async () => {
    const client = await sockets.as(pair.patient, {}, { transports: ['polling', 'websocket'] });
    await expect.poll(() => client.socket.io.engine.transport.name).toBe('websocket');
  });

  test.each([
    [
      'of a browser, which always says what it is',
      { Origin: 'http://localhost:5173', 'User-Agent': 'Mozilla/5.0' },
    ],
    ['whose handshake brought its credential in headers', { 'User-Agent': 'node-XMLHttpRequest' }],
  ])('%s is not upgraded by whoever comes from the same address without a word', async (what, headers) => {
    const own = { ...from(newAddress()), ...headers };
    const authorization = `Bearer ${pair.patient.token}`;
    const inHeaders = what.includes('headers');
    const path = await begin(
      inHeaders ? { ...own, authorization } : own,
      inHeaders ? {} : { token: pair.patient.token },
    );
    const sid = new URLSearchParams(path).get('sid') as string;
    const upgrade = (more: Record<string, string>) =>
      RawSocket.open(server, { bare: true, sid, headers: { ...from(own['X-Forwarded-For']), ...more } });
    await expect(upgrade({})).rejects.toThrow('403');
    const rightly: Record<string, string> = inHeaders ? { authorization } : headers;
    (await upgrade(rightly)).destroy();
  });

  test('is never read as JSONP', async () => {
    const answer = await sendRaw(server, { path: `${PATH}&j=0` });
    expect([answer.status, answer.body.message]).toEqual([400, expect.stringContaining('JSONP')]);
  });
});

test('a token may be presented with the word Bearer before it', async () => {
  const client = await sockets.as({ token: `Bearer ${pair.patient.token}` });
  await client.join(pair.conversation.id, pair.patient);
});
