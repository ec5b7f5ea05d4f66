import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { Broadcast } from '../../src/realtime/broadcast.ts';
import type { ChatNamespace } from '../../src/realtime/chat-socket.ts';
import { makePair, type Pair } from '../support/people.ts';
import { RawSocket } from '../support/raw-socket.ts';
import { Sockets } from '../support/sockets.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';

let server: TestServer;
let sockets: Sockets;
let pair: Pair;
const readers: RawSocket[] = [];

beforeAll(async () => {
  server = await startTestServer();
  sockets = new Sockets(server);
  pair = await makePair(server);
});
afterEach(() => {
  for (const reader of readers.splice(0)) reader.destroy();
  sockets.closeAll();
});
afterAll(() => server.close());

const MB = 1024 * 1024;
const TEXT = 'x'.repeat(10_000);

async function slowReader(): Promise<RawSocket> {
  const reader = await RawSocket.open(server, { auth: { token: pair.patient.token } });
  readers.push(reader);
  const { conversation, patient } = pair;
  reader.emit('join_conversation', {
    conversationId: conversation.id,
    userId: patient.id,
    userType: 'patient',
  });
  await reader.hears(/joined_conversation/);
  reader.pause();
  return reader;
}

const namespace = () =>
  (server.app.get(Broadcast) as unknown as { namespace: ChatNamespace }).namespace.sockets;

const socketsOf = (userId: string) =>
  [...namespace().values()].filter((socket) => socket.data.identity?.userId === userId);

/** Tells the room so many long messages, without the database, as fast as the server's loop turns. */
async function tellRoom(times: number): Promise<void> {
  const { conversation, consultant } = pair;
  const time = new Date().toISOString();
  for (let seq = 1; seq <= times; seq += 1) {
    const message = {
      ...{ id: randomUUID(), conversationId: conversation.id, senderId: consultant.id },
      ...{ senderType: 'consultant' as const, content: TEXT, isRead: false },
      ...{ createdAt: time, updatedAt: time, seq },
    };
    server.app.get(Broadcast).toConversation(conversation.id, 'new_message', { message, conversation });
    if (seq % 10 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
}

describe('a reader that has stopped reading', () => {
  test('is cut before what waits for it fills the memory; the others miss nothing', async () => {
    const quick = await sockets.inside(pair.consultant, pair.conversation.id);
    await slowReader();
    await slowReader();
    expect(socketsOf(pair.patient.id)).toHaveLength(2);
    await tellRoom(200);
    const before = process.memoryUsage().rss;
    for (let round = 0; round < 20 && socketsOf(pair.patient.id).length > 0; round += 1) await tellRoom(200);
    expect(socketsOf(pair.patient.id)).toEqual([]);
    expect(process.memoryUsage().rss - before).toBeLessThan(150 * MB);
    await quick.settled();
    const seen = quick.all('new_message').map(({ message }) => message.seq);
    expect(seen.length % 200).toBe(0);
    expect(seen.slice(0, 200)).toEqual(Array.from({ length: 200 }, (_, index) => index + 1));
  });

  test('that reads again in time loses nothing', async () => {
    const reader = await slowReader();
    await tellRoom(50);
    reader.resume();
    await expect.poll(() => reader.all('new_message').length, { timeout: 5_000 }).toBe(50);
    await reader.settled();
  });
});

test('one that asks without reading the answers is cut too', async () => {
  const reader = await slowReader();
  const stranger = `no such event ${'y'.repeat(900)}`;
  for (let sent = 0; sent < 60_000 && reader.isOpen && socketsOf(pair.patient.id).length > 0; sent += 1) {
    reader.emit(stranger);
    if (sent % 200 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  await expect.poll(() => socketsOf(pair.patient.id), { timeout: 5_000 }).toEqual([]);
});
