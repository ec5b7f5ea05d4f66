import { randomUUID } from 'node:crypto';
import type { Booking } from '@jiggy-care/protocol';
import type { Request } from 'express';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { rememberCaller } from '../../src/auth/caller.ts';
import { RequestTurns } from '../../src/edge/fair-requests.ts';
import { book, makePair, openConversation, type Pair, signUp, type TestPerson } from '../support/people.ts';
import { expectInvalid, expectRefusal, fingerprint } from '../support/refusals.ts';
import { Sockets } from '../support/sockets.ts';
import { storedRows } from '../support/stored-rows.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';

const HOUR_MS = 3_600_000;
const isGone = ({ online }: { online: boolean }) => !online;

let server: TestServer;
let sockets: Sockets;

beforeAll(async () => {
  server = await startTestServer({ RATE_LIMITS: 'on' });
  sockets = new Sockets(server);
});
afterEach(() => sockets.closeAll());
afterAll(() => server.close());

const inHours = (hours: number) => new Date(Date.now() + hours * HOUR_MS).toISOString();

function bookAt(maker: TestPerson, other: TestPerson, hours: number, more: object = {}) {
  const named = other.role === 'consultant' ? { consultantId: other.id } : { patientId: other.id };
  return maker.ask('POST', '/bookings', { ...named, scheduledAt: inHours(hours), ...more });
}

describe('how much one may book', () => {
  let patient: TestPerson;
  let consultant: TestPerson;
  beforeAll(async () => {
    [patient, consultant] = await Promise.all([signUp(server, 'patient'), signUp(server, 'consultant')]);
  });

  test('a patient holds five open bookings with one consultant, however many are asked for at once', async () => {
    const replies = await Promise.all(
      Array.from({ length: 9 }, (_, hour) => bookAt(patient, consultant, hour + 1)),
    );
    const made = replies.filter(({ status }) => status === 201);
    expect(made).toHaveLength(5);
    for (const reply of replies) if (reply.status !== 201) expectRefusal(reply, 409, 'conflict');
    const path = `/bookings/${made[0]?.body.id}`;
    await patient.ask('PATCH', path, { status: 'completed' });
    expect((await bookAt(patient, consultant, 20)).status).toBe(201);
    expectRefusal(await patient.ask('PATCH', path, { status: 'scheduled' }), 409, 'conflict');
    expect((await consultant.ask('PATCH', path, { status: 'scheduled' })).status).toBe(200);
  });

  test('a patient makes ten bookings a day, cancelled ones too, and hears when the next one may be made', async () => {
    const others = await Promise.all([1, 2, 3].map(() => signUp(server, 'consultant')));
    const someone = await signUp(server, 'patient');
    const replies = await Promise.all(
      Array.from({ length: 13 }, (_, n) => bookAt(someone, others[n % 3] as TestPerson, n + 1)),
    );
    const made = replies.filter(({ status }) => status === 201);
    expect(made).toHaveLength(10);
    for (const reply of replies) if (reply.status !== 201) expectRefusal(reply, 429, 'rate_limited');
    await someone.ask('PATCH', `/bookings/${made[0]?.body.id}`, { status: 'cancelled' });
    const refused = await bookAt(someone, others[0] as TestPerson, 30);
    expectRefusal(refused, 429, 'rate_limited');
    expect(refused.body.retryAfterMs).toBeGreaterThan(23 * HOUR_MS);
    // What a consultant books with the patient is not of the patient's making.
    expect((await bookAt(others[0] as TestPerson, someone, 31)).status).toBe(201);
    await server.database.pool.query(
      `update bookings set created_at = created_at - interval '1 day' where booked_by = $1`,
      [someone.id],
    );
    expect((await bookAt(someone, others[1] as TestPerson, 32)).status).toBe(201);
  });

  test('a booking that begins in the past is 400, unless a consultant records it', async () => {
    const [someone, doctor] = await Promise.all([signUp(server, 'patient'), signUp(server, 'consultant')]);
    expectInvalid(await bookAt(someone, doctor, -1), 'scheduledAt');
    const { body: recorded, status } = await bookAt(doctor, someone, -1);
    expect(status).toBe(201);
    const path = `/bookings/${recorded.id}`;
    expectInvalid(await someone.ask('PATCH', path, { scheduledAt: inHours(-2) }), 'scheduledAt');
    expect((await doctor.ask('PATCH', path, { scheduledAt: inHours(-2) })).status).toBe(200);
    expect((await bookAt(someone, doctor, 0)).status).toBe(201);
  });

  test('a retry with the same id gets the first booking, and makes none', async () => {
    const [someone, doctor] = await Promise.all([signUp(server, 'patient'), signUp(server, 'consultant')]);
    const clientBookingId = randomUUID();
    const ask = () => bookAt(someone, doctor, 1, { clientBookingId });
    const replies = await Promise.all([ask(), ask(), ask()]);
    expect(replies.map(({ status }) => status)).toEqual([201, 201, 201]);
    expect(new Set(replies.map(({ body }) => body.id)).size).toBe(1);
    expect((await someone.ask('GET', '/bookings')).body).toEqual([replies[0]?.body]);
    expect((await bookAt(doctor, someone, 1, { clientBookingId })).body.id).not.toBe(replies[0]?.body.id);
    expectInvalid(await bookAt(someone, doctor, 1, { clientBookingId: 'mine' }), 'clientBookingId');
  });
});

