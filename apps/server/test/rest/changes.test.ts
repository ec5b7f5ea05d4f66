import { randomUUID } from 'node:crypto';
import type { Call, Changes, Message } from '@jiggy-care/protocol';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { makePair, type Pair, type TestPerson } from '../support/people.ts';
import { expectInvalid, expectRefusal, fingerprint } from '../support/refusals.ts';
import { Sockets } from '../support/sockets.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';

let server: TestServer;
let sockets: Sockets;

beforeAll(async () => {
  server = await startTestServer();
  sockets = new Sockets(server);
});
afterEach(() => sockets.closeAll());
afterAll(() => server.close());

const changesOf = (reader: TestPerson, { conversation }: Pick<Pair, 'conversation'>, query = '') =>
  reader.ask<Changes>('GET', `/chat/conversations/${conversation.id}/changes${query}`);
const cursorOf = async (reader: TestPerson, pair: Pair) => (await changesOf(reader, pair)).body.cursor;
const say = async (sender: TestPerson, { conversation }: Pair, content = 'Hello'): Promise<Message> => {
  const { body } = await sender.ask('POST', '/chat/messages', {
    consultantId: conversation.consultantId,
    patientId: conversation.patientId,
    bookingId: conversation.bookingId,
    senderType: sender.role,
    content,
  });
  return body.message;
};
const read = (reader: TestPerson, { conversation }: Pair, messageIds: string[]) =>
  reader.ask('POST', `/chat/conversations/${conversation.id}/read`, { messageIds });
const historyOf = async (reader: TestPerson, { conversation }: Pair): Promise<Message[]> =>
  (await reader.ask('GET', `/chat/conversations/${conversation.id}/messages?limit=500`)).body.messages;

/** A client that keeps what it knows of a conversation and catches up page by page. */
class Follower {
  readonly messages = new Map<string, Message>();
  readonly calls = new Map<string, Call>();
  /** Every message as it came, for who looks for doubles. */
  readonly received: Message[] = [];

  constructor(
    private readonly reader: TestPerson,
    private readonly pair: Pair,
    private cursor: string,
    private readonly limit: number,
  ) {}

  async catchUp(): Promise<void> {
    for (;;) {
      const { status, body } = await changesOf(
        this.reader,
        this.pair,
        `?since=${encodeURIComponent(this.cursor)}&limit=${this.limit}`,
      );
      expect(status).toBe(200);
      expect(body.messages.length + body.calls.length).toBeLessThanOrEqual(this.limit);
      for (const message of body.messages) this.messages.set(message.id, message);
      for (const call of body.calls) this.calls.set(call.id, call);
      this.received.push(...body.messages);
      this.cursor = body.cursor;
      if (!body.hasMore) return;
    }
  }

  get bySeq(): Message[] {
    return [...this.messages.values()].sort((a, b) => b.seq - a.seq);
  }
}

