import { randomUUID } from 'node:crypto';
import type { Message } from '@jiggy-care/protocol';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { book, makePair, type Pair, signUp, type TestPerson } from '../support/people.ts';
import { expectInvalid, expectRefusal, fingerprint } from '../support/refusals.ts';
import { Sockets } from '../support/sockets.ts';
import { storedRows } from '../support/stored-rows.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

let server: TestServer;
let sockets: Sockets;
let pair: Pair;

beforeAll(async () => {
  server = await startTestServer();
  sockets = new Sockets(server);
  pair = await makePair(server);
});
afterEach(() => sockets.closeAll());
afterAll(() => server.close());

const bodyFor = (sender: TestPerson, { patient, consultant, booking }: Omit<Pair, 'conversation'>) => ({
  consultantId: consultant.id,
  patientId: patient.id,
  bookingId: booking.id,
  senderType: sender.role,
  content: 'Hello, I need help',
});
const send = (sender: TestPerson, to: Omit<Pair, 'conversation'>, more: object = {}) =>
  sender.ask('POST', '/chat/messages', { ...bodyFor(sender, to), ...more });
const history = (reader: TestPerson, { conversation }: Pick<Pair, 'conversation'>, query = '') =>
  reader.ask('GET', `/chat/conversations/${conversation.id}/messages${query}`);
const contents = (messages: readonly Message[]) => messages.map(({ content }) => content);

/** A pair whose patient has sent `1`, `2`, `3` … */
async function makeHistory(count: number): Promise<Pair> {
  const made = await makePair(server);
  await Promise.all(
    Array.from({ length: count }, (_, index) => send(made.patient, made, { content: `text ${index}` })),
  );
  return made;
}

