import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ask } from '../support/api.ts';
import { AppServer, SERVER_KEY } from '../support/operator.ts';
import { makePair, type Pair } from '../support/people.ts';
import { expectRefusal } from '../support/refusals.ts';
import { Sockets } from '../support/sockets.ts';
import { storedText } from '../support/stored-rows.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';

/* What an operator does to an account, on both databases: closing, opening, exporting and erasing it. */

let server: TestServer;
let operator: AppServer;
let sockets: Sockets;
let pair: Pair;

beforeAll(async () => {
  server = await startTestServer({ SERVER_KEYS: SERVER_KEY });
  operator = new AppServer(server);
  sockets = new Sockets(server);
});
beforeEach(async () => {
  pair = await makePair(server);
});
afterEach(() => sockets.closeAll());
afterAll(() => server.close());

const pathOf = ({ id }: { readonly id: string }, end = '') => `/people/${id}${end}`;
const say = (who: 'patient' | 'consultant', content: string) =>
  pair[who].ask('POST', '/chat/messages', {
    patientId: pair.patient.id,
    consultantId: pair.consultant.id,
    bookingId: pair.booking.id,
    content,
    senderType: who,
  });

describe('a disabled account', () => {
  test('lets its person in no more, by no way, until it is enabled', async () => {
    const { patient } = pair;
    const client = await sockets.connect({ auth: { token: patient.token } });
    const disabled = await operator.ask('POST', pathOf(patient, '/disable'));
    expect(disabled.body).toMatchObject({ id: patient.id, disabledAt: expect.any(String), deletedAt: null });
    await client.next('disconnect');
    expectRefusal(await patient.ask('GET', '/auth/me'), 401, 'unauthorized');
    expectRefusal(await operator.ask('POST', pathOf(patient, '/tokens')), 403, 'account_disabled');
    const again = await operator.ask('POST', pathOf(patient, '/disable'));
    expect(again.body.disabledAt).toBe(disabled.body.disabledAt);
    const enabled = await operator.ask('POST', pathOf(patient, '/enable'));
    expect(enabled.body.disabledAt).toBeNull();
    expect((await operator.ask('POST', pathOf(patient, '/enable'))).status).toBe(200);
    const { accessToken: token } = await operator.mint(patient);
    expect((await ask(server.api, 'GET', '/auth/me', { token })).status).toBe(200);
  });

  test('has to exist', async () => {
    const nobody = { id: randomUUID() };
    for (const [method, end] of [
      ['POST', '/disable'],
      ['POST', '/enable'],
      ['DELETE', ''],
      ['GET', '/export'],
    ] as const)
      expectRefusal(await operator.ask(method, pathOf(nobody, end)), 404, 'not_found');
  });
});

