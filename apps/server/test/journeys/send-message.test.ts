import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { makePair, type Pair } from '../support/people.ts';
import { Sockets } from '../support/sockets.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';

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

describe('a message from the patient to the consultant', () => {
  test('is stored, acknowledged, heard by both, read, and seen as read', async () => {
    const { patient, consultant, conversation } = pair;
    const atPatient = await sockets.inside(patient, conversation.id);
    const atConsultant = await sockets.inside(consultant, conversation.id);

    atPatient.emit('send_message', {
      conversationId: conversation.id,
      content: 'Good morning',
      senderType: 'patient',
    });
    const { message } = await atPatient.next('message_sent');
    expect(message).toMatchObject({ content: 'Good morning', senderId: patient.id, isRead: false, seq: 1 });
    expect((await atConsultant.next('new_message')).message).toEqual(message);
    expect((await atPatient.next('new_message')).message).toEqual(message);

    const { body: unread } = await consultant.ask(
      'GET',
      `/chat/conversations/${conversation.id}/unread?userId=${consultant.id}`,
    );
    expect(unread).toEqual({ conversationId: conversation.id, unreadCount: 1 });

    atConsultant.emit('mark_read', { conversationId: conversation.id, messageIds: [message.id] });
    expect(await atPatient.next('messages_read')).toEqual({
      conversationId: conversation.id,
      messageIds: [message.id],
      readAt: expect.any(String),
    });
    const { body: history } = await patient.ask('GET', `/chat/conversations/${conversation.id}/messages`);
    expect(history.messages).toMatchObject([{ id: message.id, isRead: true }]);
  });

  test('fifty sent in one breath after the join are stored and heard in order, none refused', async () => {
    const { patient, consultant, booking } = await makePair(server);
    const atConsultant = await sockets.as(consultant);
    await atConsultant.join(booking.id, consultant);
    const atPatient = sockets.start();
    atPatient.emit('join_conversation', {
      conversationId: booking.id,
      userId: patient.id,
      userType: 'patient',
    });
    const texts = Array.from({ length: 50 }, (_, index) => `line ${index}`);
    for (const content of texts) {
      atPatient.emit('send_message', { conversationId: booking.id, content, senderType: 'patient' });
    }
    await atConsultant.next('new_message', ({ message }) => message.content === 'line 49');
    await atPatient.next('message_sent', ({ message }) => message.content === 'line 49');
    for (const side of [atPatient, atConsultant]) {
      expect(side.all('new_message').map(({ message }) => message.content)).toEqual(texts);
    }
    expect(atPatient.all('message_sent').map(({ message }) => message.seq)).toEqual(
      texts.map((_, index) => index + 1),
    );
    expect(atPatient.all('error')).toEqual([]);
  });

  test('ten retries of one clientMessageId over both transports at once make one row and ten equal answers', async () => {
    const { patient, consultant, booking, conversation } = await makePair(server);
    const clientMessageId = randomUUID();
    const atConsultant = await sockets.inside(consultant, conversation.id);
    const atPatient = await sockets.inside(patient, conversation.id);
    const bySocket = {
      conversationId: conversation.id,
      content: 'Only once',
      senderType: 'patient',
      clientMessageId,
    };
    const byRest = { ...bySocket, consultantId: consultant.id, patientId: patient.id, bookingId: booking.id };
    const replies = await Promise.all(
      Array.from({ length: 5 }, () => [
        atPatient.ask('send_message', bySocket).then(({ data }) => data.message),
        patient.ask('POST', '/chat/messages', byRest).then(({ body }) => body.message),
      ]).flat(),
    );
    expect(new Set(replies.map((message) => JSON.stringify(message))).size).toBe(1);
    const { body } = await patient.ask('GET', `/chat/conversations/${conversation.id}/messages`);
    expect(body.messages).toHaveLength(1);
    await atConsultant.settled();
    expect(atConsultant.all('new_message')).toHaveLength(1);
  });
});