describe('the list of bookings', () => {
  let patient: TestPerson;
  let consultant: TestPerson;
  const made: Booking[] = [];
  beforeAll(async () => {
    [patient, consultant] = await Promise.all([signUp(server, 'patient'), signUp(server, 'consultant')]);
    for (const hours of [-5, 1, 48, -30, 3, -2]) {
      made.push((await bookAt(consultant, patient, hours)).body);
    }
  });
  const ids = (indices: readonly number[]) => indices.map((index) => made[index]?.id);
  const list = async (query: string) => {
    const { status, body, headers } = await patient.ask('GET', `/bookings${query}`);
    expect(status).toBe(200);
    return { ids: body.map(({ id }: Booking) => id), link: headers.get('link') };
  };

  test('has the nearest first, past or to come', async () => {
    expect((await list('')).ids).toEqual(ids([1, 5, 4, 0, 3, 2]));
    expect((await list('')).link).toBeNull();
  });

  test('comes in pages, each with the address of the next', async () => {
    const seen: string[] = [];
    let query = '?limit=4';
    for (let pages = 0; query !== '' && pages < 9; pages += 1) {
      const page = await list(query);
      seen.push(...page.ids);
      query = /^<\/api\/v1\/bookings(\?[^>]*)>; rel="next"$/.exec(page.link ?? '')?.[1] ?? '';
    }
    expect(seen).toEqual(ids([1, 5, 4, 0, 3, 2]));
  });

  test('can be cut to a time', async () => {
    expect((await list(`?from=${inHours(0)}`)).ids).toEqual(ids([1, 4, 2]));
    expect((await list(`?to=${inHours(0)}`)).ids).toEqual(ids([5, 0, 3]));
    expect((await list(`?from=${inHours(-6)}&to=${inHours(2)}`)).ids).toEqual(ids([1, 5, 0]));
    const { scheduledAt } = made[1] as Booking;
    expect((await list(`?from=${scheduledAt}&to=${inHours(2)}`)).ids).toEqual(ids([1]));
    expect((await list(`?to=${scheduledAt}&from=${inHours(0)}`)).ids).toEqual([]);
  });

  test.each([
    ['limit=0', 'limit'],
    ['limit=501', 'limit'],
    ['before=abc', 'before'],
    ['from=today', 'from'],
    ['to=2026-01-01', 'to'],
  ])('with %s is 400', async (query, path) => {
    expectInvalid(await patient.ask('GET', `/bookings?${query}`), path);
  });

  test('from a booking of others on is as from one that does not exist', async () => {
    const pair = await makePair(server);
    const theirs = await patient.ask('GET', `/bookings?before=${pair.booking.id}`);
    expectRefusal(theirs, 404, 'not_found');
    expect(fingerprint(theirs)).toBe(
      fingerprint(await patient.ask('GET', `/bookings?before=${randomUUID()}`)),
    );
  });
});

