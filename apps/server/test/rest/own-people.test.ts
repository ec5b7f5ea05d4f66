import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { ask } from '../support/api.ts';
import { AppServer, SERVER_KEY } from '../support/operator.ts';
import { signUp } from '../support/people.ts';
import { expectInvalid, expectRefusal } from '../support/refusals.ts';
import { Sockets } from '../support/sockets.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';

/* An app with a login of its own: its server makes people and their tokens, and brings them together. */

let server: TestServer;
let app: AppServer;
let sockets: Sockets;

beforeAll(async () => {
  server = await startTestServer({ SERVER_KEYS: `another-key-that-is-on-its-way-out-0123,${SERVER_KEY}` });
  app = new AppServer(server);
  sockets = new Sockets(server);
});
afterEach(() => sockets.closeAll());
afterAll(() => server.close());

const unknown = () => `/people/${randomUUID()}`;

describe('a person of the own app', () => {
  test('is one and the same however often and however many at once ask, and takes a new name', async () => {
    const externalId = randomUUID();
    const said = { externalId, role: 'patient', name: 'Ann Old' };
    const replies = await Promise.all(Array.from({ length: 8 }, () => app.ask('POST', '/people', said)));
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([200]));
    const [first] = replies;
    expect(new Set(replies.map(({ body }) => body.id)).size).toBe(1);
    expect(first?.body).toMatchObject({ ...said, email: null, disabledAt: null, deletedAt: null });
    const email = `${randomUUID()}@example.org`;
    const { body } = await app.ask('POST', '/people', { ...said, name: 'Ann New', email });
    expect(body).toMatchObject({ id: first?.body.id, name: 'Ann New', email });
    const kept = await app.ask('POST', '/people', { ...said, name: 'Ann New' });
    expect(kept.body.email).toBe(email);
  });

  test('keeps its role, and takes no e-mail that somebody else has', async () => {
    const known = await app.keep('patient');
    const again = { externalId: known.externalId, name: known.name, role: 'consultant' };
    expectRefusal(await app.ask('POST', '/people', again), 409, 'conflict');
    const { email } = await signUp(server, 'patient');
    for (const externalId of [known.externalId, randomUUID()]) {
      const taken = { externalId, name: 'Some One', role: 'patient', email: email.toUpperCase() };
      expectRefusal(await app.ask('POST', '/people', taken), 409, 'email_taken');
    }
    expect((await app.ask('GET', `/people/${known.id}`)).body.email).toBeNull();
  });

  test('is refused where it has no id, no name, no role, or an e-mail of the demo', async () => {
    expectInvalid(await app.ask('POST', '/people', {}), 'externalId', 'name', 'role');
    const demo = { externalId: 'demo', name: 'Demo', role: 'patient', email: 'x@jiggy.demo' };
    expectInvalid(await app.ask('POST', '/people', demo), 'email');
  });

  test('is found by either id, by e-mail, and in the list of all, the newest first', async () => {
    const email = `${randomUUID()}@example.org`;
    const known = await app.keep('consultant', { email });
    const found = async (query: string) => (await app.ask('GET', `/people?${query}`)).body;
    expect(await found(`externalId=${known.externalId}`)).toEqual([known]);
    expect(await found(`email=${email.toUpperCase()}`)).toEqual([known]);
    expect(await found('externalId=nobody')).toEqual([]);
    expect((await app.ask('GET', `/people/${known.id}`)).body).toEqual(known);
    const newest = await app.ask('GET', '/people?limit=1');
    expect(newest.body).toEqual([known]);
    expect(newest.headers.get('link')).toContain('offset=1');
    expectRefusal(await app.ask('GET', unknown()), 404, 'not_found');
  });

  test('can be found among consultants, has no password to sign in with, and no way to give itself one', async () => {
    const name = `Dr. ${randomUUID()}`;
    const email = `${randomUUID()}@example.org`;
    const { id } = await app.keep('consultant', { name, email });
    const { accessToken: token } = await app.mint({ id });
    const { body } = await ask(server.api, 'GET', `/consultants?search=${encodeURIComponent(name)}`, {
      token,
    });
    expect(body).toEqual([{ id, name }]);
    const login = { body: { email, password: 'whatever it is' } };
    expectRefusal(await ask(server.api, 'POST', '/auth/login', login), 401, 'wrong_credentials');
    const change = {
      token,
      body: { currentPassword: 'whatever it is', newPassword: 'a better pass phrase' },
    };
    expectRefusal(await ask(server.api, 'POST', '/auth/password', change), 401, 'wrong_credentials');
  });
});

