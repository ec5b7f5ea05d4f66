import { randomUUID } from 'node:crypto';
import type { Message } from '@jiggy-care/protocol';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { makePair, type Pair, type TestPerson } from '../support/people.ts';
import { expectInvalid, expectRefusal, fingerprint } from '../support/refusals.ts';
import { Sockets } from '../support/sockets.ts';
import { storedRows } from '../support/stored-rows.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';

let server: TestServer;
let sockets: Sockets;
let pair: Pair;

beforeAll(async () => {
  server = await startTestServer();
  sockets = new Sockets(server);
});
beforeEach(async () => {
  pair = await makePair(server);
});
afterEach(() => sockets.closeAll());
afterAll(() => server.close());

async function say(sender: TestPerson, { conversation }: Pair, count = 1): Promise<string[]> {
  const sent: Message[] = [];
  for (let index = 0; index < count; index += 1) {
    const { body } = await sender.ask('POST', '/chat/messages', {
      consultantId: conversation.consultantId,
      patientId: conversation.patientId,
      bookingId: conversation.bookingId,
      senderType: sender.role,
      content: `number ${index}`,
    });
    sent.push(body.message);
  }
  return sent.map(({ id }) => id);
}
const unread = (reader: TestPerson, conversationId: string, userId = reader.id) =>
  reader.ask('GET', `/chat/conversations/${conversationId}/unread?userId=${userId}`);
const read = (reader: TestPerson, conversationId: string, messageIds: unknown) =>
  reader.ask('POST', `/chat/conversations/${conversationId}/read`, { messageIds });
const isReadOf = async (reader: TestPerson, { conversation }: Pair) => {
  const { body } = await reader.ask('GET', `/chat/conversations/${conversation.id}/messages`);
  return Object.fromEntries(body.messages.map(({ id, isRead }: Message) => [id, isRead]));
};

describe('what works', () => {
  test('the count is of what the other person sent and the caller has not read', async () => {
    const { patient, consultant, conversation } = pair;
    await say(patient, pair, 3);
    await say(consultant, pair, 2);
    const forConsultant = await unread(consultant, conversation.id);
    expect(forConsultant.status).toBe(200);
    expect(forConsultant.body).toEqual({ conversationId: conversation.id, unreadCount: 3 });
    expect((await unread(patient, conversation.id)).body.unreadCount).toBe(2);
  });

  test('reading some leaves the rest, and reading twice counts once', async () => {
    const { patient, consultant, conversation } = pair;
    const ids = await say(patient, pair, 5);
    const first = await read(consultant, conversation.id, ids.slice(0, 3));
    expect(first.status).toBe(200);
    expect(first.body).toEqual({ success: true, updatedCount: 3 });
    expect((await read(consultant, conversation.id, ids)).body).toEqual({ success: true, updatedCount: 2 });
    expect((await read(consultant, conversation.id, ids)).body).toEqual({ success: true, updatedCount: 0 });
    expect((await unread(consultant, conversation.id)).body.unreadCount).toBe(0);
    expect(Object.values(await isReadOf(patient, pair))).toEqual(Array(5).fill(true));
  });

  test('an id that is named many times, in capitals too, counts once', async () => {
    const { patient, consultant, conversation } = pair;
    const [id = ''] = await say(patient, pair);
    const { body } = await read(consultant, conversation.id, [id, id.toUpperCase(), id]);
    expect(body.updatedCount).toBe(1);
  });

  test('two devices that read the same at once count each message once between them', async () => {
    const { patient, consultant, conversation } = pair;
    const ids = await say(patient, pair, 20);
    const replies = await Promise.all(
      Array.from({ length: 10 }, () => read(consultant, conversation.id, ids)),
    );
    expect(replies.reduce((sum, { body }) => sum + body.updatedCount, 0)).toBe(20);
    expect((await unread(consultant, conversation.id)).body.unreadCount).toBe(0);
  });

  test('the count is right after sends and reads at once', async () => {
    const { patient, consultant, conversation } = pair;
    const ids = await say(patient, pair, 10);
    await Promise.all([
      ...ids.map((id) => read(consultant, conversation.id, [id])),
      say(patient, pair, 5),
      say(consultant, pair, 3),
    ]);
    expect((await unread(consultant, conversation.id)).body.unreadCount).toBe(5);
    expect((await unread(patient, conversation.id)).body.unreadCount).toBe(3);
  });

  test('a read over REST is heard as messages_read by everyone in the room, with what really changed', async () => {
    const { patient, consultant, conversation } = pair;
    const [already = '', ...ids] = await say(patient, pair, 3);
    await read(consultant, conversation.id, [already]);
    const atPatient = await sockets.inside(patient, conversation.id);
    const atConsultant = await sockets.inside(consultant, conversation.id);
    await read(consultant, conversation.id, [already, ...ids.toReversed(), randomUUID()]);
    for (const socket of [atPatient, atConsultant]) {
      expect(await socket.next('messages_read')).toEqual({
        conversationId: conversation.id,
        messageIds: ids,
        readAt: expect.any(String),
      });
    }
    await read(consultant, conversation.id, ids);
    await atPatient.settled();
    expect(atPatient.all('messages_read')).toHaveLength(1);
  });

  test('reading changes when a message was updated, and neither its place nor its text', async () => {
    const { patient, consultant, conversation } = pair;
    const [id = ''] = await say(patient, pair);
    const list = `/chat/conversations/${conversation.id}/messages`;
    const [before] = (await patient.ask('GET', list)).body.messages;
    await read(consultant, conversation.id, [id]);
    const [after] = (await patient.ask('GET', list)).body.messages;
    const { updatedAt } = after;
    expect(after).toEqual({
      ...before,
      ...{ isRead: true, updatedAt, readAt: updatedAt, deliveredAt: updatedAt },
    });
    expect(after.updatedAt >= before.updatedAt).toBe(true);
  });

  test('a cancelled conversation can still be read and marked as read', async () => {
    const { patient, consultant, booking, conversation } = pair;
    const ids = await say(patient, pair, 2);
    await patient.ask('PATCH', `/bookings/${booking.id}`, { status: 'cancelled' });
    expect((await unread(consultant, conversation.id)).body.unreadCount).toBe(2);
    expect((await read(consultant, conversation.id, ids)).body.updatedCount).toBe(2);
  });

  test('a thousand ids are taken at once', async () => {
    const ids = Array.from({ length: 1_000 }, () => randomUUID());
    const [id = ''] = await say(pair.patient, pair);
    expect((await read(pair.consultant, pair.conversation.id, [...ids.slice(1), id])).body).toEqual({
      success: true,
      updatedCount: 1,
    });
  });
});