describe('a blocked patient', () => {
  let pair: Pair;
  let unopened: Booking;
  beforeAll(async () => {
    pair = await makePair(server);
    unopened = await book(pair.patient, pair.consultant);
    const mine = await pair.consultant.ask('POST', '/blocks', { patientId: pair.patient.id });
    expect(mine.status).toBe(201);
    expect(mine.body).toEqual({
      patient: { id: pair.patient.id, name: pair.patient.name },
      createdAt: expect.any(String),
    });
  });

  const sending = (booking: Booking) => ({
    consultantId: pair.consultant.id,
    patientId: pair.patient.id,
    bookingId: booking.id,
    content: 'Hello',
    senderType: 'patient',
  });

  test('cannot book, write, or open a conversation, is told no more than that, and nothing is stored', async () => {
    const before = await storedRows(server);
    const { patient, consultant } = pair;
    const refused = [
      await bookAt(patient, consultant, 1),
      await patient.ask('POST', '/chat/messages', sending(pair.booking)),
      await patient.ask('POST', '/chat/messages', sending(unopened)),
      await patient.ask('POST', '/chat/conversations', {
        consultantId: consultant.id,
        patientId: patient.id,
        bookingId: unopened.id,
      }),
      await patient.ask('PATCH', `/bookings/${unopened.id}`, { scheduledAt: inHours(1) }),
    ];
    for (const reply of refused) expectRefusal(reply, 409, 'not_available');
    expect(new Set(refused.map(({ body }) => body.message)).size).toBe(1);
    expect(await storedRows(server)).toEqual(before);
  });

  test('reaches the consultant by no event either; what was said before can still be read', async () => {
    const { patient, consultant, conversation } = pair;
    const theirs = await sockets.inside(patient, conversation.id);
    const doctors = await sockets.inside(consultant, conversation.id);
    await doctors.settled();
    doctors.clear();
    for (const [event, payload] of [
      ['send_message', { conversationId: conversation.id, content: 'Hello', senderType: 'patient' }],
      ['call:initiate', { conversationId: conversation.id, toUserId: consultant.id, callType: 'video' }],
      ['join_conversation', { conversationId: unopened.id, userId: patient.id, userType: 'patient' }],
    ] as const) {
      expect(await theirs.ask(event, payload)).toMatchObject({
        event: 'error',
        data: { code: 'not_available' },
      });
    }
    const history = await patient.ask('GET', `/chat/conversations/${conversation.id}/messages`);
    expect(history.status).toBe(200);
    await doctors.settled();
    expect(doctors.names).toEqual([]);
  });

  test('may read what was said before, and the consultant does not hear of it', async () => {
    const { patient, consultant, conversation } = await makePair(server);
    const doctors = await sockets.inside(consultant, conversation.id);
    const { data } = await doctors.ask('send_message', {
      conversationId: conversation.id,
      content: 'Good morning',
      senderType: 'consultant',
    });
    await doctors.next('conversation_updated');
    await consultant.ask('POST', '/blocks', { patientId: patient.id });
    expect(await doctors.next('presence')).toMatchObject({ userId: patient.id, online: false });
    const theirs = await sockets.as(patient);
    const phone = await sockets.as(patient);
    await doctors.settled();
    doctors.clear();
    await theirs.join(conversation.id, patient);
    const read = await theirs.ask('mark_read', {
      conversationId: conversation.id,
      messageIds: [data.message.id],
    });
    expect(read.data).toMatchObject({ success: true, updatedCount: 1 });
    expect(await phone.next('messages_read')).toMatchObject({ conversationId: conversation.id });
    expect(await phone.next('conversation_updated')).toMatchObject({ id: conversation.id, unreadCount: 0 });
    await doctors.settled();
    expect(doctors.names).toEqual([]);
  });

  test('can cancel', async () => {
    const { status, body } = await pair.patient.ask('PATCH', `/bookings/${unopened.id}`, {
      status: 'cancelled',
    });
    expect([status, body.status]).toEqual([200, 'cancelled']);
  });

  test('is in the list of the consultant until the block is lifted; then everything works again', async () => {
    const { patient, consultant, booking } = pair;
    const path = `/blocks/${patient.id}`;
    expect((await consultant.ask('POST', '/blocks', { patientId: patient.id })).status).toBe(201);
    expect((await consultant.ask('GET', '/blocks')).body).toMatchObject([{ patient: { id: patient.id } }]);
    expect((await consultant.ask('DELETE', path)).status).toBe(204);
    expect((await consultant.ask('DELETE', path)).status).toBe(204);
    expect((await consultant.ask('GET', '/blocks')).body).toEqual([]);
    expect((await patient.ask('POST', '/chat/messages', sending(booking))).status).toBe(201);
    expect((await bookAt(patient, consultant, 2)).status).toBe(201);
  });

  test('sees the consultant go at once, and is seen no more', async () => {
    const { patient, consultant } = await makePair(server);
    const doctors = await sockets.as(consultant);
    const theirs = await sockets.as(patient);
    await doctors.next('presence');
    await consultant.ask('POST', '/blocks', { patientId: patient.id });
    expect(await doctors.next('presence', isGone)).toEqual({
      userId: patient.id,
      online: false,
      lastSeenAt: null,
    });
    expect(await theirs.next('presence', isGone)).toEqual({
      userId: consultant.id,
      online: false,
      lastSeenAt: null,
    });
    for (const [viewer, slot] of [
      [consultant, 'consultantId'],
      [patient, 'patientId'],
    ] as const) {
      const list = `/chat/conversations?${slot}=${viewer.id}&expand=presence`;
      expect((await viewer.ask('GET', list)).body).toMatchObject([{ online: false }]);
    }
  });

  test('rings no more: what rings just now ends', async () => {
    const { patient, consultant, conversation } = await makePair(server);
    const doctors = await sockets.inside(consultant, conversation.id);
    const theirs = await sockets.inside(patient, conversation.id);
    await theirs.ask('call:initiate', {
      conversationId: conversation.id,
      toUserId: consultant.id,
      callType: 'video',
    });
    await doctors.next('call:incoming');
    await consultant.ask('POST', '/blocks', { patientId: patient.id });
    await doctors.next('call:ended');
    await theirs.next('call:ended');
  });

  test('is nobody whom a patient can make, nor a stranger to the consultant', async () => {
    const { patient, consultant } = await makePair(server);
    for (const reply of [
      await patient.ask('GET', '/blocks'),
      await patient.ask('POST', '/blocks', { patientId: patient.id }),
      await patient.ask('DELETE', `/blocks/${patient.id}`),
    ]) {
      expectRefusal(reply, 403, 'forbidden');
    }
    expectRefusal(await consultant.ask('POST', '/blocks', { patientId: randomUUID() }), 404, 'not_found');
    expectRefusal(await consultant.ask('POST', '/blocks', { patientId: consultant.id }), 404, 'not_found');
    expectInvalid(await consultant.ask('POST', '/blocks', {}), 'patientId');
    expectInvalid(await consultant.ask('DELETE', '/blocks/abc'), 'patientId');
  });
});