describe('what works', () => {
  test('a message is answered 201 with itself and its conversation, and the history begins with it', async () => {
    const fresh = await makePair(server);
    const { status, body } = await send(fresh.patient, fresh);
    expect(status).toBe(201);
    expect(body).toEqual({
      message: {
        id: expect.any(String),
        conversationId: fresh.conversation.id,
        senderId: fresh.patient.id,
        senderType: 'patient',
        content: 'Hello, I need help',
        isRead: false,
        createdAt: expect.stringMatching(ISO),
        updatedAt: expect.stringMatching(ISO),
        seq: 1,
      },
      conversation: { ...fresh.conversation, updatedAt: expect.stringMatching(ISO) },
    });
    const answer = await send(fresh.consultant, fresh, { content: 'How can I help?' });
    expect(answer.body.message).toMatchObject({ senderType: 'consultant', seq: 2 });
    for (const reader of [fresh.patient, fresh.consultant]) {
      const page = await history(reader, fresh);
      expect(page.status).toBe(200);
      expect(page.body).toEqual({
        conversation: answer.body.conversation,
        messages: [answer.body.message, body.message],
        hasMore: false,
      });
    }
  });

  test('the first message of a booking opens its conversation, once, though fifty are sent at once', async () => {
    const [patient, consultant] = await Promise.all([
      signUp(server, 'patient'),
      signUp(server, 'consultant'),
    ]);
    const booking = await book(patient, consultant);
    const replies = await Promise.all(
      Array.from({ length: 50 }, () => send(patient, { patient, consultant, booking })),
    );
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([201]));
    expect(new Set(replies.map(({ body }) => body.conversation.id)).size).toBe(1);
  });

  test('a hundred sent at once by both get the numbers 1 to 100 without a gap, and all read them in that order', async () => {
    const fresh = await makePair(server);
    const replies = await Promise.all(
      Array.from({ length: 100 }, (_, index) =>
        send(index % 2 === 0 ? fresh.patient : fresh.consultant, fresh, { content: `number ${index}` }),
      ),
    );
    const sent = replies.map(({ body }) => body.message as Message).sort((a, b) => a.seq - b.seq);
    expect(sent.map(({ seq }) => seq)).toEqual(Array.from({ length: 100 }, (_, index) => index + 1));
    expect(sent.map(({ createdAt }) => createdAt)).toEqual(sent.map(({ createdAt }) => createdAt).sort());
    const { body } = await history(fresh.consultant, fresh, '?limit=500');
    expect(body.messages).toEqual(sent.toReversed());
  });

  test("the document's example 3 pages through the history, newest first", async () => {
    const made = await makeHistory(45);
    const loadMessages = async (page = 1, pageSize = 20) => {
      const offset = (page - 1) * pageSize;
      const response = await fetch(
        `${server.api}/chat/conversations/${made.conversation.id}/messages?limit=${pageSize}&offset=${offset}`,
        { headers: { Authorization: `Bearer ${made.consultant.token}`, 'X-Client-Type': 'mobile' } },
      );
      return ((await response.json()) as { messages: Message[] }).messages;
    };
    const pages = [
      await loadMessages(1),
      await loadMessages(2),
      await loadMessages(3),
      await loadMessages(4),
    ];
    expect(pages.map((messages) => messages.length)).toEqual([20, 20, 5, 0]);
    expect(pages.flat().map(({ seq }) => seq)).toEqual(Array.from({ length: 45 }, (_, index) => 45 - index));
  });

  test('fifty come where no limit is said, and hasMore tells whether there are older ones', async () => {
    const made = await makeHistory(51);
    for (const [query, length, hasMore] of [
      ['', 50, true],
      ['?limit=50&offset=1', 50, false],
      ['?limit=51', 51, false],
      ['?limit=1&offset=50', 1, false],
      ['?limit=1&offset=49', 1, true],
      ['?offset=51', 0, false],
      ['?offset=2000000000', 0, false],
      ['?limit=500&offset=0', 51, false],
      ['?limit=007', 7, true],
    ] as const) {
      const { body } = await history(made.patient, made, query);
      expect([query, body.messages.length, body.hasMore]).toEqual([query, length, hasMore]);
    }
  });

  test('before gives the older ones newest first, after the newer ones oldest first, with hasMore to either side', async () => {
    const made = await makeHistory(10);
    const { messages } = (await history(made.patient, made)).body as { messages: Message[] };
    const bySeq = (seq: number) => messages.find((message) => message.seq === seq)?.id ?? '';
    for (const [query, seqs, hasMore] of [
      [`before=${bySeq(6)}&limit=3`, [5, 4, 3], true],
      [`before=${bySeq(3)}&limit=3`, [2, 1], false],
      [`before=${bySeq(4)}&limit=3`, [3, 2, 1], false],
      [`before=${bySeq(1)}`, [], false],
      [`after=${bySeq(6)}&limit=3`, [7, 8, 9], true],
      [`after=${bySeq(7)}&limit=3`, [8, 9, 10], false],
      [`after=${bySeq(8)}&limit=3`, [9, 10], false],
      [`after=${bySeq(10)}`, [], false],
      [`after=${bySeq(9).toUpperCase()}`, [10], false],
    ] as const) {
      const { status, body } = await history(made.consultant, made, `?${query}`);
      expect(status).toBe(200);
      expect(body.messages.map(({ seq }: Message) => seq)).toEqual(seqs);
      expect(body.hasMore).toBe(hasMore);
      expect(body.conversation.id).toBe(made.conversation.id);
    }
  });

  test('paging by cursor loses and doubles nothing while new messages come in', async () => {
    const made = await makeHistory(20);
    const seen: number[] = [];
    let before = '';
    for (let page = 0; page < 8; page += 1) {
      const { body } = await history(made.consultant, made, `?limit=3${before}`);
      seen.push(...body.messages.map(({ seq }: Message) => seq));
      before = `&before=${body.messages.at(-1)?.id}`;
      if (!body.hasMore) break;
      await send(made.patient, made, { content: `meanwhile ${page}` });
    }
    expect(seen).toEqual(Array.from({ length: 20 }, (_, index) => 20 - index));
  });

  test.each([
    ['SQL', "Robert'); DROP TABLE messages;--"],
    ['HTML', '<script>alert(1)</script><img src=x onerror=alert(1)> &amp; &lt;'],
    ['line ends of Windows and blanks at both ends', '  first\r\n\tsecond\r\n  '],
    ['templates and format strings', '$\u007b7*7} {{7*7}} %s %n %00 \\u0000 $1 ../../etc/passwd'],
    ['writing from right to left, marked as such', '\u202eשלום عليكم\u202c'],
    ['emoji of many parts', '👩🏽‍⚕️🏳️‍🌈👨‍👩‍👧‍👦 é́́́'],
    ['a letter with a thousand accents', `e${'\u0301'.repeat(1_000)}`],
    ['composed and decomposed letters', '\u00e9 e\u0301 \u212b'],
    ['a zero-width joiner between letters', 'a\u200db'],
    ['control characters that text can hold', 'bell \u0007 escape \u001b[31m next line \u0085'],
    ['a byte order mark', '\ufeffHello'],
    ['the last code point', '\u{10ffff}'],
    ['JSON', '{"__proto__": {"isAdmin": true}}'],
  ])('%s is stored and returned exactly as sent', async (_, content) => {
    const { status, body } = await send(pair.patient, pair, { content });
    expect(status).toBe(201);
    expect(body.message.content).toBe(content);
    const { body: page } = await history(pair.consultant, pair, '?limit=1');
    expect(page.messages[0].content).toBe(content);
    const { rows } = await server.database.pool.query('select content from messages where id = $1', [
      body.message.id,
    ]);
    expect(rows[0].content).toBe(content);
  });

  test('ten thousand characters are sent, however many bytes each of them has', async () => {
    for (const character of ['a', 'é', '界', '🩺', '"', '\\', '\n.']) {
      const content = character.repeat(10_000 / character.length).slice(0, 10_000);
      const whole = character === '🩺' ? character.repeat(10_000) : content;
      const { status, body } = await send(pair.patient, pair, { content: whole });
      expect(status).toBe(201);
      expect([...body.message.content]).toHaveLength([...whole].length);
    }
  });

  test('a retry with the same clientMessageId answers with the first message, whatever its text', async () => {
    const fresh = await makePair(server);
    const clientMessageId = randomUUID();
    const socket = await sockets.inside(fresh.consultant, fresh.conversation.id);
    const first = await send(fresh.patient, fresh, { clientMessageId, content: 'first' });
    expect(first.body.message).toMatchObject({ clientMessageId, content: 'first' });
    await send(fresh.patient, fresh, { content: 'between' });
    for (const content of ['first', 'changed since']) {
      const retry = await send(fresh.patient, fresh, {
        clientMessageId: clientMessageId.toUpperCase(),
        content,
      });
      expect(retry.status).toBe(201);
      expect(retry.body.message).toEqual(first.body.message);
    }
    const { body } = await history(fresh.patient, fresh);
    expect(contents(body.messages)).toEqual(['between', 'first']);
    expect(body.messages[1].clientMessageId).toBe(clientMessageId);
    expect(Object.keys(body.messages[0])).not.toContain('clientMessageId');
    await socket.settled();
    expect(contents(socket.all('new_message').map(({ message }) => message))).toEqual(['first', 'between']);
  });

  test('one clientMessageId sent fifty times at once makes one message and fifty equal answers', async () => {
    const fresh = await makePair(server);
    const clientMessageId = randomUUID();
    const replies = await Promise.all(
      Array.from({ length: 50 }, () => send(fresh.patient, fresh, { clientMessageId })),
    );
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([201]));
    expect(new Set(replies.map(({ body }) => JSON.stringify(body.message))).size).toBe(1);
    expect((await history(fresh.patient, fresh)).body.messages).toHaveLength(1);
  });

  test('the same clientMessageId of another sender, or in another conversation, is another message', async () => {
    const clientMessageId = randomUUID();
    const [one, two] = await Promise.all([makePair(server), makePair(server)]);
    const replies = await Promise.all([
      send(one.patient, one, { clientMessageId }),
      send(one.consultant, one, { clientMessageId }),
      send(two.patient, two, { clientMessageId }),
    ]);
    expect(new Set(replies.map(({ body }) => body.message.id)).size).toBe(3);
  });

  test('what is sent over REST is heard by everyone in the room as new_message', async () => {
    const { patient, consultant, conversation } = pair;
    const both = [
      await sockets.inside(patient, conversation.id),
      await sockets.inside(consultant, conversation.id),
    ];
    const { body } = await send(patient, pair, { content: 'Over REST' });
    for (const socket of both) expect(await socket.next('new_message')).toEqual(body);
  });
});

