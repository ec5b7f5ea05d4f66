import { randomUUID } from 'node:crypto';
import { Conversation, LIMITS, Message } from '@jiggy-care/protocol';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { book, makePair, type Pair } from '../support/people.ts';
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

const hello = (fields: Record<string, unknown> = {}) => ({
  conversationId: pair.conversation.id,
  content: 'Hello, how are you?',
  senderType: 'patient',
  ...fields,
});

const history = async (of: Pair = pair) =>
  (await of.patient.ask('GET', `/chat/conversations/${of.conversation.id}/messages?limit=500`)).body.messages;

describe.each(['websocket', 'polling'])('send_message over %s', (transport) => {
  test('is stored and told as documented: to the sender, and to all in the room', async () => {
    const client = await sockets.connect({ transports: [transport] });
    await client.join(pair.conversation.id, pair.patient);
    const other = await sockets.connect({ transports: [transport] });
    await other.join(pair.conversation.id, pair.consultant);
    client.emit('send_message', hello());

    const sent = await client.next('message_sent');
    expect(sent.message).toEqual({
      id: expect.any(String),
      conversationId: pair.conversation.id,
      senderId: pair.patient.id,
      senderType: 'patient',
      content: 'Hello, how are you?',
      isRead: false,
      createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      updatedAt: sent.message.createdAt,
      seq: expect.any(Number),
    });
    expect(sent.conversation).toEqual({ ...pair.conversation, updatedAt: sent.message.createdAt });
    expect([Message.parse(sent.message), Conversation.parse(sent.conversation)]).toBeDefined();
    expect(await client.next('new_message')).toEqual(sent);
    expect(await other.next('new_message')).toEqual(sent);
    expect((await history())[0]).toEqual(sent.message);
  });
});

