import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { book, makePair, type Pair, signUp } from '../support/people.ts';
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

const joining = (conversationId: string, { id, role }: { id: string; role: string }) => ({
  conversationId,
  userId: id,
  userType: role,
});

describe.each(['websocket', 'polling'])('join_conversation over %s', (transport) => {
  test('is answered as documented, by event and by acknowledgement', async () => {
    const client = await sockets.connect({ transports: [transport] });
    const reply = await client.ask('join_conversation', joining(pair.conversation.id, pair.patient));
    expect(reply).toEqual({ event: 'joined_conversation', data: { conversationId: pair.conversation.id } });
    expect(await client.next('joined_conversation')).toEqual({ conversationId: pair.conversation.id });
  });

  test('opens the ears: what is sent from now on is heard', async () => {
    const client = await sockets.connect({ transports: [transport] });
    const sender = await sockets.inside(pair.consultant, pair.conversation.id);
    await client.join(pair.conversation.id, pair.patient);
    sender.emit('send_message', {
      conversationId: pair.conversation.id,
      content: 'Good morning',
      senderType: 'consultant',
    });
    expect((await client.next('new_message')).message.content).toBe('Good morning');
  });
});

describe('join_conversation', () => {
  test('by the id of a booking answers with the real id of its conversation', async () => {
    const client = await sockets.connect();
    const { data } = await client.ask('join_conversation', joining(pair.booking.id, pair.patient));
    expect(data).toEqual({ conversationId: pair.conversation.id });
  });

  test('by the id of a booking makes its conversation, once, however many ask at the same time', async () => {
    const [patient, consultant] = await Promise.all([
      signUp(server, 'patient'),
      signUp(server, 'consultant'),
    ]);
    const booking = await book(patient, consultant);
    const clients = await Promise.all(Array.from({ length: 10 }, () => sockets.connect()));
    const replies = await Promise.all(
      clients.map((client, index) =>
        client.ask('join_conversation', joining(booking.id, index % 2 === 0 ? patient : consultant)),
      ),
    );
    expect(new Set(replies.map(({ event, data }) => `${event} ${data.conversationId}`)).size).toBe(1);
    const { body } = await patient.ask('GET', `/chat/conversations?patientId=${patient.id}`);
    expect(body).toMatchObject([{ id: replies[0]?.data.conversationId, bookingId: booking.id }]);
  });

  test('again, or by its other name, is answered in the same way', async () => {
    const client = await sockets.as(pair.patient);
    for (const reference of [pair.conversation.id, pair.booking.id, pair.conversation.id.toUpperCase()]) {
      const { data } = await client.ask('join_conversation', joining(reference, pair.patient));
      expect(data).toEqual({ conversationId: pair.conversation.id });
    }
    const sender = await sockets.inside(pair.consultant, pair.conversation.id);
    sender.emit('send_message', {
      conversationId: pair.booking.id,
      content: 'Once',
      senderType: 'consultant',
    });
    await client.next('new_message', ({ message }) => message.content === 'Once');
    await client.settled();
    expect(client.all('new_message')).toHaveLength(1);
  });

  test('of a cancelled booking is possible: its conversation can still be read', async () => {
    const { patient, booking, conversation } = await makePair(server);
    await patient.ask('PATCH', `/bookings/${booking.id}`, { status: 'cancelled' });
    const client = await sockets.inside(patient, conversation.id);
    expect(client.all('joined_conversation')).toHaveLength(1);
  });

  test.each([
    ['one that does not exist', () => randomUUID()],
    ['an id that is none', () => 'uuid-of-conversation'],
    ['an array of one id', () => [pair.conversation.id]],
  ])('of %s is refused', async (_, conversationId) => {
    const client = await sockets.as(pair.patient);
    const { event, data } = await client.ask('join_conversation', {
      ...joining('', pair.patient),
      conversationId: conversationId(),
    });
    expect(event).toBe('error');
    expect(['not_found', 'validation_failed']).toContain(data.code);
  });

  test('without its fields is refused in the words of the document', async () => {
    const client = await sockets.connect();
    client.emit('join_conversation', { conversationId: pair.conversation.id });
    expect((await client.next('error')).message).toBe(
      'Missing required fields: conversationId, userId, or userType',
    );
  });

  test('of more than a hundred conversations is refused until one is left', async () => {
    const { patient, consultant } = pair;
    const { rows } = await server.database.pool.query<{ id: string }>(
      `with made as (
         insert into bookings (consultant_id, patient_id, scheduled_at, duration_minutes)
         select $1, $2, now(), 30 from generate_series(1, 101) returning id
       )
       insert into conversations (booking_id, consultant_id, patient_id) select id, $1, $2 from made returning id`,
      [consultant.id, patient.id],
    );
    const client = await sockets.as(patient);
    const ids = rows.map(({ id }) => id);
    await Promise.all(ids.slice(0, 100).map((id) => client.join(id, patient)));
    const last = joining(ids[100] as string, patient);
    expect((await client.ask('join_conversation', last)).data).toMatchObject({ code: 'conflict' });
    await client.join(ids[5] as string, patient);
    await client.ask('leave_conversation', { conversationId: ids[0] });
    expect((await client.ask('join_conversation', last)).event).toBe('joined_conversation');
  });
});
