import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { makePair, type Pair } from '../support/people.ts';
import { Sockets, type TestSocket } from '../support/sockets.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';

let server: TestServer;
let sockets: Sockets;
let pair: Pair;
let typist: TestSocket;
let other: TestSocket;

beforeAll(async () => {
  server = await startTestServer();
  sockets = new Sockets(server);
  pair = await makePair(server);
});
beforeEach(async () => {
  typist = await sockets.plainInside(pair.patient, pair.conversation.id);
  other = await sockets.plainInside(pair.consultant, pair.conversation.id);
});
afterEach(() => sockets.closeAll());
afterAll(() => server.close());

const starting = () => ({ ...stopping(), userType: 'patient' });
const stopping = () => ({ conversationId: pair.conversation.id, userId: pair.patient.id });
const stopped = () => ({ userId: pair.patient.id, conversationId: pair.conversation.id });

describe('typing_start', () => {
  test('is heard by the others as documented, not by the typist', async () => {
    typist.emit('typing_start', starting());
    expect(await other.next('user_typing')).toEqual({ ...stopped(), userType: 'patient' });
    await typist.settled();
    expect(typist.all('user_typing')).toEqual([]);
  });

  test('by the id of the booking names the conversation', async () => {
    typist.emit('typing_start', { ...starting(), conversationId: pair.booking.id });
    expect((await other.next('user_typing')).conversationId).toBe(pair.conversation.id);
  });

  test('is acknowledged to those who ask, with no event', async () => {
    const reply = await typist.ask('typing_start', starting());
    expect(reply).toEqual({ event: 'typing_start', data: { conversationId: pair.conversation.id } });
    await typist.settled();
    expect(typist.names).toEqual(['joined_conversation']);
  });

  test('is not heard outside the room, nor in other rooms', async () => {
    const strangers = await makePair(server);
    const outside = await sockets.as(pair.consultant);
    const theirs = await sockets.plainInside(strangers.consultant, strangers.conversation.id);
    typist.emit('typing_start', starting());
    await other.next('user_typing');
    for (const client of [outside, theirs]) {
      await client.settled();
      expect(client.all('user_typing')).toEqual([]);
    }
  });

  test.each([
    ['without a conversation', { conversationId: undefined }],
    ['without a person', { userId: undefined }],
    ['without a role', { userType: undefined }],
    ['in a role that there is not', { userType: 'typist' }],
  ])('%s is refused and heard by nobody', async (_, fields) => {
    const { event, data } = await typist.ask('typing_start', { ...starting(), ...fields });
    expect({ event, code: data.code }).toEqual({ event: 'error', code: 'validation_failed' });
    await other.settled();
    expect(other.all('user_typing')).toEqual([]);
  });

  test('from outside the room is refused', async () => {
    await typist.ask('leave_conversation', { conversationId: pair.conversation.id });
    expect((await typist.ask('typing_start', starting())).data.code).toBe('not_joined');
  });
});

describe('a typist has stopped', () => {
  test('who says so with typing_stop', async () => {
    typist.emit('typing_start', starting()).emit('typing_stop', stopping());
    expect(await other.next('user_stopped_typing')).toEqual(stopped());
    await typist.settled();
    expect(typist.all('user_stopped_typing')).toEqual([]);
  });

  test('who says so without having begun', async () => {
    typist.emit('typing_stop', stopping());
    expect(await other.next('user_stopped_typing')).toEqual(stopped());
  });

  test('who sends: it is told before the message', async () => {
    typist.emit('typing_start', starting());
    typist.emit('send_message', {
      conversationId: pair.conversation.id,
      content: 'Here it is',
      senderType: 'patient',
    });
    await other.next('new_message');
    const told = other.names.filter((name) => name !== 'joined_conversation');
    expect(told).toEqual(['user_typing', 'user_stopped_typing', 'new_message']);
    await typist.settled();
    expect(typist.all('user_stopped_typing')).toEqual([]);
  });

  test('who sends over REST', async () => {
    typist.emit('typing_start', starting());
    await other.next('user_typing');
    const { patient, consultant, booking } = pair;
    const ids = { consultantId: consultant.id, patientId: patient.id, bookingId: booking.id };
    await patient.ask('POST', '/chat/messages', { ...ids, content: 'By REST', senderType: 'patient' });
    expect(await other.next('user_stopped_typing')).toEqual(stopped());
  });

  test('who leaves', async () => {
    typist.emit('typing_start', starting());
    typist.emit('leave_conversation', { conversationId: pair.conversation.id });
    expect(await other.next('user_stopped_typing')).toEqual(stopped());
  });

  test.each([
    ['says goodbye', (client: TestSocket) => client.close()],
    ['loses the connection', (client: TestSocket) => client.socket.io.engine.close()],
  ])('who %s', async (_, go) => {
    typist.emit('typing_start', starting());
    await other.next('user_typing');
    go(typist);
    expect(await other.next('user_stopped_typing')).toEqual(stopped());
  });

  test('but not who goes without having typed', async () => {
    typist.close();
    const returned = await sockets.plainInside(pair.patient, pair.conversation.id);
    await returned.settled();
    await other.settled();
    expect(other.all('user_stopped_typing')).toEqual([]);
  });

  test('but not who closes another device', async () => {
    const phone = await sockets.plainInside(pair.patient, pair.conversation.id);
    typist.emit('typing_start', starting());
    await other.next('user_typing');
    phone.close();
    const returned = await sockets.plainInside(pair.patient, pair.conversation.id);
    await returned.settled();
    await other.settled();
    expect(other.all('user_stopped_typing')).toEqual([]);
  });
});

test('in the conversation of a cancelled booking nobody types; what was begun before may be ended', async () => {
  typist.emit('typing_start', starting());
  await other.next('user_typing');
  await pair.consultant.ask('PATCH', `/bookings/${pair.booking.id}`, { status: 'cancelled' });
  expect((await typist.ask('typing_start', starting())).data.code).toBe('booking_cancelled');
  expect((await typist.ask('typing_stop', { ...starting(), userType: undefined })).event).toBe('typing_stop');
  await other.next('user_stopped_typing');
  const again = await typist.ask('typing_stop', { ...starting(), userType: undefined });
  expect(again.data.code).toBe('booking_cancelled');
  await other.settled();
  expect(other.all('user_typing')).toHaveLength(1);
  expect(other.all('user_stopped_typing')).toHaveLength(1);
});