describe('what is refused', () => {
  test.each([
    ['-1'],
    ['0'],
    ['501'],
    ['1.5'],
    ['1e2'],
    ['1e309'],
    ['0x10'],
    ['NaN'],
    ['Infinity'],
    ['9007199254740992'],
    ['99999999999999999999'],
    ['"10"'],
    ['+10'],
    ['%2B10'],
    ['%2010'],
    ['10%20'],
    ['10%0A'],
    ['10%00'],
    ['١٠'],
    ['10;drop'],
    ['null'],
    ['true'],
    [''],
  ])('limit=%s is 400', async (limit) => {
    expectInvalid(await history(pair.patient, pair, `?limit=${limit}`), 'limit');
  });

  test.each(['-1', '-0', '1.5', '1e3', 'NaN', '2000000001', '9007199254740993', '0x0', 'ten', ''])(
    'offset=%s is 400',
    async (offset) => {
      expectInvalid(await history(pair.patient, pair, `?offset=${offset}`), 'offset');
    },
  );

  test('a parameter that comes twice, in a list or in an object is 400', async () => {
    for (const [query, path] of [
      ['limit=1&limit=2', 'limit'],
      ['offset=0&offset=0', 'offset'],
      [`before=${randomUUID()}&before=${randomUUID()}`, 'before'],
    ] as const) {
      expectInvalid(await history(pair.patient, pair, `?${query}`), path);
    }
  });

  test('before, after and offset exclude each other', async () => {
    const id = randomUUID();
    for (const query of [
      `before=${id}&after=${id}`,
      `before=${id}&offset=0`,
      `after=${id}&offset=5`,
      `before=${id}&after=${id}&offset=1`,
    ]) {
      expectInvalid(await history(pair.patient, pair, `?${query}`), 'offset');
    }
  });

  test('a cursor that is no id is 400; one that is not a message of this conversation is 404, known or not', async () => {
    const other = await makePair(server);
    const { body } = await send(other.patient, other);
    for (const side of ['before', 'after']) {
      expectInvalid(await history(pair.patient, pair, `?${side}=last`), side);
      const foreign = await history(pair.patient, pair, `?${side}=${body.message.id}`);
      expectRefusal(foreign, 404, 'not_found');
      const unknown = await history(pair.patient, pair, `?${side}=${randomUUID()}`);
      expect(fingerprint(unknown)).toBe(fingerprint(foreign));
    }
  });

  test.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['a number', 42],
    ['a list', ['Hello']],
    ['an object', { toString: 'Hello' }],
    ['an empty text', ''],
    ['blanks', ' \t\r\n\u00a0\u2003'],
    ['what nobody sees', '\u200d\u2060'],
    ['10,001 characters', 'x'.repeat(10_001)],
    ['10,001 emoji', '🩺'.repeat(10_001)],
    ['a NUL', 'before\u0000after'],
    ['a lone high surrogate', 'broken \ud83d'],
    ['a lone low surrogate', '\ude00 broken'],
    ['surrogates in the wrong order', '\ude00\ud83d'],
  ])('content of %s is 400, and stores nothing', async (_, content) => {
    const before = await storedRows(server);
    expectInvalid(await send(pair.patient, pair, { content }), 'content');
    expect(await storedRows(server)).toEqual(before);
  });

  test.each(['consultantId', 'patientId', 'bookingId', 'senderType', 'clientMessageId'])(
    'a bad %s is 400, and stores nothing',
    async (field) => {
      const before = await storedRows(server);
      for (const value of [null, '', 'abc-123', 7, true, ['patient'], { $ne: null }, `${randomUUID()}\n`]) {
        expectInvalid(await send(pair.patient, pair, { [field]: value }), field);
      }
      expect(await storedRows(server)).toEqual(before);
    },
  );

  test('a cancelled booking can be read, and not written to', async () => {
    const fresh = await makePair(server);
    const clientMessageId = randomUUID();
    const { body: sent } = await send(fresh.patient, fresh, { clientMessageId });
    await fresh.consultant.ask('PATCH', `/bookings/${fresh.booking.id}`, { status: 'cancelled' });
    const before = await storedRows(server);
    for (const sender of [fresh.patient, fresh.consultant]) {
      expectRefusal(await send(sender, fresh), 409, 'booking_cancelled');
    }
    // what was stored before stays answered: the sender's first answer may have been lost
    expect((await send(fresh.patient, fresh, { clientMessageId })).body.message).toEqual(sent.message);
    expect(await storedRows(server)).toEqual(before);
    expect((await history(fresh.consultant, fresh)).body.messages).toEqual([sent.message]);
  });

  test('a completed booking can still be written to', async () => {
    const fresh = await makePair(server);
    await fresh.consultant.ask('PATCH', `/bookings/${fresh.booking.id}`, { status: 'completed' });
    expect((await send(fresh.patient, fresh)).status).toBe(201);
  });
});