describe('a minted token', () => {
  test('is good on REST and on sockets, says whose it is, and shows among the sessions', async () => {
    const known = await app.keep('patient');
    const { accessToken, expiresIn, sessionId, user } = await app.mint(known);
    expect(expiresIn).toBe(900);
    expect(user).toMatchObject({ id: known.id, name: known.name, role: 'patient' });
    const me = await ask(server.api, 'GET', '/auth/me', { token: accessToken });
    expect(me.body).toEqual(user);
    const own = await ask(server.api, 'GET', '/auth/sessions', { token: accessToken });
    expect(own.body).toMatchObject([{ id: sessionId, clientType: 'app', current: true }]);
    const client = await sockets.connect({ auth: { token: accessToken } });
    expect(client.socket.connected).toBe(true);
  });

  test('of a newer session renews a socket, which then lives with that one', async () => {
    const known = await app.keep('patient');
    const [old, fresh] = [await app.mint(known), await app.mint(known)];
    expect(fresh.sessionId).not.toBe(old.sessionId);
    const client = await sockets.connect({ auth: { token: old.accessToken } });
    expect((await client.ask('auth:renew', { token: fresh.accessToken })).event).toBe('auth:renewed');
    await app.ask('DELETE', `/people/${known.id}/sessions/${old.sessionId}`);
    expect((await client.ask('auth:renew', { token: fresh.accessToken })).event).toBe('auth:renewed');
    await app.ask('DELETE', `/people/${known.id}/sessions/${fresh.sessionId}`);
    await client.next('disconnect');
  });

  test('and its socket are dead once its session is ended, or all of them are', async () => {
    const known = await app.keep('patient');
    const [first, second] = [await app.mint(known), await app.mint(known)];
    const clients = await Promise.all(
      [first, second].map(({ accessToken }) => sockets.connect({ auth: { token: accessToken } })),
    );
    const sessionsOf = async () =>
      (await app.ask('GET', `/people/${known.id}/sessions`)).body.map(({ id }: { id: string }) => id);
    expect((await sessionsOf()).sort()).toEqual([first.sessionId, second.sessionId].sort());
    const path = `/people/${known.id}/sessions`;
    expect((await app.ask('DELETE', `${path}/${first.sessionId}`)).status).toBe(204);
    await clients[0]?.next('disconnect');
    expect(await sessionsOf()).toEqual([second.sessionId]);
    expectRefusal(await app.ask('DELETE', `${path}/${first.sessionId}`), 404, 'not_found');
    expect((await app.ask('DELETE', path)).status).toBe(204);
    await clients[1]?.next('disconnect');
    for (const { accessToken: token } of [first, second]) {
      expectRefusal(await ask(server.api, 'GET', '/auth/me', { token }), 401, 'unauthorized');
    }
    expect(await sessionsOf()).toEqual([]);
  });

  test('is for nobody who does not exist, and cannot be refreshed or taken for a key', async () => {
    for (const [method, end] of [
      ['POST', '/tokens'],
      ['GET', '/sessions'],
      ['DELETE', '/sessions'],
    ] as const)
      expectRefusal(await app.ask(method, unknown() + end), 404, 'not_found');
    const { accessToken: token } = await app.mint(await app.keep('consultant'));
    expectInvalid(
      await ask(server.api, 'POST', '/auth/refresh', { body: { refreshToken: token } }),
      'refreshToken',
    );
    expectRefusal(await ask(server.api, 'GET', '/admin/people', { token }), 401, 'unauthorized');
  });

  test('lives no longer than it says, however much it is used', async () => {
    const { accessToken: token, sessionId } = await app.mint(await app.keep('patient'));
    const endOf = async () => {
      const { rows } = await server.database.pool.query('select * from sessions where id = $1', [sessionId]);
      return rows[0];
    };
    const before = await endOf();
    const anHourAgo = `update sessions set last_used_at = now() - interval '1 hour' where id = $1`;
    await server.database.pool.query(anHourAgo, [sessionId]);
    await ask(server.api, 'GET', '/auth/me', { token });
    await expect
      .poll(async () => Date.parse((await endOf()).last_used_at))
      .toBeGreaterThan(Date.now() - 60_000);
    expect((await endOf()).expires_at).toEqual(before.expires_at);
  });
});

