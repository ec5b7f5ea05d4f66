import type { Changes, Message } from '@jiggy-care/protocol';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { MessagesRepository } from '../../src/messages/messages.repository.ts';
import { makePair, type Pair } from '../support/people.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';

let server: TestServer;
let pair: Pair;

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

async function changesSince(since: string | undefined, limit = 50): Promise<Changes> {
  const query = since === undefined ? '' : `?since=${encodeURIComponent(since)}&limit=${limit}`;
  const { status, body } = await pair.patient.ask(
    'GET',
    `/chat/conversations/${pair.conversation.id}/changes${query}`,
  );
  expect(status).toBe(200);
  return body;
}

async function send(content: string): Promise<Message> {
  const { patient, consultant, booking } = pair;
  const { body } = await patient.ask('POST', '/chat/messages', {
    consultantId: consultant.id,
    patientId: patient.id,
    bookingId: booking.id,
    content,
    senderType: 'patient',
  });
  return body.message;
}

const read = (messages: readonly Message[]) =>
  pair.consultant.ask('POST', `/chat/conversations/${pair.conversation.id}/read`, {
    messageIds: messages.map(({ id }) => id),
  });

/** What a client knows that applies every page of changes from a cursor on. */
async function follow(since: string, known: Map<string, Message>, limit: number): Promise<string> {
  for (let cursor = since; ; ) {
    const page = await changesSince(cursor, limit);
    for (const message of page.messages) known.set(message.id, message);
    cursor = page.cursor;
    if (!page.hasMore) return cursor;
  }
}

const history = async (): Promise<Message[]> => {
  const { body } = await pair.patient.ask(
    'GET',
    `/chat/conversations/${pair.conversation.id}/messages?limit=500`,
  );
  return body.messages;
};

test.each([1, 7, 500])(
  'a client that follows the changes by pages of %i while others write and read knows what the history says',
  async (limit) => {
    pair = await makePair(server);
    const { cursor: start } = await changesSince(undefined);
    const known = new Map<string, Message>();
    let writing = true;
    const others = (async () => {
      const sent: Message[] = [];
      for (let index = 0; index < 25; index += 1) {
        sent.push(await send(`text ${index}`));
        if (index % 3 === 0) await read(sent.slice(-5));
      }
      writing = false;
    })();
    let cursor = start;
    while (writing) cursor = await follow(cursor, known, limit);
    await others;
    cursor = await follow(cursor, known, limit);
    expect([...known.values()].sort((a, b) => b.seq - a.seq)).toEqual(await history());
    expect(await changesSince(cursor)).toEqual({
      messages: [],
      calls: [],
      delivered: [],
      cursor,
      hasMore: false,
    });
  },
);

test('a message that is read while the changes are being looked up is not left out', async () => {
  pair = await makePair(server);
  const { cursor } = await changesSince(undefined);
  const message = await send('read just now');
  const repository = server.app.get(MessagesRepository);
  const look = repository.lastChange.bind(repository);
  const spy = vi.spyOn(repository, 'lastChange').mockImplementation(async (id) => {
    const newest = await look(id);
    await read([message]);
    return newest;
  });
  const page = await changesSince(cursor);
  spy.mockRestore();
  expect(page.messages).toMatchObject([{ id: message.id, isRead: true }]);
  expect((await changesSince(page.cursor)).messages).toMatchObject([{ id: message.id, isRead: true }]);
});

test('a cursor of another conversation, of the future, or made up is refused', async () => {
  pair = await makePair(server);
  const { cursor } = await changesSince(undefined);
  await send('one');
  const future = Buffer.from(Buffer.from(cursor, 'base64url').toString().replace(/\d+$/, '999')).toString(
    'base64url',
  );
  const mine = pair;
  const other = await makePair(server);
  for (const [owner, since] of [
    [other, cursor],
    [mine, future],
    [mine, 'nonsense'],
  ] as const) {
    const { status, body } = await owner.patient.ask(
      'GET',
      `/chat/conversations/${owner.conversation.id}/changes?since=${since}`,
    );
    expect(status).toBe(400);
    expect(body.message).toBe('Validation failed');
  }
});
