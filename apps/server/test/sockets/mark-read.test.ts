import { randomUUID } from 'node:crypto';
import { LIMITS } from '@jiggy-care/protocol';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { makePair, type Pair } from '../support/people.ts';
import { Sockets, type TestSocket } from '../support/sockets.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';

let server: TestServer;
let sockets: Sockets;
let pair: Pair;
/** The patient has written three messages, which the consultant has not read. */
let written: string[];
let atPatient: TestSocket;
let atConsultant: TestSocket;

beforeAll(async () => {
  server = await startTestServer();
  sockets = new Sockets(server);
});
beforeEach(async () => {
  pair = await makePair(server);
  atPatient = await sockets.inside(pair.patient, pair.conversation.id);
  atConsultant = await sockets.inside(pair.consultant, pair.conversation.id);
  written = await write(atPatient, pair, 3);
});
afterEach(() => sockets.closeAll());
afterAll(() => server.close());

async function write(client: TestSocket, { conversation }: Pair, count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const message = { conversationId: conversation.id, content: `line ${index}`, senderType: 'patient' };
    ids.push((await client.ask('send_message', message)).data.message.id);
  }
  return ids;
}

const reading = (messageIds: unknown) => ({ conversationId: pair.conversation.id, messageIds });

async function unread(): Promise<number> {
  const { consultant, conversation } = pair;
  const path = `/chat/conversations/${conversation.id}/unread?userId=${consultant.id}`;
  return (await consultant.ask('GET', path)).body.unreadCount;
}

