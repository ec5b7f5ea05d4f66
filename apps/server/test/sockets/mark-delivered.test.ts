import { randomUUID } from 'node:crypto';
import type { Message } from '@jiggy-care/protocol';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Facts } from '../../src/facts/facts.ts';
import { makePair, type Pair, type TestPerson } from '../support/people.ts';
import { Sockets, type TestSocket } from '../support/sockets.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';

let server: TestServer;
let sockets: Sockets;
let pair: Pair;
let atPatient: TestSocket;
let atConsultant: TestSocket;

beforeAll(async () => {
  server = await startTestServer();
  sockets = new Sockets(server);
});
beforeEach(async () => {
  pair = await makePair(server);
  atPatient = await sockets.inside(pair.patient, pair.conversation.id);
  atConsultant = await sockets.as(pair.consultant);
});
afterEach(() => sockets.closeAll());
afterAll(() => server.close());

const here = () => pair.conversation.id;
const arrived = (upToSeq: number, fields: object = {}) => ({ conversationId: here(), upToSeq, ...fields });
async function say(count: number, socket = atPatient, senderType = 'patient'): Promise<Message[]> {
  const said: Message[] = [];
  for (let index = 0; index < count; index += 1) {
    const message = { conversationId: here(), content: `line ${index}`, senderType };
    said.push((await socket.ask('send_message', message)).data.message);
  }
  return said;
}
const history = async (reader: TestPerson): Promise<Message[]> =>
  (await reader.ask('GET', `/chat/conversations/${here()}/messages`)).body.messages.reverse();
/** Says it, and waits until it was written. */
async function deliver(upToSeq: number): Promise<{ deliveredAt: string; upToSeq: number }> {
  expect((await atConsultant.ask('mark_delivered', arrived(upToSeq))).event).toBe('mark_delivered');
  return atPatient.next('messages_delivered');
}
/** What was said before is written together with what is said now. */
async function written(): Promise<void> {
  const other = await makePair(server);
  const [writer, reader] = [
    await sockets.inside(other.patient, other.conversation.id),
    await sockets.as(other.consultant),
  ];
  const conversationId = other.conversation.id;
  await writer.ask('send_message', { conversationId, content: 'x', senderType: 'patient' });
  await reader.ask('mark_delivered', { conversationId, upToSeq: 1 });
  await writer.next('messages_delivered');
}

