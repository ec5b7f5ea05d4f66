import type { Message } from '@jiggy-care/protocol';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { makePair, type Pair } from '../support/people.ts';
import { Sockets } from '../support/sockets.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';

let server: TestServer;
let sockets: Sockets;
let pair: Pair;
const TEXTS = Array.from({ length: 45 }, (_, index) => `line ${index + 1}`);

beforeAll(async () => {
  server = await startTestServer();
  sockets = new Sockets(server);
  pair = await makePair(server);
  const writer = await sockets.inside(pair.patient, pair.conversation.id);
  await Promise.all(
    TEXTS.map((content) =>
      writer.ask('send_message', { conversationId: pair.conversation.id, content, senderType: 'patient' }),
    ),
  );
});
afterEach(() => sockets.closeAll());
afterAll(() => server.close());

const page = async (query: string): Promise<{ messages: Message[]; hasMore: boolean }> =>
  (await pair.consultant.ask('GET', `/chat/conversations/${pair.conversation.id}/messages${query}`)).body;
const contents = (messages: readonly Message[]) => messages.map(({ content }) => content);

describe('a consultant who opens a conversation with a past', () => {
  test('reads it page by page from the newest, as the document shows, and misses nothing', async () => {
    const read: string[] = [];
    for (let offset = 0; ; offset += 20) {
      const { messages } = await page(`?limit=20&offset=${offset}`);
      if (messages.length === 0) break;
      read.push(...contents(messages));
    }
    expect(read).toEqual(TEXTS.toReversed());
  });

  test('reads on by cursor while new messages arrive: none twice, none missed', async () => {
    const first = await page('?limit=20');
    const atPatient = await sockets.inside(pair.patient, pair.conversation.id);
    const message = { conversationId: pair.conversation.id, content: 'Meanwhile', senderType: 'patient' };
    await atPatient.ask('send_message', message);
    const second = await page(`?limit=20&before=${first.messages.at(-1)?.id}`);
    const third = await page(`?limit=20&before=${second.messages.at(-1)?.id}`);
    const read = [first, second, third].flatMap(({ messages }) => contents(messages));
    expect(read).toEqual(TEXTS.toReversed());
    expect([first.hasMore, second.hasMore, third.hasMore]).toEqual([true, true, false]);
    const newer = await page(`?after=${first.messages[0]?.id}`);
    expect(contents(newer.messages)).toEqual(['Meanwhile']);
  });

  test('sees how many are unread, marks what it saw, and the patient sees the ticks', async () => {
    const { patient, consultant, conversation } = pair;
    const unread = async () =>
      (await consultant.ask('GET', `/chat/conversations/${conversation.id}/unread?userId=${consultant.id}`))
        .body;
    expect((await unread()).unreadCount).toBe(46);
    const atPatient = await sockets.inside(patient, conversation.id);
    const { messages } = await page('?limit=20');
    const messageIds = messages.map(({ id }) => id);
    const { body } = await consultant.ask('POST', `/chat/conversations/${conversation.id}/read`, {
      messageIds,
    });
    expect(body).toEqual({ success: true, updatedCount: 20 });
    const told = await atPatient.next('messages_read');
    expect(new Set(told.messageIds)).toEqual(new Set(messageIds));
    expect((await unread()).unreadCount).toBe(26);
    const seen = (await page('?limit=25')).messages.map(({ isRead }) => isRead);
    expect(seen).toEqual([...Array(20).fill(true), ...Array(5).fill(false)]);
  });
});
