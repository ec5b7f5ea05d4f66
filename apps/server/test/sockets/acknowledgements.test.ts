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

const joining = () => ({
  conversationId: pair.conversation.id,
  userId: pair.patient.id,
  userType: 'patient',
});
const hello = (fields: object = {}) => ({
  conversationId: pair.conversation.id,
  content: 'Hello',
  senderType: 'patient',
  ...fields,
});
const IN_CONVERSATION = () => ({ conversationId: pair.conversation.id });

const answered: readonly [string, () => object, string][] = [
  ['join_conversation', joining, 'joined_conversation'],
  ['send_message', hello, 'message_sent'],
  ['mark_read', () => ({ ...IN_CONVERSATION(), messageIds: [randomUUID()] }), 'marked_as_read'],
  ['leave_conversation', IN_CONVERSATION, 'left_conversation'],
  ['auth:renew', () => ({ token: pair.patient.token }), 'auth:renewed'],
];

describe.each(['websocket', 'polling'])('over %s', (transport) => {
  const inside = async () => {
    const client = await sockets.as(pair.patient, {}, { transports: [transport] });
    await client.join(pair.conversation.id, pair.patient);
    await client.next('joined_conversation');
    return client;
  };

  test.each(answered)(
    '%s gives the acknowledgement what its event carries',
    async (event, payload, answer) => {
      const client = await inside();
      const reply = await client.ask(event, payload());
      expect(reply).toEqual({ event: answer, data: await client.next(answer) });
    },
  );

  test.each(answered)(
    '%s without an acknowledgement is answered by its event alone',
    async (event, payload, answer) => {
      const client = await inside();
      client.emit(event, payload());
      expect(await client.next(answer)).toBeTypeOf('object');
    },
  );

  test.each(['typing_start', 'typing_stop'])('%s is only acknowledged', async (event) => {
    const client = await inside();
    const reply = await client.ask(event, joining());
    expect(reply).toEqual({ event, data: { conversationId: pair.conversation.id } });
    await client.settled();
    expect(client.all(event)).toEqual([]);
  });

  test.each([
    ['a bad payload', 'send_message', () => hello({ content: '' }), 'validation_failed'],
    ['no payload', 'join_conversation', () => undefined, 'validation_failed'],
    ['another’s name', 'join_conversation', () => ({ ...joining(), userId: randomUUID() }), 'forbidden'],
    [
      'a conversation not joined',
      'send_message',
      () => hello({ conversationId: randomUUID() }),
      'not_joined',
    ],
    ['an event that there is not', 'delete_message', () => ({}), 'unknown_event'],
  ])('%s is told in the event and in the acknowledgement alike', async (_, event, payload, code) => {
    const client = await inside();
    await new Promise((resolve) => setTimeout(resolve, code === 'not_joined' ? 1_000 : 0));
    const reply = await client.ask(event, payload());
    expect(reply.event).toBe('error');
    expect(reply.data).toMatchObject({ message: expect.any(String), code, retryable: false });
    expect(reply.data.requestId).toMatch(/^[0-9a-f-]{36}$/);
    expect(reply.data.event).toBe(event);
    expect(await client.next('error')).toEqual(reply.data);
  });
});

test('a client that repeats what is not acknowledged sends each message once', async () => {
  const client = await sockets.as(pair.patient, {}, { retries: 3, ackTimeout: 2_000 });
  await client.join(pair.conversation.id, pair.patient);
  for (const content of ['one', 'two', 'three']) client.emit('send_message', hello({ content }));
  await client.next('message_sent', ({ message }) => message.content === 'three');
  await client.settled();
  expect(client.all('message_sent').map(({ message }) => message.content)).toEqual(['one', 'two', 'three']);
});

test('the id of a refusal finds it in the log of a server that tells everything', async () => {
  const talkative = await startTestServer({ LOG_LEVEL: 'debug' });
  const client = await new Sockets(talkative).connect();
  const { data } = await client.ask('join_conversation', { conversationId: 'canary' });
  expect(talkative.logged.filter((line) => line.includes(data.requestId))).toHaveLength(1);
  expect(talkative.logged.join('')).not.toContain('canary');
  client.close();
  await talkative.close();
});
