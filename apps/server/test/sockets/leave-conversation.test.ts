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

const message = (content: string) => ({
  conversationId: pair.conversation.id,
  content,
  senderType: 'consultant',
});

describe('leave_conversation', () => {
  test('is answered as documented, and nothing of the room is heard from then on', async () => {
    const client = await sockets.inside(pair.patient, pair.conversation.id);
    const other = await sockets.inside(pair.consultant, pair.conversation.id);
    const reply = await client.ask('leave_conversation', { conversationId: pair.conversation.id });
    expect(reply).toEqual({ event: 'left_conversation', data: { conversationId: pair.conversation.id } });
    expect(await client.next('left_conversation')).toEqual({ conversationId: pair.conversation.id });
    await other.ask('send_message', message('Still there?'));
    await client.settled();
    expect(client.all('new_message')).toEqual([]);
  });

  test('by the id of the booking answers with the real id', async () => {
    const client = await sockets.inside(pair.patient, pair.conversation.id);
    const { data } = await client.ask('leave_conversation', { conversationId: pair.booking.id });
    expect(data).toEqual({ conversationId: pair.conversation.id });
    const refused = await client.ask('send_message', { ...message('x'), senderType: 'patient' });
    expect(refused.data).toMatchObject({ code: 'not_joined' });
  });

  test('of one that was never joined, twice, or of nothing we know, is no error', async () => {
    const client = await sockets.as(pair.patient);
    for (const conversationId of [pair.conversation.id, pair.conversation.id, randomUUID()]) {
      const { event, data } = await client.ask('leave_conversation', { conversationId });
      expect({ event, data }).toEqual({ event: 'left_conversation', data: { conversationId } });
    }
  });

  test('of one conversation leaves the others joined, and other devices inside', async () => {
    const second = await makePair(server);
    const { patient, conversation } = pair;
    const [phone, laptop] = [
      await sockets.inside(patient, conversation.id),
      await sockets.inside(patient, conversation.id),
    ];
    const elsewhere = await sockets.inside(second.patient, second.conversation.id);
    await phone.ask('leave_conversation', { conversationId: conversation.id });
    const other = await sockets.inside(pair.consultant, conversation.id);
    await other.ask('send_message', message('To the laptop'));
    expect((await laptop.next('new_message')).message.content).toBe('To the laptop');
    expect(elsewhere.all('new_message')).toEqual([]);
  });

  test('and joining again works as the first time', async () => {
    const client = await sockets.inside(pair.patient, pair.conversation.id);
    await client.ask('leave_conversation', { conversationId: pair.conversation.id });
    await client.join(pair.conversation.id, pair.patient);
    const other = await sockets.inside(pair.consultant, pair.conversation.id);
    await other.ask('send_message', message('Welcome back'));
    expect((await client.next('new_message')).message.content).toBe('Welcome back');
  });

  test.each([[undefined], [{}], [{ conversationId: 'x' }], [[]], ['x']])('refuses %j', async (payload) => {
    const client = await sockets.as(pair.patient);
    const { event, data } = await client.ask('leave_conversation', payload);
    expect({ event, code: data.code }).toEqual({ event: 'error', code: 'validation_failed' });
  });
});