describe('whom it protects', () => {
  let stranger: Pair;
  beforeAll(async () => {
    stranger = await makePair(server);
  });

  test('nobody speaks in the role of the other, or in the name of another', async () => {
    const before = await storedRows(server);
    const { patient, consultant } = pair;
    for (const [sender, more] of [
      [patient, { senderType: 'consultant' }],
      [consultant, { senderType: 'patient' }],
      [patient, { patientId: stranger.patient.id }],
      [consultant, { consultantId: stranger.consultant.id }],
      [stranger.patient, {}],
      [stranger.consultant, {}],
    ] as const) {
      expectRefusal(await send(sender, pair, more), 403, 'forbidden');
    }
    expect(await storedRows(server)).toEqual(before);
  });

  test('a booking that is not of exactly these two is 404, and nothing is stored', async () => {
    const unopened = await book(pair.patient, pair.consultant);
    const before = await storedRows(server);
    const replies = [
      await send(pair.patient, pair, { bookingId: stranger.booking.id }),
      await send(pair.patient, pair, { bookingId: randomUUID() }),
      await send(pair.patient, pair, { consultantId: stranger.consultant.id }),
      await send(pair.patient, pair, {
        consultantId: stranger.consultant.id,
        bookingId: stranger.booking.id,
      }),
      await send(pair.patient, pair, {
        consultantId: stranger.consultant.id,
        bookingId: unopened.id,
      }),
    ];
    for (const reply of replies) expectRefusal(reply, 404, 'not_found');
    expect(new Set(replies.map(fingerprint)).size).toBe(1);
    expect(await storedRows(server)).toEqual(before);
  });

  test("another pair's history is as unknown as one that does not exist", async () => {
    await send(pair.patient, pair);
    for (const query of ['', '?limit=1', `?before=${randomUUID()}`]) {
      const theirs = await history(stranger.patient, pair, query);
      expectRefusal(theirs, 404, 'not_found');
      const none = await history(
        stranger.patient,
        { conversation: { ...pair.conversation, id: randomUUID() } },
        query,
      );
      expect(fingerprint(theirs)).toBe(fingerprint(none));
    }
    // over REST a conversation is named by its own id only
    expectRefusal(
      await pair.patient.ask('GET', `/chat/conversations/${pair.booking.id}/messages`),
      404,
      'not_found',
    );
  });

  test('what the body claims of id, number, time and reading is not stored', async () => {
    const claims = { id: randomUUID(), seq: 999, isRead: true, createdAt: '2001-01-01T00:00:00Z' };
    const { body } = await send(pair.patient, pair, {
      ...claims,
      senderId: pair.consultant.id,
      conversationId: stranger.conversation.id,
    });
    expect(body.message).toMatchObject({
      isRead: false,
      senderId: pair.patient.id,
      conversationId: pair.conversation.id,
    });
    expect(body.message.id).not.toBe(claims.id);
    expect(body.message.seq).not.toBe(999);
    expect(body.message.createdAt > '2020').toBe(true);
  });

  test('sockets of another conversation hear nothing', async () => {
    const socket = await sockets.inside(stranger.consultant, stranger.conversation.id);
    await send(pair.patient, pair, { content: 'Not for strangers' });
    await socket.settled();
    expect(socket.all('new_message')).toEqual([]);
  });
});