describe('a key of a server', () => {
  test('is good for each that is set, and only in Authorization', async () => {
    const old = new AppServer(server, 'another-key-that-is-on-its-way-out-0123');
    expect((await old.ask('GET', '/people')).status).toBe(200);
    const elsewhere = [
      { 'X-Access-Token': SERVER_KEY },
      { Cookie: `access_token=${SERVER_KEY}`, 'X-Client-Type': 'web' },
    ];
    for (const headers of elsewhere)
      expectRefusal(await ask(server.api, 'GET', '/admin/people', { headers }), 401, 'unauthorized');
    expectRefusal(await ask(server.api, 'GET', `/admin/people?key=${SERVER_KEY}`), 401, 'unauthorized');
    expect(server.logged.join('')).not.toContain(SERVER_KEY);
  });

  test('opens nothing of a person, and where none is set nothing is there', async () => {
    expectRefusal(await ask(server.api, 'GET', '/auth/me', { token: SERVER_KEY }), 401, 'unauthorized');
    const without = await startTestServer();
    try {
      const reply = await new AppServer(without).ask('GET', '/people');
      expectRefusal(reply, 404, 'not_found');
      expect(reply.body.message).toBe((await ask(without.api, 'GET', '/nothing')).body.message);
    } finally {
      await without.close();
    }
  });
});

describe('a booking from outside', () => {
  const appointment = { scheduledAt: '2090-03-01T10:00:00Z', reason: 'A rash' };

  test('brings two together: both hear of it, write to each other, and it is cancelled for both', async () => {
    const [patient, consultant] = [await app.keep('patient'), await app.keep('consultant')];
    const tokens = [await app.mint(patient), await app.mint(consultant)];
    const clients = await Promise.all(
      tokens.map(({ accessToken }) => sockets.connect({ auth: { token: accessToken } })),
    );
    const ids = { patientId: patient.id, consultantId: consultant.id };
    const clientBookingId = randomUUID();
    const asked = { ...ids, ...appointment, clientBookingId };
    const made = await app.ask('POST', '/bookings', asked);
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({ ...ids, reason: 'A rash', status: 'scheduled', durationMinutes: 30 });
    expect((await app.ask('POST', '/bookings', asked)).body).toEqual(made.body);
    for (const client of clients)
      expect((await client.next('booking_updated')).booking.id).toBe(made.body.id);
    const message = { ...ids, bookingId: made.body.id, content: 'Hello', senderType: 'patient' };
    const token = tokens[0]?.accessToken;
    expect((await ask(server.api, 'POST', '/chat/messages', { token, body: message })).status).toBe(201);
    const path = `/bookings/${made.body.id}`;
    const moved = await app.ask('PATCH', path, { scheduledAt: '2090-03-02T10:00:00Z' });
    expect(moved.body.scheduledAt).toBe('2090-03-02T10:00:00.000Z');
    expect((await app.ask('PATCH', path, { status: 'cancelled' })).body.status).toBe('cancelled');
    for (const client of clients)
      await client.next('booking_updated', ({ booking }) => booking.status === 'cancelled');
    const late = await ask(server.api, 'POST', '/chat/messages', { token, body: message });
    expectRefusal(late, 409, 'booking_cancelled');
  });

  test('names two who exist in these roles, and a time', async () => {
    const [patient, consultant] = [await app.keep('patient'), await app.keep('consultant')];
    const wrong = [
      { patientId: consultant.id, consultantId: consultant.id },
      { patientId: patient.id, consultantId: patient.id },
      { patientId: patient.id, consultantId: randomUUID() },
    ];
    for (const ids of wrong)
      expectRefusal(await app.ask('POST', '/bookings', { ...ids, ...appointment }), 404, 'not_found');
    expectInvalid(await app.ask('POST', '/bookings', {}), 'consultantId', 'patientId', 'scheduledAt');
    const cancel = app.ask('PATCH', `/bookings/${randomUUID()}`, { status: 'cancelled' });
    expectRefusal(await cancel, 404, 'not_found');
    expectInvalid(await app.ask('PATCH', `/bookings/${randomUUID()}`, {}), 'status');
  });
});