describe('send_message', () => {
  test('is acknowledged with what message_sent carries, and the id of the sender comes back', async () => {
    const client = await sockets.inside(pair.patient, pair.conversation.id);
    const clientMessageId = randomUUID();
    const reply = await client.ask('send_message', hello({ clientMessageId }));
    expect(reply.event).toBe('message_sent');
    expect(reply.data.message.clientMessageId).toBe(clientMessageId);
    expect(await client.next('message_sent')).toEqual(reply.data);
  });

  test('by the id of the booking goes into its conversation', async () => {
    const client = await sockets.inside(pair.patient, pair.booking.id);
    const { data } = await client.ask('send_message', hello({ conversationId: pair.booking.id }));
    expect(data.message.conversationId).toBe(pair.conversation.id);
  });

  test('reaches every device of both people, the one that sent it too, once', async () => {
    const [phone, laptop, tablet] = await Promise.all([
      sockets.inside(pair.patient, pair.conversation.id),
      sockets.inside(pair.patient, pair.conversation.id),
      sockets.plainInside(pair.consultant, pair.conversation.id),
    ]);
    await phone.ask('send_message', hello({ content: 'To all' }));
    for (const device of [phone, laptop, tablet]) {
      await device.next('new_message');
      await device.settled();
      expect(device.all('new_message')).toHaveLength(1);
    }
    expect(laptop.all('message_sent')).toEqual([]);
  });

  test.each([
    ['blanks at both ends', '  hello \n'],
    ['markup', '<script>alert("x")</script> &amp; <img src=x onerror=alert(1)>'],
    ['what a database might take for its own', "'; drop table messages; -- %s $1 {{7*7}} #{7*7}"],
    ['line breaks and tabs', 'a\r\nb\tc\u2028d'],
    ['controls that are not NUL', 'a\u0007b\u009Fc'],
    ['emoji and joined people', '😀 👩‍👩‍👧‍👦 🏳️‍🌈'],
    ['text from the right', 'שלום עולם \u202E abc \u202C'],
    ['a thousand combining marks', `e${'\u0301'.repeat(1_000)}`],
    ['composed and decomposed alike', 'é e\u0301'],
    ['what looks like JSON', '{"__proto__": {"x": 1}}'],
    ['as long as may be', 'x'.repeat(LIMITS.contentChars)],
    ['as long as may be, in emoji', '😀'.repeat(LIMITS.contentChars)],
  ])('keeps %s exactly', async (_, content) => {
    const client = await sockets.inside(pair.patient, pair.conversation.id);
    const other = await sockets.inside(pair.consultant, pair.conversation.id);
    const { event, data } = await client.ask('send_message', hello({ content }));
    expect(event).toBe('message_sent');
    expect(data.message.content === content).toBe(true);
    expect((await other.next('new_message')).message.content === content).toBe(true);
    expect((await history())[0].content === content).toBe(true);
  });

  test.each([
    ['nothing', { content: undefined }],
    ['an empty text', { content: '' }],
    ['blanks only', { content: ' \n\t ' }],
    ['one character too many', { content: 'x'.repeat(LIMITS.contentChars + 1) }],
    ['a NUL', { content: 'a\u0000b' }],
    ['half an emoji', { content: 'a\uD83D' }],
    ['a number', { content: 7 }],
    ['a list', { content: ['hello'] }],
    ['no role', { senderType: undefined }],
    ['a role that there is not', { senderType: 'admin' }],
    ['no conversation', { conversationId: undefined }],
    ['a conversation that is no id', { conversationId: 'uuid-of-conversation' }],
    ['an id of its own that is none', { clientMessageId: '1' }],
  ])('refuses %s, stores nothing and tells nobody', async (_, fields) => {
    const client = await sockets.inside(pair.patient, pair.conversation.id);
    const other = await sockets.inside(pair.consultant, pair.conversation.id);
    const before = (await history()).length;
    const { event, data } = await client.ask('send_message', hello(fields));
    expect({ event, code: data.code }).toEqual({ event: 'error', code: 'validation_failed' });
    expect(await client.next('error')).toEqual(data);
    await other.settled();
    expect(other.all('new_message')).toEqual([]);
    expect((await history()).length).toBe(before);
  });

  test('from a socket that is not in the room is refused', async () => {
    const client = await sockets.inside(pair.patient, pair.conversation.id);
    await client.ask('leave_conversation', { conversationId: pair.conversation.id });
    const { data } = await client.ask('send_message', hello());
    expect(data).toMatchObject({ code: 'not_joined', event: 'send_message', retryable: false });
  });

  test('into a conversation of others is refused, and they hear nothing', async () => {
    const strangers = await makePair(server);
    const client = await sockets.inside(pair.patient, pair.conversation.id);
    const theirs = await sockets.inside(strangers.consultant, strangers.conversation.id);
    const { data } = await client.ask('send_message', hello({ conversationId: strangers.conversation.id }));
    expect(data.code).toBe('not_joined');
    await theirs.settled();
    expect(theirs.all('new_message')).toEqual([]);
    expect(await history(strangers)).toEqual([]);
  });

  test('cannot set what is the server’s to say', async () => {
    const client = await sockets.inside(pair.patient, pair.conversation.id);
    const forged = { id: randomUUID(), senderId: pair.consultant.id, isRead: true, seq: 1_000_000 };
    const { data } = await client.ask(
      'send_message',
      hello({ ...forged, createdAt: '1999-01-01T00:00:00Z' }),
    );
    expect(data.message).toMatchObject({ senderId: pair.patient.id, isRead: false });
    expect(data.message.id).not.toBe(forged.id);
    expect(data.message.seq).toBeLessThan(1_000_000);
    expect(data.message.createdAt).not.toMatch(/^1999/);
  });

  test('into the conversation of a cancelled booking is refused; what was written can be read', async () => {
    const cancelled = await makePair(server);
    const { patient, booking, conversation } = cancelled;
    const client = await sockets.inside(patient, conversation.id);
    const message = { conversationId: conversation.id, content: 'Before', senderType: 'patient' };
    await client.ask('send_message', message);
    await patient.ask('PATCH', `/bookings/${booking.id}`, { status: 'cancelled' });
    const refused = await client.ask('send_message', { ...message, content: 'After' });
    expect(refused.data).toMatchObject({ code: 'booking_cancelled' });
    expect((await history(cancelled)).map(({ content }: { content: string }) => content)).toEqual(['Before']);
  });

  test('does not mix the conversations of two bookings of the same people', async () => {
    const { patient, consultant } = pair;
    const second = await book(patient, consultant);
    const inFirst = await sockets.inside(consultant, pair.conversation.id);
    const inSecond = await sockets.inside(consultant, second.id);
    const client = await sockets.inside(patient, second.id);
    await client.ask('send_message', hello({ conversationId: second.id, content: 'Only here' }));
    expect((await inSecond.next('new_message')).message.seq).toBe(1);
    await inFirst.settled();
    expect(inFirst.all('new_message')).toEqual([]);
  });

  describe('with an id of the sender', () => {
    test('again, with other words, answers with the first message and tells nobody', async () => {
      const client = await sockets.inside(pair.patient, pair.conversation.id);
      const other = await sockets.inside(pair.consultant, pair.conversation.id);
      const clientMessageId = randomUUID();
      const first = await client.ask('send_message', hello({ clientMessageId }));
      const again = await client.ask('send_message', hello({ clientMessageId, content: 'Other words' }));
      expect(again.data.message).toEqual(first.data.message);
      await other.settled();
      expect(other.all('new_message')).toHaveLength(1);
    });

    test('that the other person used is a message of its own, so is one in another conversation', async () => {
      const second = await book(pair.patient, pair.consultant);
      const clientMessageId = randomUUID();
      const client = await sockets.inside(pair.patient, pair.conversation.id);
      await client.join(second.id, pair.patient);
      const other = await sockets.inside(pair.consultant, pair.conversation.id);
      const replies = await Promise.all([
        client.ask('send_message', hello({ clientMessageId })),
        client.ask('send_message', hello({ clientMessageId, conversationId: second.id })),
        other.ask('send_message', hello({ clientMessageId, senderType: 'consultant' })),
      ]);
      expect(new Set(replies.map(({ data }) => data.message.id)).size).toBe(3);
    });

    test('is named in the refusal, so that its sender knows which one it was', async () => {
      const client = await sockets.as(pair.patient);
      const clientMessageId = randomUUID();
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      const { data } = await client.ask('send_message', hello({ clientMessageId }));
      expect(data).toMatchObject({
        code: 'not_joined',
        clientMessageId,
        conversationId: pair.conversation.id,
      });
    });
  });
});