describe('what is refused', () => {
  test('a count without userId, or with a bad one, is 400', async () => {
    const path = `/chat/conversations/${pair.conversation.id}/unread`;
    for (const query of ['', '?userId=', '?userId=user-456', '?userId=a&userId=b', '?user=x']) {
      expectInvalid(await pair.patient.ask('GET', `${path}${query}`), 'userId');
    }
  });

  test.each<[string, unknown]>([
    ['no list', undefined],
    ['null', null],
    ['an id without a list', randomUUID()],
    ['an object', { 0: randomUUID(), length: 1 }],
    ['no id at all', []],
  ])('reading %s is 400', async (_, messageIds) => {
    expectInvalid(await read(pair.consultant, pair.conversation.id, messageIds), 'messageIds');
  });

  test('1,001 ids are 400, and 10,000 too', async () => {
    const reading = (count: number) =>
      read(
        pair.consultant,
        pair.conversation.id,
        Array.from({ length: count }, () => randomUUID()),
      );
    expectInvalid(await reading(1_001), 'messageIds');
    // 370 kB are more than is read at all
    expectRefusal(await reading(10_000), 413, 'payload_too_large');
  });

  test('one bad id among good ones is 400, says which, and changes nothing', async () => {
    const ids = await say(pair.patient, pair, 3);
    const before = await storedRows(server);
    for (const bad of ['abc-123', null, 7, [ids[0]], {}, '00000000-0000-0000-0000-000000000000']) {
      expectInvalid(await read(pair.consultant, pair.conversation.id, [...ids, bad]), 'messageIds.3');
    }
    expect(await storedRows(server)).toEqual(before);
  });
});

describe('whom it protects', () => {
  test('only messages of this conversation, of the other person, that were unread, are marked', async () => {
    const { patient, consultant, conversation } = pair;
    const other = await makePair(server);
    const theirs = await say(other.patient, other, 2);
    const own = await say(consultant, pair, 2);
    const mine = await say(patient, pair, 2);
    const { body } = await read(consultant, conversation.id, [...theirs, ...own, randomUUID(), ...mine]);
    expect(body).toEqual({ success: true, updatedCount: 2 });
    expect(Object.values(await isReadOf(other.consultant, other))).toEqual([false, false]);
    const flags = await isReadOf(patient, pair);
    expect(own.map((id) => flags[id])).toEqual([false, false]);
    expect(mine.map((id) => flags[id])).toEqual([true, true]);
    expect((await unread(patient, conversation.id)).body.unreadCount).toBe(2);
  });

  test('ids from elsewhere, of nothing and of oneself change nothing', async () => {
    const other = await makePair(server);
    const ids = [...(await say(other.patient, other)), ...(await say(pair.consultant, pair)), randomUUID()];
    const before = await storedRows(server);
    expect((await read(pair.consultant, pair.conversation.id, ids)).body).toEqual({
      success: true,
      updatedCount: 0,
    });
    expect(await storedRows(server)).toEqual(before);
  });

  test("nobody counts for another, and another's conversation is as unknown as none", async () => {
    const { patient, consultant, conversation } = pair;
    const stranger = (await makePair(server)).consultant;
    for (const userId of [consultant.id, stranger.id, randomUUID()]) {
      expectRefusal(await unread(patient, conversation.id, userId), 403, 'forbidden');
    }
    for (const attempt of [
      (id: string) => unread(stranger, id),
      (id: string) => read(stranger, id, [randomUUID()]),
    ]) {
      const theirs = await attempt(conversation.id);
      expectRefusal(theirs, 404, 'not_found');
      expect(fingerprint(theirs)).toBe(fingerprint(await attempt(randomUUID())));
    }
  });

  test('a stranger who knows the ids of messages cannot mark them', async () => {
    const stranger = await makePair(server);
    const ids = await say(pair.patient, pair, 3);
    const before = await storedRows(server);
    expectRefusal(await read(stranger.consultant, pair.conversation.id, ids), 404, 'not_found');
    expect((await read(stranger.consultant, stranger.conversation.id, ids)).body.updatedCount).toBe(0);
    expect(await storedRows(server)).toEqual(before);
  });
});
