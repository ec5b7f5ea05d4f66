import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { flood } from '../support/flood.ts';
import { makePair, type Pair } from '../support/people.ts';
import { Sockets } from '../support/sockets.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';

let server: TestServer;
let sockets: Sockets;
let pair: Pair;

beforeAll(async () => {
  // Outside production there is ten times the room; a tenth of it is what production has.
  server = await startTestServer({ RATE_LIMITS: '0.1' });
  sockets = new Sockets(server);
});
beforeEach(async () => {
  pair = await makePair(server);
});
afterEach(() => sockets.closeAll());
afterAll(() => server.close());

const saying = (content: string, { conversation }: Pair = pair) => ({
  conversationId: conversation.id,
  content,
  senderType: 'patient',
});

describe('too many messages', () => {
  test('are refused one by one, in the event and in the acknowledgement, saying when to try again', async () => {
    const client = await sockets.inside(pair.patient, pair.conversation.id);
    const { done, refused } = await flood(client, 80, 'send_message', saying('x'));
    expect([done, refused.length]).toEqual([60, 20]);
    for (const refusal of refused) {
      expect(refusal).toMatchObject({ code: 'rate_limited', retryable: true, event: 'send_message' });
      expect(refusal.retryAfterMs).toBeGreaterThan(0);
      expect(refusal.retryAfterMs).toBeLessThanOrEqual(30_000);
    }
    expect(client.all('error')).toEqual(refused);
    expect(client.socket.connected).toBe(true);
  });

  test('are told of also where too much typing has been told of just before', async () => {
    const client = await sockets.inside(pair.patient, pair.conversation.id);
    await flood(client, 60, 'send_message', saying('x'));
    const typing = { conversationId: pair.conversation.id, userId: pair.patient.id, userType: 'patient' };
    for (let index = 0; index < 12; index += 1) client.emit('typing_start', typing);
    client.emit('send_message', saying('the lost one'));
    client.emit('mark_read', { conversationId: 'bad', messageIds: [] });
    await client.settled();
    const told = client
      .all('error')
      .map(({ event, code }) => `${event} ${code}`)
      .sort();
    expect(told).toEqual([
      'mark_read validation_failed',
      'send_message rate_limited',
      'typing_start rate_limited',
    ]);
  });

  test('count all devices of a person, REST too', async () => {
    const [phone, laptop] = [
      await sockets.inside(pair.patient, pair.conversation.id),
      await sockets.plainInside(pair.patient, pair.conversation.id),
    ];
    expect((await flood(phone, 40, 'send_message', saying('x'))).done).toBe(40);
    expect((await flood(laptop, 40, 'send_message', saying('x'))).done).toBe(20);
    const { patient, consultant, booking } = pair;
    const ids = { consultantId: consultant.id, patientId: patient.id, bookingId: booking.id };
    const byRest = await patient.ask('POST', '/chat/messages', {
      ...ids,
      content: 'x',
      senderType: 'patient',
    });
    expect(byRest.status).toBe(429);
    expect(Number(byRest.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  test('do not touch the neighbour, nor the other events of the one who sent them', async () => {
    const client = await sockets.inside(pair.patient, pair.conversation.id);
    const neighbour = await sockets.inside(pair.consultant, pair.conversation.id);
    await flood(client, 80, 'send_message', saying('x'));
    const answer = { ...saying('y'), senderType: 'consultant' };
    expect((await neighbour.ask('send_message', answer)).event).toBe('message_sent');
    const { data } = await neighbour.ask('send_message', answer);
    const reading = { conversationId: pair.conversation.id, messageIds: [data.message.id] };
    expect((await client.ask('mark_read', reading)).event).toBe('marked_as_read');
  });
});

test('too much typing is refused, and the conversation goes on', async () => {
  const client = await sockets.inside(pair.patient, pair.conversation.id);
  const typing = { conversationId: pair.conversation.id, userId: pair.patient.id, userType: 'patient' };
  expect((await flood(client, 20, 'typing_start', typing)).done).toBe(10);
  expect((await client.ask('send_message', saying('x'))).event).toBe('message_sent');
});

test('too much marking as read is refused', async () => {
  const client = await sockets.inside(pair.patient, pair.conversation.id);
  const reading = { conversationId: pair.conversation.id, messageIds: [pair.booking.id] };
  expect((await flood(client, 60, 'mark_read', reading)).done).toBe(40);
});

test('too many events of any kind are refused; the next second brings one more error, not one per event', async () => {
  const client = await sockets.as(pair.patient);
  const neighbour = await sockets.inside(pair.consultant, pair.conversation.id);
  const leaving = { conversationId: pair.conversation.id };
  const { done, refused } = await flood(client, 700, 'leave_conversation', leaving);
  expect(done).toBeLessThanOrEqual(500);
  expect(done).toBeGreaterThan(450);
  expect(refused[0]).toMatchObject({ code: 'rate_limited', event: 'leave_conversation' });
  const told = client.all('error').length;
  expect(told).toBeLessThanOrEqual(3);
  await new Promise((resolve) => setTimeout(resolve, 1_100));
  await flood(client, 10, 'leave_conversation', leaving);
  expect(client.all('error').length).toBeLessThanOrEqual(told + 1);
  const answer = { ...saying('y'), senderType: 'consultant' };
  expect((await neighbour.ask('send_message', answer)).event).toBe('message_sent');
});

describe('too many sockets', () => {
  test('of one person are refused at the door, with the time after which to try again', async () => {
    const clients = Array.from({ length: 22 }, () => sockets.start({ auth: { token: pair.patient.token } }));
    const ends = await Promise.all(clients.map((client) => client.first('connect', 'connect_error')));
    const refused = ends.filter(({ event }) => event === 'connect_error');
    expect(refused).toHaveLength(2);
    expect(refused[0]?.payload).toMatchObject({
      message: 'Too many requests, please wait a moment',
      data: { code: 'rate_limited', retryable: true, retryAfterMs: 10_000 },
    });
    await sockets.as(pair.consultant);
    clients.find(({ socket }) => socket.connected)?.close();
    await expect.poll(async () => (await tryOnce()).event).toBe('connect');
  });

  async function tryOnce() {
    const client = sockets.start({ auth: { token: pair.patient.token } });
    return client.first('connect', 'connect_error');
  }

  test('without a credential from one address are refused, and those with one are not', async () => {
    const clients = Array.from({ length: 130 }, () => sockets.start());
    const ends = await Promise.all(clients.map((client) => client.first('connect', 'connect_error')));
    expect(ends.filter(({ event }) => event === 'connect').length).toBeLessThanOrEqual(100);
    expect((await sockets.as(pair.patient)).socket.connected).toBe(true);
  });
});

test('with the limits as they are outside production a busy conversation is not disturbed', async () => {
  const roomy = await startTestServer({ RATE_LIMITS: 'on' });
  const clients = new Sockets(roomy);
  const busy = await makePair(roomy);
  const client = await clients.inside(busy.patient, busy.conversation.id);
  expect((await flood(client, 300, 'send_message', saying('x', busy))).refused).toEqual([]);
  clients.closeAll();
  await roomy.close();
});
