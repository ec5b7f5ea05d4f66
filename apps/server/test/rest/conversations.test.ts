import { randomUUID } from 'node:crypto';
import type { Conversation, InboxEntry } from '@jiggy-care/protocol';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { book, makePair, openConversation, type Pair, signUp, type TestPerson } from '../support/people.ts';
import { expectInvalid, expectRefusal, fingerprint } from '../support/refusals.ts';
import { Sockets } from '../support/sockets.ts';
import { storedRows } from '../support/stored-rows.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const PATH = '/chat/conversations';

let server: TestServer;
let sockets: Sockets;
let pair: Pair;
let other: Pair;

beforeAll(async () => {
  // An inbox of many between the same two.
  server = await startTestServer({ BOOKINGS_OPEN_PER_PAIR: '1000' });
  sockets = new Sockets(server);
  [pair, other] = await Promise.all([makePair(server), makePair(server)]);
});
afterEach(() => sockets.closeAll());
afterAll(() => server.close());

const idsOf = ({ patient, consultant, booking }: Omit<Pair, 'conversation'>) => ({
  consultantId: consultant.id,
  patientId: patient.id,
  bookingId: booking.id,
});
const say = (sender: TestPerson, { conversation }: Pair, content = 'Hello') =>
  sender.ask('POST', '/chat/messages', {
    consultantId: conversation.consultantId,
    patientId: conversation.patientId,
    bookingId: conversation.bookingId,
    content,
    senderType: sender.role,
  });
const idList = (entries: readonly { id: string }[]) => entries.map(({ id }) => id);

/** A patient with several conversations, made one after the other. */
async function makeInbox(count: number): Promise<{ patient: TestPerson; pairs: Pair[] }> {
  const [patient, consultant] = await Promise.all([signUp(server, 'patient'), signUp(server, 'consultant')]);
  const pairs: Pair[] = [];
  for (let index = 0; index < count; index += 1) {
    const booking = await book(patient, consultant);
    const conversation = await openConversation(patient, consultant, booking);
    pairs.push({ patient, consultant, booking, conversation });
  }
  return { patient, pairs };
}