describe('mark_read', () => {
  test('is answered as documented, heard by the other one, and counted', async () => {
    const messageIds = written.slice(0, 2);
    const { event, data } = await atConsultant.ask('mark_read', reading(messageIds));
    expect(event).toBe('marked_as_read');
    expect(data).toMatchObject({ messageIds, success: true });
    expect(data).toMatchObject({ conversationId: pair.conversation.id, updatedCount: 2 });
    expect(await atConsultant.next('marked_as_read')).toEqual(data);
    expect(await atPatient.next('messages_read')).toEqual({
      conversationId: pair.conversation.id,
      messageIds,
      readAt: expect.any(String),
    });
    expect(await unread()).toBe(1);
  });

  test('says since when, as the messages do from then on', async () => {
    await atConsultant.ask('mark_read', reading(written.slice(0, 1)));
    const { readAt } = await atPatient.next('messages_read');
    const path = `/chat/conversations/${pair.conversation.id}/messages`;
    const [third, , first] = (await pair.patient.ask('GET', path)).body.messages;
    expect(first).toMatchObject({ isRead: true, readAt, deliveredAt: readAt });
    expect(Date.parse(String(readAt))).toBeGreaterThanOrEqual(Date.parse(first.createdAt));
    expect(third).not.toHaveProperty('readAt');
    expect(third).not.toHaveProperty('deliveredAt');
  });

  test('is not told to the one who asked', async () => {
    await atConsultant.ask('mark_read', reading(written));
    await atConsultant.settled();
    expect(atConsultant.all('messages_read')).toEqual([]);
  });

  test('is told to the reader’s other devices, in the room or not, each once', async () => {
    const [inRoom, outside] = [
      await sockets.inside(pair.consultant, pair.conversation.id),
      await sockets.as(pair.consultant),
    ];
    await atConsultant.ask('mark_read', reading(written));
    for (const device of [inRoom, outside]) {
      await device.next('messages_read');
      await device.settled();
      expect(device.all('messages_read')).toEqual([
        { conversationId: pair.conversation.id, messageIds: written, readAt: expect.any(String) },
      ]);
    }
  });

  test('a second time changes nothing and is told to nobody, but is no error', async () => {
    await atConsultant.ask('mark_read', reading(written));
    const { data } = await atConsultant.ask('mark_read', reading([...written, ...written]));
    expect(data).toMatchObject({ success: true, updatedCount: 0 });
    await atPatient.settled();
    expect(atPatient.all('messages_read')).toHaveLength(1);
  });

  test('by two devices at once counts each message once', async () => {
    const phone = await sockets.inside(pair.consultant, pair.conversation.id);
    const replies = await Promise.all([
      atConsultant.ask('mark_read', reading(written)),
      phone.ask('mark_read', reading(written)),
    ]);
    expect(replies.reduce((sum, { data }) => sum + data.updatedCount, 0)).toBe(3);
    expect(await unread()).toBe(0);
  });

  test('of one’s own messages changes nothing', async () => {
    const { data } = await atPatient.ask('mark_read', reading(written));
    expect(data).toMatchObject({ success: true, updatedCount: 0 });
    expect(await unread()).toBe(3);
  });

  test('of foreign and unknown messages among good ones changes the good ones, and tells of them alone', async () => {
    const strangers = await makePair(server);
    const theirClient = await sockets.inside(strangers.patient, strangers.conversation.id);
    const [foreign] = await write(theirClient, strangers, 1);
    const { data } = await atConsultant.ask('mark_read', reading([foreign, randomUUID(), written[1]]));
    expect(data.updatedCount).toBe(1);
    expect((await atPatient.next('messages_read')).messageIds).toEqual([written[1]]);
    await theirClient.settled();
    expect(theirClient.all('messages_read')).toEqual([]);
    const { body } = await strangers.patient.ask(
      'GET',
      `/chat/conversations/${strangers.conversation.id}/messages`,
    );
    expect(body.messages).toMatchObject([{ id: foreign, isRead: false }]);
  });

  test('by the id of the booking, with ids in upper case, works', async () => {
    const { data } = await atConsultant.ask('mark_read', {
      conversationId: pair.booking.id,
      messageIds: written.map((id) => id.toUpperCase()),
    });
    expect(data).toMatchObject({
      conversationId: pair.conversation.id,
      messageIds: written,
      updatedCount: 3,
    });
  });

  test('of a thousand messages at once is possible', async () => {
    const messageIds = [...written, ...Array.from({ length: LIMITS.readIds - 3 }, () => randomUUID())];
    expect((await atConsultant.ask('mark_read', reading(messageIds))).data.updatedCount).toBe(3);
  });

  test.each([
    ['none', () => []],
    ['a thousand and one', () => Array.from({ length: LIMITS.readIds + 1 }, () => randomUUID())],
    ['one bad id among good ones', () => [...written, 'msg-uuid-1']],
    ['no list', () => written[0]],
    ['nothing', () => undefined],
    ['an object', () => ({ 0: written[0], length: 1 })],
    ['a list of lists', () => [written]],
  ])('of %s is refused in the words of the document, and nothing changes', async (_, messageIds) => {
    const { event, data } = await atConsultant.ask('mark_read', reading(messageIds()));
    expect({ event, ...data }).toMatchObject({ message: 'Invalid data provided', code: 'validation_failed' });
    expect(event).toBe('error');
    expect(await unread()).toBe(3);
  });

  test('from outside the room is refused', async () => {
    await atConsultant.ask('leave_conversation', { conversationId: pair.conversation.id });
    const { data } = await atConsultant.ask('mark_read', reading(written));
    expect(data.code).toBe('not_joined');
    expect(await unread()).toBe(3);
  });

  test('in the conversation of a cancelled booking is possible: reading is', async () => {
    await pair.patient.ask('PATCH', `/bookings/${pair.booking.id}`, { status: 'cancelled' });
    expect((await atConsultant.ask('mark_read', reading(written))).data.updatedCount).toBe(3);
  });

  test('over REST is heard in the room, by the reader’s devices too', async () => {
    const path = `/chat/conversations/${pair.conversation.id}/read`;
    await pair.consultant.ask('POST', path, { messageIds: written });
    const told = { conversationId: pair.conversation.id, messageIds: written, readAt: expect.any(String) };
    expect(await atPatient.next('messages_read')).toEqual(told);
    expect(await atConsultant.next('messages_read')).toEqual(told);
  });
});
