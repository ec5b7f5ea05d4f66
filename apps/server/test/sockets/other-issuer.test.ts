import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ask } from '../support/api.ts';
import { Issuer, unsigned } from '../support/issuer.ts';
import { AppServer, SERVER_KEY } from '../support/operator.ts';
import { signUp } from '../support/people.ts';
import { expectRefusal } from '../support/refusals.ts';
import { Sockets } from '../support/sockets.ts';
import {
  createDatabase,
  type OwnDatabase,
  startTestServer,
  type TestServer,
} from '../support/test-server.ts';

/* People who come with the tokens of another issuer, over REST and sockets alike. */

let issuer: Issuer;
let database: OwnDatabase;
let server: TestServer;
let sockets: Sockets;
let operator: AppServer;

beforeAll(async () => {
  issuer = await Issuer.start();
  database = await createDatabase();
  server = await startTestServer({ ...issuer.env, SERVER_KEYS: SERVER_KEY }, database);
  sockets = new Sockets(server);
  operator = new AppServer(server);
});
beforeEach(() => {
  issuer.trouble = undefined;
});
afterEach(() => sockets.closeAll());
afterAll(async () => {
  await server.close();
  await issuer.stop();
  await database.remove();
});

const me = (token: string, where = server) => ask(where.api, 'GET', '/auth/me', { token });

describe('whoever comes with a token of the issuer', () => {
  test('is made at first sight, once, however many requests come at once, and is known again', async () => {
    const sub = randomUUID();
    const token = await issuer.sign({ sub, email: `${sub}@example.org` });
    const replies = await Promise.all(Array.from({ length: 6 }, () => me(token)));
    expect(replies.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200]);
    expect(new Set(replies.map(({ text }) => text)).size).toBe(1);
    const { body } = await me(await issuer.sign({ sub, name: 'Pat Renamed', email: `${sub}@example.org` }));
    expect(body).toEqual({ ...replies[0]?.body, name: 'Pat Renamed' });
    expect(body).toMatchObject({ role: 'patient', email: `${sub}@example.org` });
    const { body: known } = await operator.ask('GET', `/people/${body.id}`);
    expect(known).toMatchObject({ id: body.id, externalId: null });
  });

  test('books, connects, joins and writes as anybody does', async () => {
    const consultant = await signUp(server, 'consultant');
    const token = await issuer.sign();
    const { body: patient } = await me(token);
    const booking = await ask(server.api, 'POST', '/bookings', {
      token,
      body: { consultantId: consultant.id, scheduledAt: '2090-03-01T10:00:00Z' },
    });
    const client = await sockets.connect({ auth: { token } });
    const ids = { conversationId: booking.body.id, userId: patient.id, userType: 'patient' };
    expect((await client.ask('join_conversation', ids)).event).toBe('joined_conversation');
    const sent = await client.ask('send_message', {
      conversationId: booking.body.id,
      content: 'Hello',
      senderType: 'patient',
    });
    expect(sent.event).toBe('message_sent');
  });

  test('is told when the token ends, and renews the socket with the next one', async () => {
    const sub = randomUUID();
    const client = await sockets.connect({ auth: { token: await issuer.sign({ sub, exp: '30s' }) } });
    await client.next('auth:expiring');
    const { event, data } = await client.ask('auth:renew', { token: await issuer.sign({ sub }) });
    expect(event).toBe('auth:renewed');
    expect(Date.parse(data.expiresAt)).toBeGreaterThan(Date.now() + 500_000);
    const stranger = await client.ask('auth:renew', { token: await issuer.sign() });
    expect(stranger).toMatchObject({ event: 'error', data: { code: 'forbidden' } });
  });

  test('gets no account of somebody else by an e-mail', async () => {
    const other = await signUp(server, 'patient');
    const { body } = await me(await issuer.sign({ email: other.email }));
    expect(body.id).not.toBe(other.id);
    expect(body.email).not.toBe(other.email);
  });

  test('is refused in another role than before', async () => {
    const sub = randomUUID();
    expect((await me(await issuer.sign({ sub }))).status).toBe(200);
    expectRefusal(await me(await issuer.sign({ sub, role: 'consultant' })), 403, 'forbidden');
    expectRefusal(await me(await issuer.sign({ role: 'admin' })), 403, 'forbidden');
  });

  test('signs out: that token is dead, a new one is good', async () => {
    const sub = randomUUID();
    const token = await issuer.sign({ sub });
    const client = await sockets.connect({ auth: { token } });
    expect((await ask(server.api, 'POST', '/auth/logout', { token })).status).toBe(204);
    await client.next('disconnect');
    expectRefusal(await me(token), 401, 'unauthorized');
    expect((await me(await issuer.sign({ sub, jti: 'a new one' }))).status).toBe(200);
  });

  test('is let in no more when an operator has disabled or deleted the account', async () => {
    const sub = randomUUID();
    const token = await issuer.sign({ sub });
    const { body } = await me(token);
    const client = await sockets.connect({ auth: { token } });
    await operator.ask('POST', `/people/${body.id}/disable`);
    await client.next('disconnect');
    for (const shown of [token, await issuer.sign({ sub, jti: 'a new one' })]) {
      expectRefusal(await me(shown), 401, 'unauthorized');
      const refused = await sockets.start({ auth: { token: shown } }).next('connect_error');
      expect(refused).toMatchObject({ message: 'Unauthorized' });
    }
    await operator.ask('DELETE', `/people/${body.id}`);
    expectRefusal(await me(token), 401, 'unauthorized');
  });
});