describe('what works', () => {
  test('without since comes just the current cursor', async () => {
    const pair = await makePair(server);
    await say(pair.patient, pair);
    const { status, body } = await changesOf(pair.consultant, pair);
    expect(status).toBe(200);
    const nothing = { messages: [], calls: [], delivered: [] };
    expect(body).toEqual({ ...nothing, cursor: expect.any(String), hasMore: false });
    const again = await changesOf(pair.consultant, pair, `?since=${body.cursor}`);
    expect(again.body).toEqual(body);
  });

  test('a cursor of the empty conversation leads to everything, in the order in which it was stored', async () => {
    const pair = await makePair(server);
    const cursor = await cursorOf(pair.patient, pair);
    const sent: Message[] = [];
    for (let index = 0; index < 5; index += 1) {
      sent.push(await say(index % 2 ? pair.patient : pair.consultant, pair, `${index}`));
    }
    for (const reader of [pair.patient, pair.consultant]) {
      const { body } = await changesOf(reader, pair, `?since=${cursor}`);
      expect(body).toMatchObject({ messages: sent, calls: [], hasMore: false });
    }
  });

  test('a message that was read is told again, as it is now', async () => {
    const pair = await makePair(server);
    const message = await say(pair.patient, pair);
    const other = await say(pair.patient, pair);
    const cursor = await cursorOf(pair.patient, pair);
    await read(pair.consultant, pair, [message.id]);
    const { body } = await changesOf(pair.patient, pair, `?since=${cursor}`);
    expect(body.messages).toMatchObject([{ id: message.id, isRead: true, seq: 1 }]);
    expect(body.messages).not.toContainEqual(expect.objectContaining({ id: other.id }));
  });

  test('a read that changed nothing, and a retry that stored nothing, are no changes', async () => {
    const pair = await makePair(server);
    const message = await say(pair.patient, pair);
    await read(pair.consultant, pair, [message.id]);
    const cursor = await cursorOf(pair.patient, pair);
    await read(pair.consultant, pair, [message.id]);
    await read(pair.patient, pair, [message.id, randomUUID()]);
    expect((await changesOf(pair.patient, pair, `?since=${cursor}`)).body).toMatchObject({
      messages: [],
      hasMore: false,
    });
  });

  test.each([1, 2, 3, 500])(
    'pages of %i give each change once, and hasMore tells when all is told',
    async (limit) => {
      const pair = await makePair(server);
      const follower = new Follower(pair.patient, pair, await cursorOf(pair.patient, pair), limit);
      const sent: Message[] = [];
      for (let index = 0; index < 7; index += 1) sent.push(await say(pair.patient, pair, `${index}`));
      // three at once have one moment, and still a page may end between them
      const [first, second, third] = sent.map(({ id }) => id) as [string, string, string];
      await read(pair.consultant, pair, [first, second, third]);
      await follower.catchUp();
      expect(follower.received).toHaveLength(7);
      expect(follower.bySeq).toEqual(await historyOf(pair.patient, pair));
      await follower.catchUp();
      expect(follower.received).toHaveLength(7);
    },
  );

  test.each([1, 2, 3])(
    'who pages by %i while both send and read ends with the very history, and no news ever goes back',
    async (limit) => {
      const pair = await makePair(server);
      const follower = new Follower(pair.consultant, pair, await cursorOf(pair.consultant, pair), limit);
      let isBusy = true;
      const traffic = async () => {
        for (let round = 0; round < 12; round += 1) {
          const sent = await Promise.all([
            say(pair.patient, pair, `question ${round}`),
            say(pair.consultant, pair, `answer ${round}`),
            say(pair.patient, pair, `thanks ${round}`),
          ]);
          const ids = sent.map(({ id }) => id);
          await Promise.all([read(pair.consultant, pair, ids), read(pair.patient, pair, ids)]);
        }
        isBusy = false;
      };
      const following = async () => {
        while (isBusy) await follower.catchUp();
        await follower.catchUp();
      };
      await Promise.all([traffic(), following()]);
      expect(follower.messages.size).toBe(36);
      expect(follower.bySeq).toEqual(await historyOf(pair.consultant, pair));
      const readOnce = new Set<string>();
      for (const { id, isRead } of follower.received) {
        if (isRead) readOnce.add(id);
        else expect(readOnce).not.toContain(id);
      }
    },
  );

  test('a call shows when it rings and when it is over, among the messages, and once to who pages by one', async () => {
    const pair = await makePair(server);
    const { patient, consultant, conversation } = pair;
    const follower = new Follower(patient, pair, await cursorOf(patient, pair), 1);
    const atPatient = await sockets.inside(patient, conversation.id);
    const atConsultant = await sockets.inside(consultant, conversation.id);
    await say(patient, pair, 'before');
    atPatient.emit('call:initiate', {
      toUserId: consultant.id,
      conversationId: conversation.id,
      callType: 'video',
    });
    await atConsultant.next('call:incoming');
    await follower.catchUp();
    const [ringing] = follower.calls.values();
    expect(ringing).toEqual({
      id: expect.any(String),
      conversationId: conversation.id,
      callerId: patient.id,
      calleeId: consultant.id,
      callType: 'video',
      status: 'ringing',
      startedAt: expect.any(String),
      answeredAt: null,
      endedAt: null,
    });
    atConsultant.emit('call:reject', { toUserId: patient.id });
    await atPatient.next('call:rejected');
    await say(consultant, pair, 'after');
    await follower.catchUp();
    expect([...follower.calls.values()]).toEqual([
      { ...ringing, status: 'rejected', endedAt: expect.any(String) },
    ]);
    expect(follower.bySeq.map(({ content }) => content)).toEqual(['after', 'before']);
  });
});

describe('what is refused', () => {
  test('a cursor that is none of this conversation is 400', async () => {
    const [pair, other] = await Promise.all([makePair(server), makePair(server)]);
    await say(pair.patient, pair);
    await say(other.patient, other);
    const own = await cursorOf(pair.patient, pair);
    const decoded = Buffer.from(own, 'base64url').toString();
    const forge = (text: string) => Buffer.from(text).toString('base64url');
    for (const since of [
      '',
      'x',
      '0',
      '!!!!',
      randomUUID(),
      await cursorOf(other.patient, other),
      forge(decoded.replace(/\d+$/, '999999999')),
      forge(decoded.replace(/\d+$/, '-1')),
      forge(decoded.replace(/\d+$/, '1e0')),
      forge(decoded.replace(/\d+$/, '')),
      forge(decoded.replace(/\d+\.\d+$/, '999999999.0')),
      forge(decoded.replace(/\d+\.\d+$/, '-1.0')),
      forge(decoded.replace(/\d+\.\d+$/, '1e0.0')),
      forge(decoded.replace(/^\w+/, 'c0')),
      own.slice(0, -4),
      'A'.repeat(101),
    ]) {
      expectInvalid(await changesOf(pair.patient, pair, `?since=${encodeURIComponent(since)}`), 'since');
    }
    expectInvalid(await changesOf(pair.patient, pair, `?since=${own}&since=${own}`), 'since');
    expect((await changesOf(pair.patient, pair, `?since=${own}`)).status).toBe(200);
  });

  test.each(['0', '501', '-1', '1.5', 'ten', ''])('limit=%s is 400', async (limit) => {
    const pair = await makePair(server);
    expectInvalid(await changesOf(pair.patient, pair, `?limit=${limit}`), 'limit');
  });
});

describe('whom it protects', () => {
  test('a stranger learns nothing, not even with a cursor of theirs', async () => {
    const [pair, stranger] = await Promise.all([makePair(server), makePair(server)]);
    await say(pair.patient, pair);
    const cursor = await cursorOf(pair.patient, pair);
    for (const query of ['', `?since=${cursor}`, '?since=garbled']) {
      const theirs = await changesOf(stranger.patient, pair, query);
      expectRefusal(theirs, 404, 'not_found');
      const none = await changesOf(
        stranger.patient,
        { conversation: { ...pair.conversation, id: randomUUID() } },
        query,
      );
      expect(fingerprint(theirs)).toBe(fingerprint(none));
    }
  });
});
