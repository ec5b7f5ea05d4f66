import axios, { type AxiosInstance } from 'axios';
import { io, type Socket } from 'socket.io-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../support/test-server.ts';

/*
 * From an empty server to a read receipt with nothing but what the source document and docs/protocol.md show to
 * developers of front ends: axios, socket.io-client, and no helper of ours.
 */

let server: TestServer;
const sockets: Socket[] = [];

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(async () => {
  for (const socket of sockets) socket.disconnect();
  await server.close();
});

interface SignedUp {
  readonly id: string;
  readonly token: string;
  readonly api: AxiosInstance;
}

async function register(role: 'patient' | 'consultant', email: string, name: string): Promise<SignedUp> {
  const credentials = { email, password: 'correct horse battery staple' };
  const registered = await axios.post(`${server.api}/auth/register`, { ...credentials, name, role });
  expect(registered.status).toBe(201);
  const { status, data } = await axios.post(`${server.api}/auth/login`, credentials, {
    headers: { 'X-Client-Type': 'mobile' },
  });
  expect(status).toBe(200);
  expect(data).toEqual({
    user: { id: registered.data.user.id, email, name, role },
    accessToken: expect.any(String),
    refreshToken: expect.any(String),
    expiresIn: 900,
  });
  const headers = { Authorization: `Bearer ${data.accessToken}`, 'X-Client-Type': 'mobile' };
  return {
    id: data.user.id,
    token: data.accessToken,
    api: axios.create({ baseURL: server.api, headers }),
  };
}

/** The document's connection, and a way to wait for what it brings. */
function connect(): { socket: Socket; next(event: string): Promise<unknown> } {
  const socket = io(`${server.url}/chat`, {
    transports: ['websocket', 'polling'],
    reconnection: true,
    reconnectionDelay: 1000,
    reconnectionAttempts: 5,
  });
  sockets.push(socket);
  return { socket, next: (event) => new Promise((resolve) => socket.once(event, resolve)) };
}

test('two people sign up, book, find each other, write, read, and see that it was read', async () => {
  const patient = await register('patient', 'ada@example.org', 'Ada Patient');
  const consultant = await register('consultant', 'ben@example.org', 'Dr Ben');

  const { data: found } = await patient.api.get('/consultants?search=ben');
  expect(found).toEqual([{ id: consultant.id, name: 'Dr Ben' }]);
  const { data: booking } = await patient.api.post('/bookings', {
    consultantId: consultant.id,
    scheduledAt: '2090-01-14T14:30:00Z',
  });
  const { status, data: conversation } = await patient.api.post('/chat/conversations', {
    consultantId: consultant.id,
    patientId: patient.id,
    bookingId: booking.id,
  });
  expect(status).toBe(201);

  const [atPatient, atConsultant] = [connect(), connect()];
  const joined = [atPatient.next('joined_conversation'), atConsultant.next('joined_conversation')];
  const conversationId = conversation.id;
  atPatient.socket.emit('join_conversation', { conversationId, userId: patient.id, userType: 'patient' });
  atConsultant.socket.emit('join_conversation', {
    conversationId,
    userId: consultant.id,
    userType: 'consultant',
  });
  expect(await Promise.all(joined)).toEqual([{ conversationId }, { conversationId }]);

  const typing = atConsultant.next('user_typing');
  atPatient.socket.emit('typing_start', { conversationId, userId: patient.id, userType: 'patient' });
  expect(await typing).toMatchObject({ userId: patient.id, userType: 'patient' });

  const sent = atPatient.next('message_sent');
  const heard = atConsultant.next('new_message');
  atPatient.socket.emit('send_message', { conversationId, content: 'Hello doctor', senderType: 'patient' });
  const { message } = (await sent) as { message: { id: string } };
  expect(await heard).toEqual(await sent);

  const { data: inbox } = await consultant.api.get(`/chat/conversations?consultantId=${consultant.id}`);
  expect(inbox).toMatchObject([{ id: conversationId, patientId: patient.id, bookingId: booking.id }]);
  const unread = `/chat/conversations/${conversationId}/unread?userId=${consultant.id}`;
  expect((await consultant.api.get(unread)).data).toEqual({ conversationId, unreadCount: 1 });

  const read = atPatient.next('messages_read');
  atConsultant.socket.emit('mark_read', { conversationId, messageIds: [message.id] });
  expect(await read).toEqual({ conversationId, messageIds: [message.id], readAt: expect.any(String) });
  expect((await consultant.api.get(unread)).data).toEqual({ conversationId, unreadCount: 0 });
  const { data: history } = await patient.api.get(`/chat/conversations/${conversationId}/messages`);
  expect(history.messages).toMatchObject([{ content: 'Hello doctor', isRead: true, senderId: patient.id }]);
});