describe('what works', () => {
  test('the conversation of a booking is 201 when it is new and when it exists, and always the same', async () => {
    const [patient, consultant] = await Promise.all([
      signUp(server, 'patient'),
      signUp(server, 'consultant'),
    ]);
    const booking = await book(patient, consultant);
    const ids = idsOf({ patient, consultant, booking });
    const first = await patient.ask('POST', PATH, ids);
    expect(first.status).toBe(201);
    expect(first.body).toEqual({
      id: expect.any(String),
      ...ids,
      createdAt: expect.stringMatching(ISO),
      updatedAt: expect.stringMatching(ISO),
    });
    for (const person of [consultant, patient]) {
      const again = await person.ask('POST', PATH, ids);
      expect(again.status).toBe(201);
      expect(again.body).toEqual(first.body);
    }
  });

  test('fifty who ask at once get one conversation', async () => {
    const [patient, consultant] = await Promise.all([
      signUp(server, 'patient'),
      signUp(server, 'consultant'),
    ]);
    const booking = await book(patient, consultant);
    const replies = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        (index % 2 === 0 ? patient : consultant).ask('POST', PATH, idsOf({ patient, consultant, booking })),
      ),
    );
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([201]));
    expect(new Set(replies.map(({ body }) => body.id)).size).toBe(1);
    const { rows } = await server.database.pool.query('select 1 from conversations where booking_id = $1', [
      booking.id,
    ]);
    expect(rows).toHaveLength(1);
  });

  test('two bookings of the same two people have two conversations', async () => {
    const booking = await book(pair.patient, pair.consultant);
    const second = await openConversation(pair.patient, pair.consultant, booking);
    expect(second.id).not.toBe(pair.conversation.id);
  });

  test('ids in capitals are the same ids', async () => {
    const ids = Object.fromEntries(Object.entries(idsOf(pair)).map(([key, id]) => [key, id.toUpperCase()]));
    const { status, body } = await pair.patient.ask('POST', PATH, ids);
    expect(status).toBe(201);
    expect(body.id).toBe(pair.conversation.id);
    const listed = await pair.patient.ask('GET', `${PATH}?patientId=${pair.patient.id.toUpperCase()}`);
    expect(idList(listed.body)).toContain(pair.conversation.id);
  });

  test('the list is the documented array, for the patient by patientId and for the consultant by consultantId', async () => {
    const fresh = await makePair(server);
    for (const query of [`patientId=${fresh.patient.id}`, `consultantId=${fresh.consultant.id}`]) {
      const person = query.startsWith('patient') ? fresh.patient : fresh.consultant;
      const { status, body } = await person.ask('GET', `${PATH}?${query}`);
      expect(status).toBe(200);
      expect(body).toEqual([fresh.conversation]);
    }
    const lonely = await signUp(server, 'patient');
    expect((await lonely.ask('GET', `${PATH}?patientId=${lonely.id}`)).body).toEqual([]);
  });

  test('the list is most recently updated first: a new message brings its conversation to the top', async () => {
    const { patient, pairs } = await makeInbox(4);
    const list = async () => idList((await patient.ask('GET', `${PATH}?patientId=${patient.id}`)).body);
    const inOrder = idList(pairs.map(({ conversation }) => conversation));
    expect(await list()).toEqual(inOrder.toReversed());
    const [first, second] = pairs as [Pair, Pair];
    const { body } = await say(second.consultant, second);
    expect((await list())[0]).toBe(second.conversation.id);
    await say(patient, first);
    expect((await list()).slice(0, 2)).toEqual([first.conversation.id, second.conversation.id]);
    expect(body.conversation.updatedAt > second.conversation.updatedAt).toBe(true);
  });

  test('the inbox adds people, last message, unread count and presence, each where it is asked for', async () => {
    const fresh = await makePair(server);
    const { patient, consultant, conversation } = fresh;
    const inbox = async (expand: string): Promise<InboxEntry> =>
      (await patient.ask('GET', `${PATH}?patientId=${patient.id}&expand=${expand}`)).body[0];
    const everything = 'people,lastMessage,unread,presence';
    expect(await inbox(everything)).toEqual({
      ...conversation,
      consultant: { id: consultant.id, name: consultant.name },
      patient: { id: patient.id, name: patient.name },
      lastMessage: null,
      unreadCount: 0,
      online: false,
    });
    await say(consultant, fresh, 'first');
    const { body: sent } = await say(consultant, fresh, 'second');
    const socket = await sockets.as(consultant);
    expect(await inbox(everything)).toMatchObject({
      updatedAt: sent.conversation.updatedAt,
      lastMessage: sent.message,
      unreadCount: 2,
      online: true,
    });
    socket.close();
    for (const [expand, keys] of [
      ['people', ['consultant', 'patient']],
      ['lastMessage', ['lastMessage']],
      ['unread', ['unreadCount']],
      ['presence', ['online']],
      ['', []],
    ] as const) {
      const entry = await inbox(expand);
      expect(Object.keys(entry).sort()).toEqual([...Object.keys(conversation), ...keys].sort());
    }
    const asConsultant = await consultant.ask('GET', `${PATH}?consultantId=${consultant.id}&expand=unread`);
    expect(asConsultant.body[0].unreadCount).toBe(0);
  });

  test('limit and before page through the inbox, each conversation once, most recently active first', async () => {
    const { patient, pairs } = await makeInbox(7);
    const newestFirst = idList(pairs.map(({ conversation }) => conversation)).reverse();
    for (const expand of ['', '&expand=lastMessage']) {
      for (const limit of [1, 3, 7, 500]) {
        const seen: string[] = [];
        let before = '';
        for (;;) {
          const path: string = `${PATH}?patientId=${patient.id}&limit=${limit}${before}${expand}`;
          const { body } = await patient.ask<Conversation[]>('GET', path);
          expect(body.length).toBeLessThanOrEqual(limit);
          if (body.length === 0) break;
          seen.push(...idList(body));
          before = `&before=${seen.at(-1)}`;
        }
        expect(seen).toEqual(newestFirst);
      }
    }
  });

  test('conversations of the very same millisecond are paged without loss', async () => {
    const { patient, pairs } = await makeInbox(5);
    await server.database.pool.query(
      `update conversations set updated_at = '2026-01-01T00:00:00.123Z' where patient_id = $1`,
      [patient.id],
    );
    const seen = new Set<string>();
    let before = '';
    for (let page = 0; page < 5; page += 1) {
      const { body } = await patient.ask('GET', `${PATH}?patientId=${patient.id}&limit=1${before}`);
      seen.add(body[0].id);
      before = `&before=${body[0].id}`;
    }
    expect(seen).toEqual(new Set(idList(pairs.map(({ conversation }) => conversation))));
  });

  test('a cancelled booking keeps its conversation in the list', async () => {
    const fresh = await makePair(server);
    await fresh.patient.ask('PATCH', `/bookings/${fresh.booking.id}`, { status: 'cancelled' });
    const { body } = await fresh.patient.ask('GET', `${PATH}?patientId=${fresh.patient.id}`);
    expect(idList(body)).toEqual([fresh.conversation.id]);
    expect((await fresh.consultant.ask('POST', PATH, idsOf(fresh))).body.id).toBe(fresh.conversation.id);
  });
});