describe('a cancelled booking', () => {
  test('gets no conversation by a message that is refused', async () => {
    const [patient, consultant] = await Promise.all([
      signUp(server, 'patient'),
      signUp(server, 'consultant'),
    ]);
    const booking = await book(patient, consultant);
    await consultant.ask('PATCH', `/bookings/${booking.id}`, { status: 'cancelled' });
    const before = await storedRows(server);
    const reply = await patient.ask('POST', '/chat/messages', {
      consultantId: consultant.id,
      patientId: patient.id,
      bookingId: booking.id,
      content: 'Hello',
      senderType: 'patient',
    });
    expectRefusal(reply, 409, 'booking_cancelled');
    expect(await storedRows(server)).toEqual(before);
  });

  test('ends the presence of the two, unless they share another', async () => {
    const { patient, consultant, booking } = await makePair(server);
    const second = await book(patient, consultant);
    await openConversation(patient, consultant, second);
    const doctors = await sockets.as(consultant);
    const theirs = await sockets.as(patient);
    await doctors.next('presence');
    await patient.ask('PATCH', `/bookings/${booking.id}`, { status: 'cancelled' });
    const list = () =>
      consultant.ask('GET', `/chat/conversations?consultantId=${consultant.id}&expand=presence`);
    expect((await list()).body).toMatchObject([{ online: true }, { online: true }]);
    await patient.ask('PATCH', `/bookings/${second.id}`, { status: 'cancelled' });
    expect(await doctors.next('presence', isGone)).toEqual({
      userId: patient.id,
      online: false,
      lastSeenAt: null,
    });
    expect((await list()).body).toMatchObject([{ online: false }, { online: false }]);
    doctors.clear();
    theirs.close();
    const again = await sockets.as(patient);
    await again.settled();
    await doctors.settled();
    expect(doctors.names).not.toContain('presence');
  });
});

describe('a disabled account', () => {
  test('cannot be found, booked or written to', async () => {
    const { patient, consultant, booking } = await makePair(server);
    await server.database.pool.query('update users set disabled_at = now() where id = $1', [consultant.id]);
    expect(JSON.stringify((await patient.ask('GET', '/consultants?limit=500')).body)).not.toContain(
      consultant.id,
    );
    // As if they had blocked the patient: which of the two it is, nobody learns.
    expectRefusal(await bookAt(patient, consultant, 1), 409, 'not_available');
    const reply = await patient.ask('POST', '/chat/messages', {
      consultantId: consultant.id,
      patientId: patient.id,
      bookingId: booking.id,
      content: 'Hello',
      senderType: 'patient',
    });
    expectRefusal(reply, 409, 'not_available');
  });
});

