import { InboxEntry } from '@jiggy-care/protocol';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { book, makePair, openConversation, type Pair, type TestPerson } from '../support/people.ts';
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
  atPatient = await sockets.as(pair.patient);
  atConsultant = await sockets.as(pair.consultant);
});
afterEach(() => sockets.closeAll());
afterAll(() => server.close());

async function send(content: string): Promise<void> {
  const { patient, consultant, booking } = pair;
  const ids = { consultantId: consultant.id, patientId: patient.id, bookingId: booking.id };
  await patient.ask('POST', '/chat/messages', { ...ids, content, senderType: 'patient' });
}

const saying = (content: string) => (entry: InboxEntry) => entry.lastMessage?.content === content;

describe('conversation_updated', () => {
  test('tells both people after a message how the entry stands for each of them', async () => {
    await send('Good morning');
    const forConsultant = await atConsultant.next('conversation_updated', saying('Good morning'));
    expect(InboxEntry.parse(forConsultant)).toEqual(forConsultant);
    expect(forConsultant).toMatchObject({
      id: pair.conversation.id,
      bookingId: pair.booking.id,
      consultant: { id: pair.consultant.id, name: pair.consultant.name },
      patient: { id: pair.patient.id, name: pair.patient.name },
      lastMessage: { content: 'Good morning', senderId: pair.patient.id, seq: 1 },
      unreadCount: 1,
      online: true,
    });
    const forPatient = await atPatient.next('conversation_updated', saying('Good morning'));
    expect(forPatient).toEqual({ ...forConsultant, unreadCount: 0 });
  });

  test('is what the inbox answers over REST', async () => {
    await send('Compare me');
    const told = await atConsultant.next('conversation_updated', saying('Compare me'));
    const { body } = await pair.consultant.ask(
      'GET',
      `/chat/conversations?consultantId=${pair.consultant.id}&expand=people,lastMessage,unread,presence`,
    );
    expect(body).toEqual([told]);
  });

  test('tells of a reading', async () => {
    await send('Read me');
    const { lastMessage } = await atConsultant.next('conversation_updated', saying('Read me'));
    const path = `/chat/conversations/${pair.conversation.id}/read`;
    await pair.consultant.ask('POST', path, { messageIds: [lastMessage?.id] });
    await atConsultant.next('conversation_updated', ({ unreadCount }) => unreadCount === 0);
    const forPatient = await atPatient.next(
      'conversation_updated',
      (entry) => entry.lastMessage?.isRead === true,
    );
    expect(forPatient.unreadCount).toBe(0);
  });

  test('tells of a conversation that was opened just now', async () => {
    const booking = await book(pair.patient, pair.consultant);
    const { id } = await openConversation(pair.patient, pair.consultant, booking);
    const isNew = (entry: InboxEntry) => entry.id === id;
    const entry = await atConsultant.next('conversation_updated', isNew);
    expect(entry).toMatchObject({ lastMessage: null, unreadCount: 0 });
    await atPatient.next('conversation_updated', isNew);
  });

  test('tells both people of a cancelled booking', async () => {
    await pair.patient.ask('PATCH', `/bookings/${pair.booking.id}`, { status: 'cancelled' });
    for (const client of [atPatient, atConsultant]) {
      expect((await client.next('conversation_updated')).id).toBe(pair.conversation.id);
    }
  });

  test('tells the other person of a new name, which the next message does not take back', async () => {
    await send('As Ada');
    await atConsultant.next('conversation_updated', saying('As Ada'));
    const stranger = await sockets.as((await makePair(server)).consultant);
    stranger.clear();
    await pair.patient.ask('PATCH', '/auth/me', { name: 'Ada Lovelace' });
    const isRenamed = ({ patient }: InboxEntry) => patient?.name === 'Ada Lovelace';
    const told = await atConsultant.next('conversation_updated', isRenamed);
    expect(told).toMatchObject({
      id: pair.conversation.id,
      lastMessage: { content: 'As Ada' },
      unreadCount: 1,
    });
    await send('Still Ada Lovelace');
    const next = await atConsultant.next('conversation_updated', saying('Still Ada Lovelace'));
    expect(next.patient?.name).toBe('Ada Lovelace');
    await stranger.settled();
    expect(stranger.all('conversation_updated')).toEqual([]);
  });

  test('tells nobody of a new name from whom the person is parted', async () => {
    await pair.consultant.ask('POST', '/blocks', { patientId: pair.patient.id });
    atConsultant.clear();
    await pair.patient.ask('PATCH', '/auth/me', { name: 'Somebody Else' });
    await atPatient.next('conversation_updated', ({ patient }) => patient?.name === 'Somebody Else');
    await atConsultant.settled();
    expect(atConsultant.all('conversation_updated')).toEqual([]);
  });

  test('tells a burst of messages with few words, the last of which is right', async () => {
    const writer = await sockets.inside(pair.patient, pair.conversation.id);
    const texts = Array.from({ length: 100 }, (_, index) => `burst ${index}`);
    for (const content of texts) {
      writer.emit('send_message', { conversationId: pair.conversation.id, content, senderType: 'patient' });
    }
    const last = await atConsultant.next('conversation_updated', saying('burst 99'));
    expect(last.unreadCount).toBe(100);
    expect(atConsultant.all('conversation_updated').length).toBeLessThan(50);
    expect(atConsultant.all('new_message')).toEqual([]);
  });

  test('is not told to sockets that know only the document, nor to anybody else', async () => {
    const strangers = await makePair(server);
    const [plain, stranger] = [
      await sockets.plainInside(pair.consultant, pair.conversation.id),
      await sockets.as(strangers.consultant),
    ];
    await send('For two');
    await atConsultant.next('conversation_updated', saying('For two'));
    for (const client of [plain, stranger]) {
      await client.settled();
      expect(client.all('conversation_updated')).toEqual([]);
    }
    expect(plain.all('new_message')).toHaveLength(1);
  });
});

test('a message in one conversation leaves the entries of the others alone', async () => {
  const consultant: TestPerson = pair.consultant;
  const booking = await book(pair.patient, consultant);
  const other = await openConversation(pair.patient, consultant, booking);
  await atConsultant.next('conversation_updated', ({ id }) => id === other.id);
  atConsultant.clear();
  await send('Only the first');
  await atConsultant.next('conversation_updated', saying('Only the first'));
  await atConsultant.settled();
  expect(atConsultant.all('conversation_updated').map(({ id }) => id)).toEqual([pair.conversation.id]);
});