describe('what is refused', () => {
  test.each([
    ['neither id', () => ''],
    ['both ids', () => `patientId=${pair.patient.id}&consultantId=${pair.consultant.id}`],
  ])('a list with %s is 400', async (_, query) => {
    expectInvalid(await pair.patient.ask('GET', `${PATH}?${query()}`), 'consultantId');
  });

  test.each([
    ['an id that is none', 'patientId=abc-123', ['patientId']],
    ['an empty id', 'patientId=', ['patientId']],
    ['the nil id', 'patientId=00000000-0000-0000-0000-000000000000', ['patientId']],
  ])('a list by %s is 400', async (_, query, paths) => {
    expectInvalid(await pair.patient.ask('GET', `${PATH}?${query}`), ...paths);
  });

  test.each([
    ['limit=0', 'limit'],
    ['limit=501', 'limit'],
    ['limit=ten', 'limit'],
    ['before=last', 'before'],
    ['expand=everything', 'expand'],
    ['expand=people,%20unread', 'expand'],
    ['expand=people&expand=unread', 'expand'],
  ])('a list with %s is 400', async (query, path) => {
    expectInvalid(await pair.patient.ask('GET', `${PATH}?patientId=${pair.patient.id}&${query}`), path);
  });

  test('the id given twice is 400', async () => {
    const { id } = pair.patient;
    expectInvalid(await pair.patient.ask('GET', `${PATH}?patientId=${id}&patientId=${id}`), 'patientId');
  });

  test.each(['consultantId', 'patientId', 'bookingId'] as const)(
    'opening a conversation without a proper %s is 400, and stores nothing',
    async (field) => {
      const before = await storedRows(server);
      for (const value of [undefined, null, '', 'abc-123', 7, [randomUUID()]]) {
        expectInvalid(await pair.patient.ask('POST', PATH, { ...idsOf(pair), [field]: value }), field);
      }
      expect(await storedRows(server)).toEqual(before);
    },
  );

  test('a page after a conversation that is not theirs, or that does not exist, is 404 alike', async () => {
    const list = (before: string) =>
      pair.patient.ask('GET', `${PATH}?patientId=${pair.patient.id}&before=${before}`);
    const foreign = await list(other.conversation.id);
    expectRefusal(foreign, 404, 'not_found');
    expect(fingerprint(foreign)).toBe(fingerprint(await list(randomUUID())));
  });
});

describe('whom it protects', () => {
  test("nobody lists another's conversations, and nobody lists by the slot of the other role", async () => {
    const { patient, consultant } = pair;
    for (const [person, query] of [
      [patient, `patientId=${other.patient.id}`],
      [patient, `consultantId=${consultant.id}`],
      [patient, `consultantId=${patient.id}`],
      [patient, `patientId=${randomUUID()}`],
      [consultant, `patientId=${patient.id}`],
      [consultant, `patientId=${consultant.id}`],
      [consultant, `consultantId=${other.consultant.id}`],
    ] as const) {
      expectRefusal(await person.ask('GET', `${PATH}?${query}`), 403, 'forbidden');
    }
  });

  test('the list holds only what the caller takes part in', async () => {
    const { body } = await pair.patient.ask('GET', `${PATH}?patientId=${pair.patient.id}&limit=500`);
    for (const entry of body) expect(entry.patientId).toBe(pair.patient.id);
  });

  test('of all ways to combine the ids of two pairs only the true one opens, and nothing is stored by the others', async () => {
    const booking = await book(pair.patient, pair.consultant);
    const mine = idsOf({ ...pair, booking });
    const theirs = idsOf(other);
    const choices = [0, 1, 2, 3, 4, 5, 6, 7].map((bits) => ({
      consultantId: (bits & 1 ? theirs : mine).consultantId,
      patientId: (bits & 2 ? theirs : mine).patientId,
      bookingId: (bits & 4 ? theirs : mine).bookingId,
    }));
    const swapped = { ...mine, consultantId: mine.patientId, patientId: mine.consultantId };
    const unknown = [
      { ...mine, bookingId: randomUUID() },
      { ...mine, bookingId: pair.conversation.id },
    ];
    const before = await storedRows(server);
    for (const person of [pair.patient, pair.consultant]) {
      const own = person.role === 'patient' ? 'patientId' : 'consultantId';
      for (const ids of [...choices.slice(1), swapped, ...unknown]) {
        const reply = await person.ask('POST', PATH, ids);
        if (ids[own] === person.id) expectRefusal(reply, 404, 'not_found');
        else expectRefusal(reply, 403, 'forbidden');
      }
    }
    expect(await storedRows(server)).toEqual(before);
    expect((await pair.patient.ask('POST', PATH, mine)).status).toBe(201);
  });

  test("a stranger's booking and an unknown booking get the same answer", async () => {
    const open = (bookingId: string) => pair.patient.ask('POST', PATH, { ...idsOf(pair), bookingId });
    expect(fingerprint(await open(other.booking.id))).toBe(fingerprint(await open(randomUUID())));
  });
});
