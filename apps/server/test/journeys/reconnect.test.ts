import { randomUUID } from 'node:crypto';
import type { Changes, Message } from '@jiggy-care/protocol';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { makePair, type Pair } from '../support/people.ts';
import { Sockets, type TestSocket } from '../support/sockets.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';

let server: TestServer;
let sockets: Sockets;

beforeAll(async () => {
  server = await startTestServer();
  sockets = new Sockets(server);
});
afterEach(() => sockets.closeAll());
afterAll(() => server.close());

const saying = ({ conversation }: Pair, content: string, senderType: string) => ({
  conversationId: conversation.id,
  content,
  senderType,
});

async function changes({ consultant, conversation }: Pair, since?: string, limit = 50): Promise<Changes> {
  const query = since === undefined ? '' : `?since=${since}&limit=${limit}`;
  return (await consultant.ask('GET', `/chat/conversations/${conversation.id}/changes${query}`)).body;
}

/** Asks page by page until there is no more, as our SDK does. */
async function catchUp(
  pair: Pair,
  since: string,
  limit: number,
): Promise<{ found: Message[]; cursor: string }> {
  const found: Message[] = [];
  for (let cursor = since; ; ) {
    const page = await changes(pair, cursor, limit);
    found.push(...page.messages);
    cursor = page.cursor;
    if (!page.hasMore) return { found, cursor };
  }
}

/** The connection breaks as in a tunnel: nobody says goodbye. */
async function lose(client: TestSocket): Promise<void> {
  client.socket.io.engine.close();
  await client.next('disconnect');
}

describe('a consultant whose connection was lost', () => {
  test('learns by changes all that was written and read meanwhile, each once', async () => {
    const pair = await makePair(server);
    const atPatient = await sockets.inside(pair.patient, pair.conversation.id);
    const atConsultant = await sockets.inside(pair.consultant, pair.conversation.id);
    const { data: own } = await atConsultant.ask('send_message', saying(pair, 'Before', 'consultant'));
    const { cursor } = await changes(pair);
    await lose(atConsultant);

    for (let index = 0; index < 12; index += 1) {
      await atPatient.ask('send_message', saying(pair, `missed ${index}`, 'patient'));
    }
    await atPatient.ask('mark_read', { conversationId: pair.conversation.id, messageIds: [own.message.id] });

    const again = await sockets.inside(pair.consultant, pair.conversation.id);
    const { found, cursor: here } = await catchUp(pair, cursor, 5);
    expect(found.map(({ content }) => content)).toEqual([
      ...Array.from({ length: 12 }, (_, index) => `missed ${index}`),
      'Before',
    ]);
    expect(found.at(-1)).toMatchObject({ id: own.message.id, isRead: true });
    expect((await changes(pair, here)).messages).toEqual([]);
    await atPatient.ask('send_message', saying(pair, 'live again', 'patient'));
    expect((await again.next('new_message')).message.content).toBe('live again');
    expect(again.all('new_message')).toHaveLength(1);
  });

  test('is in no room until it joins again, and is told so', async () => {
    const pair = await makePair(server);
    const atPatient = await sockets.inside(pair.patient, pair.conversation.id);
    const atConsultant = await sockets.inside(pair.consultant, pair.conversation.id);
    const lengths = new Set<number>();
    atConsultant.socket.onAny((_event, ...args: unknown[]) => lengths.add(args.length));
    await atPatient.ask('send_message', saying(pair, 'first', 'patient'));
    await atConsultant.next('new_message');
    await lose(atConsultant);
    atConsultant.socket.connect();
    await expect.poll(() => atConsultant.socket.connected).toBe(true);
    expect(atConsultant.socket.recovered).toBeFalsy();

    await atPatient.ask('send_message', saying(pair, 'second', 'patient'));
    await atConsultant.next('conversation_updated', ({ lastMessage }) => lastMessage?.content === 'second');
    const refusal = await atConsultant.ask('send_message', saying(pair, 'third', 'consultant'));
    expect(refusal).toMatchObject({ event: 'error', data: { code: 'not_joined' } });
    expect(refusal.data.message).toContain('join_conversation');
    expect(atConsultant.all('new_message')).toHaveLength(1);
    expect([...lengths]).toEqual([1]);
  });

  test('misses nothing between joining again and catching up, while the other one goes on writing', async () => {
    const pair = await makePair(server);
    const atPatient = await sockets.inside(pair.patient, pair.conversation.id);
    const { cursor } = await changes(pair);
    const texts = Array.from({ length: 60 }, (_, index) => `line ${index}`);
    const writing = (async () => {
      for (const content of texts) await atPatient.ask('send_message', saying(pair, content, 'patient'));
    })();
    const seen = new Map<string, Message>();
    let since = cursor;
    for (let round = 0; round < 3; round += 1) {
      const client = await sockets.inside(pair.consultant, pair.conversation.id);
      const caught = await catchUp(pair, since, 7);
      since = caught.cursor;
      await new Promise((resolve) => setTimeout(resolve, 30));
      await client.settled();
      for (const message of caught.found) seen.set(message.id, message);
      for (const { message } of client.all('new_message')) seen.set(message.id, message);
      await lose(client);
    }
    await writing;
    const last = await catchUp(pair, since, 50);
    for (const message of last.found) seen.set(message.id, message);
    const inOrder = [...seen.values()].sort((a, b) => a.seq - b.seq);
    expect(inOrder.map(({ content }) => content)).toEqual(texts);
  });

  test('does not know whether its last message arrived, sends it again, and it is there once', async () => {
    const pair = await makePair(server);
    const atPatient = await sockets.inside(pair.patient, pair.conversation.id);
    const atConsultant = await sockets.inside(pair.consultant, pair.conversation.id);
    const message = { ...saying(pair, 'Did you get this?', 'consultant'), clientMessageId: randomUUID() };
    atConsultant.emit('send_message', message);
    await atPatient.next('new_message');
    await lose(atConsultant);
    const again = await sockets.inside(pair.consultant, pair.conversation.id);
    const { data } = await again.ask('send_message', message);
    expect(data.message).toMatchObject({ content: 'Did you get this?', seq: 1 });
    await atPatient.settled();
    expect(atPatient.all('new_message')).toHaveLength(1);
  });

  test('with a client that reconnects by itself is back in the room with what it had buffered', async () => {
    const pair = await makePair(server);
    const atPatient = await sockets.inside(pair.patient, pair.conversation.id);
    const client = sockets.start({
      reconnection: true,
      reconnectionDelay: 50,
      reconnectionDelayMax: 100,
    });
    client.socket.on('connect', () => {
      const { conversation, consultant } = pair;
      const payload = { conversationId: conversation.id, userId: consultant.id, userType: 'consultant' };
      client.emit('join_conversation', payload);
    });
    await client.next('joined_conversation');
    await lose(client);
    client.emit('send_message', saying(pair, 'written in the tunnel', 'consultant'));
    expect((await atPatient.next('new_message')).message.content).toBe('written in the tunnel');
    expect(client.all('error')).toEqual([]);
  });
});