describe('mark_delivered', () => {
  test('is told to every device of the sender, in the room or not, and stands in the messages', async () => {
    const phone = await sockets.as(pair.patient);
    const [first] = await say(3);
    const told = await deliver(2);
    const { id: userId } = pair.consultant;
    expect(told).toEqual({ conversationId: here(), userId, upToSeq: 2, deliveredAt: expect.any(String) });
    expect(await phone.next('messages_delivered')).toEqual(told);
    expect(Date.parse(told.deliveredAt)).toBeGreaterThanOrEqual(Date.parse(first?.createdAt ?? ''));
    const { deliveredAt } = told;
    expect((await history(pair.patient)).map((message) => message.deliveredAt)).toEqual([
      deliveredAt,
      deliveredAt,
      undefined,
    ]);
    const inbox = await pair.patient.ask(
      'GET',
      `/chat/conversations?patientId=${pair.patient.id}&expand=lastMessage`,
    );
    expect(inbox.body[0].lastMessage).not.toHaveProperty('deliveredAt');
  });

  test('gives each message the time at which it came itself, not that of later ones', async () => {
    await say(1);
    const { deliveredAt: atFirst } = await deliver(1);
    await say(2);
    const { deliveredAt: then } = await deliver(3);
    expect(then > atFirst).toBe(true);
    const times = (await history(pair.patient)).map(({ deliveredAt }) => deliveredAt);
    expect(times).toEqual([atFirst, then, then]);
  });

  test('of many at once is told as one, of the farthest', async () => {
    await say(4);
    for (const upToSeq of [1, 3, 2]) await atConsultant.ask('mark_delivered', arrived(upToSeq));
    expect((await atPatient.next('messages_delivered')).upToSeq).toBe(3);
    await deliver(4);
    expect(atPatient.all('messages_delivered').map(({ upToSeq }) => upToSeq)).toEqual([3, 4]);
  });

  test('beyond the last message means the last one; what goes back, or says it again, is told to nobody', async () => {
    await say(2);
    expect((await deliver(2_000_000_000)).upToSeq).toBe(2);
    for (const upToSeq of [1, 2, 7]) await atConsultant.ask('mark_delivered', arrived(upToSeq));
    await written();
    await atPatient.settled();
    expect(atPatient.all('messages_delivered')).toHaveLength(1);
  });

  test('of one’s own messages, and of those that were read, says nothing', async () => {
    const ids = (await say(2)).map(({ id }) => id);
    await atPatient.ask('mark_delivered', arrived(2));
    await atConsultant.join(here(), pair.consultant);
    await atConsultant.ask('mark_read', { conversationId: here(), messageIds: ids });
    const { readAt } = await atPatient.next('messages_read');
    await atConsultant.ask('mark_delivered', arrived(2));
    await written();
    for (const socket of [atPatient, atConsultant]) {
      await socket.settled();
      expect(socket.all('messages_delivered')).toEqual([]);
    }
    // Who has read it has got it.
    expect(await history(pair.patient)).toMatchObject([
      { readAt, deliveredAt: readAt },
      { readAt, deliveredAt: readAt },
    ]);
  });

  test('is kept apart from reading: a message that is read later keeps both times', async () => {
    const [message] = await say(1);
    const { deliveredAt } = await deliver(1);
    const path = `/chat/conversations/${here()}/read`;
    await pair.consultant.ask('POST', path, { messageIds: [message?.id] });
    const { readAt } = await atPatient.next('messages_read');
    expect(await history(pair.patient)).toMatchObject([{ deliveredAt, readAt, isRead: true }]);
    expect(String(readAt) > deliveredAt).toBe(true);
  });

  test('is found out by who was away, each step once, and what he knows already is not told again', async () => {
    await say(3);
    const changes = async (query = '') =>
      (await pair.patient.ask('GET', `/chat/conversations/${here()}/changes${query}`)).body;
    const { cursor } = await changes();
    const first = await deliver(1);
    const second = await deliver(3);
    const away = await changes(`?since=${cursor}`);
    expect(away).toMatchObject({ messages: [], delivered: [first, second], hasMore: false });
    const page = await changes(`?since=${cursor}&limit=1`);
    expect(page).toMatchObject({ delivered: [first], hasMore: true });
    expect(await changes(`?since=${page.cursor}&limit=1`)).toMatchObject({
      delivered: [second],
      hasMore: false,
    });
    expect((await changes(`?since=${away.cursor}`)).delivered).toEqual([]);
    const theirs = await pair.consultant.ask('GET', `/chat/conversations/${here()}/changes?since=${cursor}`);
    expect(theirs.body.delivered).toEqual([]);
  });

  test('is told from the beginning to who has a cursor of a state that there is no more', async () => {
    await say(2);
    await deliver(2);
    const changes = `/chat/conversations/${here()}/changes`;
    const { cursor } = (await pair.patient.ask('GET', changes)).body;
    // As a backup restored from before it.
    await server.database.pool.query('delete from delivery_steps where conversation_id = $1', [here()]);
    const { status, body } = await pair.patient.ask('GET', `${changes}?since=${cursor}`);
    expect([status, body.code]).toEqual([400, 'validation_failed']);
  });

  test('is not needed by those who know only the document: it says nothing until they read', async () => {
    const plain = await sockets.plainInside(pair.consultant, here());
    await say(1);
    await plain.next('new_message');
    await written();
    expect((await history(pair.patient))[0]).not.toHaveProperty('deliveredAt');
    expect(plain.names).not.toContain('messages_delivered');
  });

  test('of a notification that was shown counts as well: the app itself may be closed', async () => {
    await say(2);
    const shown = { conversationId: here(), userId: pair.consultant.id, upToSeq: 2 };
    server.app.get(Facts).tell('messages.shown', shown);
    expect(await atPatient.next('messages_delivered')).toMatchObject({
      upToSeq: 2,
      userId: pair.consultant.id,
    });
  });

  test('of what a consultant got before a block is hidden from the patient', async () => {
    await say(1);
    await pair.consultant.ask('POST', '/blocks', { patientId: pair.patient.id });
    await atConsultant.ask('mark_delivered', arrived(1));
    await written();
    await atPatient.settled();
    expect(atPatient.all('messages_delivered')).toEqual([]);
    expect((await history(pair.patient))[0]).not.toHaveProperty('deliveredAt');
    await pair.consultant.ask('DELETE', `/blocks/${pair.patient.id}`);
    expect((await deliver(1)).upToSeq).toBe(1);
  });

  test('of a stranger’s conversation is refused as if there were none, and changes nothing', async () => {
    await say(1);
    const strangers = await makePair(server);
    const stranger = await sockets.as(strangers.consultant);
    const foreign = await stranger.ask('mark_delivered', arrived(1));
    const unknown = await stranger.ask('mark_delivered', arrived(1, { conversationId: randomUUID() }));
    expect(foreign).toMatchObject({ event: 'error', data: { code: 'not_found' } });
    expect(unknown.data.message).toBe(foreign.data.message);
    await written();
    expect((await history(pair.patient))[0]).not.toHaveProperty('deliveredAt');
  });

  test.each([
    ['nothing', undefined],
    ['zero', 0],
    ['less than nothing', -1],
    ['a fraction', 1.5],
    ['a text', '1'],
    ['more than a number holds', 1e300],
    ['more than the database holds', 2 ** 31],
  ])('up to %s is refused', async (_, upToSeq) => {
    await say(1);
    const { event, data } = await atConsultant.ask('mark_delivered', { ...arrived(1), upToSeq });
    expect({ event, code: data.code }).toEqual({ event: 'error', code: 'validation_failed' });
  });
});