describe('a deleted account', () => {
  test('says nowhere who it was; what was written stays with the other, under a name of nobody', async () => {
    const name = `Unforgettable ${randomUUID()}`;
    const email = `${randomUUID()}@example.org`;
    const externalId = `unforgettable-${randomUUID()}`;
    const known = await operator.keep('patient', { name, email, externalId });
    const { accessToken: token } = await operator.mint(known);
    const client = await sockets.connect({ auth: { token } });
    const { body: booking } = await operator.ask('POST', '/bookings', {
      patientId: known.id,
      consultantId: pair.consultant.id,
      scheduledAt: '2090-03-01T10:00:00Z',
    });
    const ids = { patientId: known.id, consultantId: pair.consultant.id, bookingId: booking.id };
    const message = { ...ids, content: 'Words that stay', senderType: 'patient' };
    const sent = await ask(server.api, 'POST', '/chat/messages', { token, body: message });

    expect((await operator.ask('DELETE', pathOf(known))).status).toBe(204);
    await client.next('disconnect');
    expectRefusal(await ask(server.api, 'GET', '/auth/me', { token }), 401, 'unauthorized');
    const stored = await storedText(server);
    for (const trace of [name, email, externalId]) expect(stored).not.toContain(trace);
    const { body } = await operator.ask('GET', pathOf(known));
    expect(body).toMatchObject({ name: 'Deleted account', email: null, externalId: null, lastSeenAt: null });
    expect(body.deletedAt).not.toBeNull();

    const { conversationId } = sent.body.message;
    const history = await pair.consultant.ask('GET', `/chat/conversations/${conversationId}/messages`);
    expect(history.body.messages).toMatchObject([{ content: 'Words that stay', senderId: known.id }]);
    const inbox = await pair.consultant.ask(
      'GET',
      `/chat/conversations?consultantId=${pair.consultant.id}&expand=people`,
    );
    const entry = inbox.body.find(({ id }: { id: string }) => id === conversationId);
    expect(entry.patient.name).toBe('Deleted account');
    const answer = { ...message, senderType: 'consultant', content: 'Are you there?' };
    expectRefusal(await pair.consultant.ask('POST', '/chat/messages', answer), 409, 'not_available');
  });

  test('never comes back, and deleting it twice is no error', async () => {
    const { patient } = pair;
    for (let times = 0; times < 2; times += 1)
      expect((await operator.ask('DELETE', pathOf(patient))).status).toBe(204);
    expectRefusal(await operator.ask('POST', pathOf(patient, '/enable')), 409, 'conflict');
    expectRefusal(await operator.ask('POST', pathOf(patient, '/tokens')), 403, 'account_disabled');
    const { email, password } = patient;
    const login = { body: { email, password } };
    expectRefusal(await ask(server.api, 'POST', '/auth/login', login), 401, 'wrong_credentials');
    const body = { ...login.body, name: 'Somebody new', role: 'patient' };
    expect((await ask(server.api, 'POST', '/auth/register', { body })).status).toBe(201);
  });

  test('leaves its id in the own app to a new person, who has nothing of the old one', async () => {
    const externalId = randomUUID();
    const old = await operator.keep('patient', { externalId });
    await operator.ask('DELETE', pathOf(old));
    const fresh = await operator.keep('patient', { externalId });
    expect(fresh.id).not.toBe(old.id);
  });
});

describe('an export', () => {
  test('is one document with all that is kept of the person, and no secret of anybody', async () => {
    const { patient, consultant, booking, conversation } = pair;
    await say('patient', 'It itches "a lot"\n');
    await say('consultant', 'Since when?');
    const reply = await operator.ask('GET', pathOf(patient, '/export'));
    expect(reply.status).toBe(200);
    expect(reply.headers.get('content-disposition')).toContain(`person-${patient.id}.json`);
    expect(reply.body).toMatchObject({
      format: 'jiggy-care-chat person, 1',
      person: { id: patient.id, name: patient.name, email: patient.email, role: 'patient' },
      identities: [],
      blocks: [],
      refusedSignIns: [],
      sessions: [{ clientType: 'mobile' }],
      bookings: [{ id: booking.id, consultant: consultant.name, patient: patient.name }],
      conversations: [{ id: conversation.id, bookingId: booking.id }],
      calls: [],
      messages: [
        { seq: 1, senderId: patient.id, content: 'It itches "a lot"\n' },
        { seq: 2, senderId: consultant.id, content: 'Since when?' },
      ],
    });
    for (const secret of [consultant.email, patient.token, patient.refreshToken, '$argon2'])
      expect(reply.text).not.toContain(secret);
  });

  test('says since when the address is verified, and nothing of it once the account is deleted', async () => {
    const { patient } = pair;
    const verifiedAt = async () =>
      (await operator.ask('GET', pathOf(patient, '/export'))).body.person.emailVerifiedAt;
    expect(await verifiedAt()).toBeNull();
    const at = '2026-01-14T14:30:00.000Z';
    await server.database.pool.query('update users set email_verified_at = $2 where id = $1', [
      patient.id,
      at,
    ]);
    expect(await verifiedAt()).toBe(at);
    expect((await operator.ask('DELETE', pathOf(patient))).status).toBe(204);
    expect(await verifiedAt()).toBeNull();
  });

  test('holds histories that are longer than what is read at once, whole and in their order', async () => {
    await server.database.pool.query(
      `insert into messages (id, conversation_id, seq, change, sender_id, sender_type, content)
       select gen_random_uuid(), $1, n, n, $2, 'patient', 'message ' || n from generate_series(1, 1200) as n`,
      [pair.conversation.id, pair.patient.id],
    );
    const { body } = await operator.ask('GET', pathOf(pair.consultant, '/export'));
    expect(body.messages.map(({ content }: { content: string }) => content)).toEqual(
      Array.from({ length: 1200 }, (_, index) => `message ${index + 1}`),
    );
  });
});
