import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { makePair, type Pair } from '../support/people.ts';
import { Sockets, type TestSocket } from '../support/sockets.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';

let server: TestServer;
let sockets: Sockets;
let pair: Pair;
let phone: TestSocket;
let laptop: TestSocket;
let atConsultant: TestSocket;

beforeAll(async () => {
  server = await startTestServer();
  sockets = new Sockets(server);
});
beforeEach(async () => {
  pair = await makePair(server);
  phone = await sockets.inside(pair.patient, pair.conversation.id, { deviceId: 'phone' });
  laptop = await sockets.inside(pair.patient, pair.conversation.id, { deviceId: 'laptop' });
  atConsultant = await sockets.inside(pair.consultant, pair.conversation.id);
});
afterEach(() => sockets.closeAll());
afterAll(() => server.close());

const saying = (content: string, senderType = 'patient') => ({
  conversationId: pair.conversation.id,
  content,
  senderType,
});

describe('a patient with a phone and a laptop', () => {
  test('sees on each what was written on the other, once, in one order', async () => {
    for (let index = 0; index < 10; index += 1) {
      (index % 2 === 0 ? phone : laptop).emit('send_message', saying(`line ${index}`));
      atConsultant.emit('send_message', saying(`answer ${index}`, 'consultant'));
    }
    for (const device of [phone, laptop, atConsultant]) {
      await expect.poll(() => device.all('new_message').length).toBe(20);
      await device.settled();
    }
    const order = (device: TestSocket) => device.all('new_message').map(({ message }) => message.id);
    expect(order(phone)).toEqual(order(laptop));
    expect(order(phone)).toEqual(order(atConsultant));
    expect(new Set(order(phone)).size).toBe(20);
  });

  test('reads on the phone, and the laptop shows it as read', async () => {
    const { data } = await atConsultant.ask('send_message', saying('Read me', 'consultant'));
    const messageIds = [data.message.id];
    await phone.next('new_message');
    phone.emit('mark_read', { conversationId: pair.conversation.id, messageIds });
    expect((await laptop.next('messages_read')).messageIds).toEqual(messageIds);
    expect((await atConsultant.next('messages_read')).messageIds).toEqual(messageIds);
    const inbox = await laptop.next('conversation_updated', ({ unreadCount }) => unreadCount === 0);
    expect(inbox.lastMessage?.isRead).toBe(true);
  });

  test('is online until the last device is gone', async () => {
    phone.close();
    await new Promise((resolve) => setTimeout(resolve, 1_300));
    expect(atConsultant.all('presence').filter(({ online }) => !online)).toEqual([]);
    laptop.close();
    const gone = await atConsultant.next('presence', ({ online }) => !online);
    expect(gone.userId).toBe(pair.patient.id);
  });

  test('signs out on the phone, and the laptop goes on', async () => {
    const login = { email: pair.patient.email, password: pair.patient.password };
    const { body } = await pair.patient.ask('POST', '/auth/login', login);
    const tablet = await sockets.inside({ ...pair.patient, token: body.accessToken }, pair.conversation.id);
    await pair.patient.ask('POST', '/auth/logout', undefined, {
      Authorization: `Bearer ${body.accessToken}`,
    });
    await tablet.next('disconnect');
    expect((await laptop.ask('send_message', saying('Still here'))).event).toBe('message_sent');
  });
});
