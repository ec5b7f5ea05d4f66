import { expect, test } from 'vitest';
import type { Http } from '../platform/platform.ts';
import { FakeServer } from '../testing/fake-server.ts';
import { makeClient, openClient } from '../testing/make-client.ts';

const answering =
  (status: number, headers: Record<string, string>, body = '<h1>Maintenance</h1>'): Http =>
  async () => ({ status, headers: { get: (name) => headers[name] ?? null }, text: async () => body });

test.each([
  ['a month', '2592000'],
  ['ages', '9999999999'],
  ['an hour', '3600'],
  ['less than nothing', '-5'],
  ['a day to come', 'Fri, 31 Dec 2999 23:59:59 GMT'],
  ['no sense', 'soon'],
])(
  'a server in maintenance that asks to wait for %s is asked now and then, neither all the time nor never',
  async (_, retryAfter) => {
    let asked = 0;
    const http = answering(503, { 'retry-after': retryAfter, date: 'Wed, 14 Jan 2026 09:00:00 GMT' });
    const count: Http = (url, request) => {
      asked += 1;
      return http(url, request);
    };
    const { client, platform } = makeClient({ own: { http: count } });
    client.connect();
    await platform.clock.pass(60_000);
    expect(asked).toBeLessThan(20);
    expect((client.connection.get().retryAt ?? 0) - platform.clock.now()).toBeLessThanOrEqual(90_000);
    const before = asked;
    await platform.clock.pass(600_000);
    expect(asked).toBeGreaterThan(before + 3);
  },
);

test('a message that is told to wait for a month goes out within minutes', async () => {
  const { server, conversation, platform } = await openClient();
  let refusals = 1;
  server.answerInstead = (event) =>
    event === 'send_message' && refusals-- > 0
      ? { code: 'rate_limited', message: 'slow down', retryable: true, retryAfterMs: 2_592_000_000 }
      : undefined;
  conversation.send('still here');
  await platform.clock.pass(120_000);
  expect(server.messages.map(({ content }) => content)).toEqual(['still here']);
});

test('without a network nobody is asked, in a call neither; and at once when it is back', async () => {
  const { client, server, platform } = await openClient();
  client.wire.hurry();
  server.isDown = true;
  platform.network.goOffline();
  server.asked.length = 0;
  await platform.clock.pass(600_000);
  expect(server.asked).toEqual([]);
  expect(client.connection.get()).toMatchObject({ status: 'offline' });
  expect(client.connection.get().retryAt).toBeUndefined();
  server.isDown = false;
  platform.network.wake();
  await platform.clock.pass(10);
  expect(client.connection.get().status).toBe('connected');
});

test('a network that is back without a word is noticed', async () => {
  const { client, platform } = await openClient();
  platform.network.goOffline();
  await platform.clock.pass(300_000);
  platform.network.online = true;
  await platform.clock.pass(31_000);
  expect(client.connection.get().status).toBe('connected');
});

test('in a call a lost server is asked often at first, once per try, and then as seldom as ever', async () => {
  const server = new FakeServer();
  server.cookie = 'p1';
  const { client, platform } = await openClient({ server, auth: { kind: 'cookie' } });
  client.wire.hurry();
  server.isDown = true;
  server.cut();
  server.asked.length = 0;
  await platform.clock.pass(10_000);
  const tries = server.asked.length;
  expect(tries).toBeGreaterThan(9);
  expect(tries).toBeLessThanOrEqual(21);
  await platform.clock.pass(120_000);
  server.asked.length = 0;
  await platform.clock.pass(60_000);
  expect(server.asked.length).toBeLessThan(6);
});

test('a page that may not use its cookie here is not tried for ever', async () => {
  let asked = 0;
  const http: Http = async (url, request) => {
    asked += 1;
    const code = url.endsWith('/auth/refresh') ? 'cross_site' : 'unauthorized';
    const statusCode = code === 'cross_site' ? 403 : 401;
    return answering(statusCode, {}, JSON.stringify({ statusCode, code, message: code }))(url, request);
  };
  const { client, platform } = makeClient({ auth: { kind: 'cookie' }, own: { http } });
  client.connect();
  await platform.clock.pass(3_600_000);
  expect(asked).toBe(2);
  expect(client.connection.get()).toMatchObject({ status: 'reconnecting', reason: { code: 'cross_site' } });
  platform.network.wake();
  await platform.clock.pass(10);
  expect(asked).toBe(4);
});

test('who is refused at the first connect is told why', async () => {
  const { client, platform } = makeClient({ auth: { kind: 'token', getToken: () => 'bad' } });
  client.connect();
  await platform.clock.pass(100);
  expect(client.connection.get()).toMatchObject({ status: 'signed-out', reason: { code: 'unauthorized' } });
});