describe('large answers', () => {
  const MANY = 60;
  let pair: Pair;
  beforeAll(async () => {
    pair = await makePair(server);
    const { pool } = server.database;
    await pool.query(
      `insert into messages (id, conversation_id, seq, change, sender_id, sender_type, content)
       select gen_random_uuid(), $1, n, n, $2, 'patient', $3 from generate_series(1, $4::int) n`,
      [pair.conversation.id, pair.patient.id, '😀'.repeat(10_000), MANY],
    );
    await pool.query('update conversations set last_seq = $2, last_change = $3 where id = $1', [
      pair.conversation.id,
      MANY,
      MANY,
    ]);
  });
  const ask = (query: string) =>
    pair.consultant.ask('GET', `/chat/conversations/${pair.conversation.id}/${query}`);
  const seqs = (body: { messages: { seq: number }[] }) => body.messages.map(({ seq }) => seq);
  const numbers = (from: number, to: number) =>
    Array.from({ length: Math.abs(to - from) + 1 }, (_, n) => from + Math.sign(to - from) * n);

  test('a page of the longest messages ends after the fiftieth, says so, and goes on from there', async () => {
    const first = await ask('messages?limit=500');
    expect(seqs(first.body)).toEqual(numbers(60, 11));
    expect(first.body.hasMore).toBe(true);
    for (const next of [`before=${first.body.messages.at(-1).id}`, 'offset=50']) {
      const { body } = await ask(`messages?limit=500&${next}`);
      expect(seqs(body)).toEqual(numbers(10, 1));
      expect(body.hasMore).toBe(false);
    }
    const oldest = (await ask('messages?limit=1&offset=59')).body.messages[0].id;
    const { body: after } = await ask(`messages?limit=500&after=${oldest}`);
    expect([seqs(after), after.hasMore]).toEqual([numbers(2, 51), true]);
    const { body: rest } = await ask(`messages?limit=500&after=${after.messages.at(-1).id}`);
    expect([seqs(rest), rest.hasMore]).toEqual([numbers(52, 60), false]);
  });

  test('so does a page of changes, and no call is told before its turn', async () => {
    const first = Buffer.from(`c1.${pair.conversation.id.slice(0, 8)}.0`).toString('base64url');
    await server.database.pool.query(
      `insert into calls (id, conversation_id, caller_id, callee_id, call_type, status, started_at, change)
       select gen_random_uuid(), $1, $2, $3, 'audio', 'missed', now(), n from unnest(array[20, 55]) n`,
      [pair.conversation.id, pair.patient.id, pair.consultant.id],
    );
    const { body } = await ask(`changes?limit=500&since=${first}`);
    expect([seqs(body), body.calls.length, body.hasMore]).toEqual([numbers(1, 50), 1, true]);
    const { body: next } = await ask(`changes?limit=500&since=${body.cursor}`);
    expect([seqs(next), next.calls.length, next.hasMore]).toEqual([numbers(51, 60), 1, false]);
  });

  test('a short page of them is whole', async () => {
    expect((await ask('messages')).body.messages).toHaveLength(50);
  });

  test('an inbox says in a header where it goes on', async () => {
    const second = await book(pair.patient, pair.consultant);
    await openConversation(pair.patient, pair.consultant, second);
    const path = `/chat/conversations?consultantId=${pair.consultant.id}`;
    const { body, headers } = await pair.consultant.ask('GET', `${path}&limit=1&expand=lastMessage`);
    expect(body).toHaveLength(1);
    const next = /^<\/api\/v1(\/chat\/conversations\?[^>]*)>; rel="next"$/.exec(
      headers.get('link') ?? '',
    )?.[1];
    const rest = await pair.consultant.ask('GET', next ?? '');
    expect(rest.body).toHaveLength(1);
    expect(rest.body[0].id).not.toBe(body[0].id);
    expect(rest.headers.get('link')).toBeNull();
    expect((await pair.consultant.ask('GET', path)).body).toHaveLength(2);
  });
});

describe('who asks for a lot', () => {
  test('waits for himself, and nobody else for him', async () => {
    const [greedy, other] = await Promise.all([signUp(server, 'patient'), signUp(server, 'patient')]);
    const request = { method: 'GET' } as Request;
    rememberCaller(request, { userId: greedy.id, role: greedy.role, sessionId: randomUUID() });
    const turns = server.app.get(RequestTurns, { strict: false });
    const ends: (() => void)[] = [];
    const works = [0, 1].map(() => turns.run(request, () => new Promise<void>((end) => ends.push(end))));
    const answers: string[] = [];
    const waiting = greedy.ask('GET', '/auth/me').then(() => answers.push('greedy'));
    for (const name of ['first', 'second', 'third']) {
      await other.ask('GET', '/auth/me');
      answers.push(name);
    }
    expect((await greedy.ask('POST', '/chat/calls/seen')).status).toBe(204);
    for (const end of ends) end();
    await Promise.all([...works, waiting]);
    expect(answers).toEqual(['first', 'second', 'third', 'greedy']);
  });
});