describe('a token that is not good', () => {
  test.each([
    ['ended', () => issuer.sign({ exp: Math.floor(Date.now() / 1_000) - 60 }), 'token_expired'],
    ['for another service', () => issuer.sign({ aud: 'another-service' }), 'unauthorized'],
    ['of another issuer', () => issuer.sign({ iss: 'https://evil.example/' }), 'unauthorized'],
    ['not signed', async () => unsigned(await issuer.sign()), 'unauthorized'],
    ['in our own name', () => issuer.sign({ iss: 'jiggy-care', aud: 'jiggy-care-chat' }), 'unauthorized'],
    ['of an unknown key', () => issuer.sign({}, { kid: randomUUID() }), 'unauthorized'],
  ])('(%s) is refused alike on REST and on sockets, and makes nobody', async (_, sign, code) => {
    const peopleBefore = (await operator.ask('GET', '/people?limit=500')).body.length;
    const token = await sign();
    expectRefusal(await me(token), 401, code as 'unauthorized');
    const refused = await sockets.start({ auth: { token } }).next('connect_error');
    expect(refused).toMatchObject({ message: 'Unauthorized' });
    expect((await operator.ask('GET', '/people?limit=500')).body).toHaveLength(peopleBefore);
  });
});

describe('an issuer that is away', () => {
  test('costs those nothing whose keys are known, and others are told to try again', async () => {
    issuer.trouble = 'error';
    expect((await me(await issuer.sign())).status).toBe(200);
    const fresh = await startTestServer(issuer.env, database);
    try {
      const reply = await me(await issuer.sign(), fresh);
      expectRefusal(reply, 503, 'unavailable');
      const own = await signUp(fresh, 'patient');
      expect((await own.ask('GET', '/auth/me')).status).toBe(200);
    } finally {
      await fresh.close();
    }
  });
});

test('another node knows the person and the session of a token, also that it was ended', async () => {
  const other = await startTestServer(issuer.env, database);
  try {
    const token = await issuer.sign();
    const first = await me(token);
    expect((await me(token, other)).body).toEqual(first.body);
    await ask(server.api, 'POST', '/auth/logout', { token });
    await expect.poll(async () => (await me(token, other)).status).toBe(401);
    const third = await startTestServer(issuer.env, database);
    try {
      expectRefusal(await me(token, third), 401, 'unauthorized');
    } finally {
      await third.close();
    }
  } finally {
    await other.close();
  }
});

test('nothing that a token says of its person gets into the log', () => {
  const log = server.logged.join('');
  expect(log).toContain('session of another issuer opened');
  for (const word of ['Pat Elsewhere', 'Pat Renamed', '@example.org', 'eyJ']) expect(log).not.toContain(word);
});
