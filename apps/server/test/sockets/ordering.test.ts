import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { makePair, type Pair } from '../support/people.ts';
import { Sockets, type TestSocket } from '../support/sockets.ts';
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

const joining = ({ conversation, patient }: Pair) => ({
  conversationId: conversation.id,
  userId: patient.id,
  userType: 'patient',
});
const saying = (content: string, { conversation }: Pair = pair) => ({
  conversationId: conversation.id,
  content,
  senderType: 'patient',
});
const answers = (client: TestSocket) =>
  client.heard.filter(({ event }) =>
    /^(joined_conversation|left_conversation|message_sent|marked_as_read|error)$/.test(event),
  );
const contents = (client: TestSocket, event = 'new_message') =>
  client.all(event).map(({ message }) => message.content);

describe.each(['websocket', 'polling'])('events sent in one breath over %s', (transport) => {
  test('are handled in the order in which they were sent', async () => {
    const client = sockets.start({ transports: [transport] });
    client.emit('join_conversation', joining(pair));
    client.emit('typing_start', joining(pair));
    client.emit('send_message', saying('one'));
    client.emit('send_message', saying('two'));
    client.emit('leave_conversation', { conversationId: pair.conversation.id });
    client.emit('send_message', saying('too late'));
    client.emit('join_conversation', joining(pair));
    client.emit('send_message', saying('three'));
    await client.next('message_sent', ({ message }) => message.content === 'three');
    await client.settled();
    expect(answers(client).map(({ event, payload }) => payload.message?.content ?? event)).toEqual(
      expect.arrayContaining(['joined_conversation', 'one', 'two', 'left_conversation', 'three']),
    );
    const stored = contents(client, 'message_sent');
    expect(stored.filter((content) => content !== 'too late')).toEqual(['one', 'two', 'three']);
  });

  test('before the connection stands are buffered by the client and then work', async () => {
    const client = sockets.start({ transports: [transport], autoConnect: false });
    client.emit('send_message', saying('flushed'));
    client.emit('typing_start', joining(pair));
    client.socket.once('connect', () => client.emit('join_conversation', joining(pair)));
    client.socket.connect();
    await client.next('message_sent');
    expect(answers(client).map(({ event }) => event)).toEqual(['joined_conversation', 'message_sent']);
  });
});

describe('events that come before their join', () => {
  test('wait for it and keep their order', async () => {
    const watcher = await sockets.inside(pair.consultant, pair.conversation.id);
    const client = await sockets.connect();
    for (const content of ['a', 'b', 'c']) client.emit('send_message', saying(content));
    client.emit('typing_start', joining(pair));
    client.emit('send_message', saying('d'));
    await new Promise((resolve) => setTimeout(resolve, 300));
    client.emit('join_conversation', joining(pair));
    await watcher.next('new_message', ({ message }) => message.content === 'd');
    expect(contents(watcher)).toEqual(['a', 'b', 'c', 'd']);
    expect(client.all('error')).toEqual([]);
  });

  test('are refused after a second, in their order, and the join after them works', async () => {
    const client = await sockets.connect();
    const startedAt = performance.now();
    const refusals = ['one', 'two'].map((content) => client.ask('send_message', saying(content)));
    for (const { data } of await Promise.all(refusals)) expect(data.code).toBe('not_identified');
    expect(performance.now() - startedAt).toBeGreaterThan(900);
    await client.join(pair.conversation.id, pair.patient);
    expect((await client.ask('send_message', saying('now'))).event).toBe('message_sent');
  });

  test('do not wait on a connection that is older than a second', async () => {
    const client = await sockets.as(pair.patient);
    await new Promise((resolve) => setTimeout(resolve, 1_050));
    const fresh = await sockets.as(pair.patient);
    const refused: string[] = [];
    const refusals = Object.entries({ fresh, client }).map(async ([name, socket]) => {
      expect((await socket.ask('send_message', saying('x'))).data.code).toBe('not_joined');
      refused.push(name);
    });
    await Promise.all(refusals);
    expect(refused).toEqual(['client', 'fresh']);
  });

  test('wait for the join of their own conversation, whatever else is joined', async () => {
    const second = await makePair(server);
    const { pool } = server.database;
    // the same patient in both: a booking of the second consultant with the first patient
    const { body: booking } = await pair.patient.ask('POST', '/bookings', {
      consultantId: second.consultant.id,
      scheduledAt: '2090-03-01T10:00:00Z',
    });
    const client = await sockets.connect();
    client.emit('send_message', { ...saying('for the second'), conversationId: booking.id });
    client.emit('join_conversation', joining(pair));
    client.emit('send_message', saying('for the first'));
    client.emit('join_conversation', { ...joining(pair), conversationId: booking.id });
    await client.next('message_sent', ({ message }) => message.content === 'for the first');
    expect(contents(client, 'message_sent')).toEqual(['for the second', 'for the first']);
    const { rows } = await pool.query(
      `select m.content from messages m join conversations c on c.id = m.conversation_id where c.booking_id = $1`,
      [booking.id],
    );
    expect(rows).toEqual([{ content: 'for the second' }]);
  });

  test('of one socket hold up no other socket', async () => {
    const quick = await sockets.inside(pair.patient, pair.conversation.id);
    const stuck = await sockets.connect();
    const answered: string[] = [];
    const waits = stuck.ask('send_message', saying('waits in vain')).then(() => answered.push('stuck'));
    const goes = quick.ask('send_message', saying('at once')).then(() => answered.push('quick'));
    await Promise.all([waits, goes]);
    expect(answered).toEqual(['quick', 'stuck']);
  });
});

describe('all members of a room', () => {
  test('see the messages of many writers in the same order, which is the stored one', async () => {
    const busy = await makePair(server);
    const devices = await Promise.all([
      sockets.inside(busy.patient, busy.conversation.id),
      sockets.plainInside(busy.patient, busy.conversation.id),
      sockets.inside(busy.consultant, busy.conversation.id),
      sockets.plainInside(busy.consultant, busy.conversation.id),
    ]);
    const ids = {
      consultantId: busy.consultant.id,
      patientId: busy.patient.id,
      bookingId: busy.booking.id,
    };
    const writing: Promise<unknown>[] = [];
    for (let round = 0; round < 25; round += 1) {
      for (const [index, device] of devices.entries()) {
        const senderType = index < 2 ? 'patient' : 'consultant';
        const message = { ...saying(`${index}-${round}`, busy), senderType };
        writing.push(device.ask('send_message', message));
      }
      const byRest = { ...ids, content: `rest-${round}`, senderType: 'patient' };
      if (round % 5 === 0) writing.push(busy.patient.ask('POST', '/chat/messages', byRest));
    }
    await Promise.all(writing);
    for (const device of devices) await device.settled();
    const { body } = await busy.patient.ask(
      'GET',
      `/chat/conversations/${busy.conversation.id}/messages?limit=500`,
    );
    const stored = body.messages.toReversed().map(({ content }: { content: string }) => content);
    expect(stored).toHaveLength(105);
    for (const device of devices) expect(contents(device)).toEqual(stored);
    for (const index of [0, 1, 2, 3]) {
      const own = stored.filter((content: string) => content.startsWith(`${index}-`));
      expect(own).toEqual(Array.from({ length: 25 }, (_, round) => `${index}-${round}`));
    }
  });

  test('a writer’s own answers come in the order in which it wrote, with ids of its own or without', async () => {
    const client = await sockets.inside(pair.patient, pair.conversation.id);
    const texts = Array.from({ length: 40 }, (_, index) => `mixed ${index}`);
    for (const [index, content] of texts.entries()) {
      const clientMessageId = index % 3 === 0 ? { clientMessageId: crypto.randomUUID() } : {};
      client.emit('send_message', { ...saying(content), ...clientMessageId });
    }
    await client.next('message_sent', ({ message }) => message.content === 'mixed 39');
    expect(contents(client, 'message_sent')).toEqual(texts);
  });
});
