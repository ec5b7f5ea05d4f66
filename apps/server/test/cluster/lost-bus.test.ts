import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { ask } from '../support/api.ts';
import { makePair, type Pair } from '../support/people.ts';
import { Sockets, type TestSocket } from '../support/sockets.ts';
import { type RealRedis, startRealRedis } from './real-redis.ts';
import { startTwoNodes, type TwoNodes } from './two-nodes.ts';

let redis: RealRedis;
let nodes: TwoNodes;
let pair: Pair;
let atFirst: Sockets;
let atSecond: Sockets;
let patient: TestSocket;
let consultant: TestSocket;

beforeAll(async () => {
  redis = await startRealRedis();
  nodes = await startTwoNodes({ REDIS_URL: redis.url });
  atFirst = new Sockets(nodes.first);
  atSecond = new Sockets(nodes.second);
});
beforeEach(async () => {
  pair = await makePair(nodes.first);
  patient = await atFirst.plainInside(pair.patient, pair.conversation.id);
  consultant = await atSecond.plainInside(pair.consultant, pair.conversation.id);
});
afterEach(() => {
  atFirst.closeAll();
  atSecond.closeAll();
});
afterAll(async () => {
  await nodes.close();
  await redis.stop();
});

const PATIENCE = { timeout: 15_000 };
const say = (socket: TestSocket, content: string, senderType: 'patient' | 'consultant' = 'patient') =>
  socket.ask('send_message', { conversationId: pair.conversation.id, content, senderType });
const heard = (socket: TestSocket): number[] => socket.all('new_message').map(({ message }) => message.seq);
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);
const untilReady = (status: number) =>
  vi.waitFor(async () => {
    for (const { api } of [nodes.first, nodes.second]) {
      expect((await ask(api, 'GET', '/health/ready')).status).toBe(status);
    }
  }, PATIENCE);
/** Both write at once, as many messages each. */
async function bothSay(count: number): Promise<void> {
  await Promise.all(
    upTo(count).flatMap((index) => [say(patient, `p${index}`), say(consultant, `c${index}`, 'consultant')]),
  );
}

describe('sockets that know only the document', () => {
  test('are told what others stored while Redis is dead, and nothing twice when it is back', async () => {
    await bothSay(3);
    await redis.kill();
    await bothSay(10);
    await vi.waitFor(
      () => expect([heard(patient), heard(consultant)]).toEqual([upTo(26), upTo(26)]),
      PATIENCE,
    );
    await redis.start();
    await untilReady(200);
    await bothSay(5);
    await vi.waitFor(
      () => expect([heard(patient), heard(consultant)]).toEqual([upTo(36), upTo(36)]),
      PATIENCE,
    );
  });

  test('are told of the one message that was stored while Redis was away for a moment', async () => {
    await say(patient, 'before');
    await redis.kill();
    await say(patient, 'meanwhile');
    await redis.start();
    await vi.waitFor(() => expect(heard(consultant)).toEqual([1, 2]), PATIENCE);
  });

  test('hear everything once and in the stored order though Redis hangs and then tells it all late', async () => {
    await bothSay(2);
    redis.freeze();
    try {
      await bothSay(15);
      await untilReady(503);
      await bothSay(15);
    } finally {
      redis.thaw();
    }
    await untilReady(200);
    await bothSay(2);
    await vi.waitFor(
      () => expect([heard(patient), heard(consultant)]).toEqual([upTo(68), upTo(68)]),
      PATIENCE,
    );
    await consultant.settled();
    expect(heard(consultant)).toEqual(upTo(68));
  });
});

describe('what else happened while Redis was dead', () => {
  const readAt = (socket: TestSocket) => socket.all('messages_read').flatMap(({ messageIds }) => messageIds);

  test('receipts reach who wrote, after the messages, once; what comes later is heard once more at most', async () => {
    const { data } = await say(patient, 'Did you get this?');
    await redis.kill();
    const [mine] = [data.message.id];
    await vi.waitFor(() => expect(heard(consultant)).toEqual([1]), PATIENCE);
    await consultant.ask('mark_read', { conversationId: pair.conversation.id, messageIds: [mine] });
    const answer = await say(consultant, 'Yes', 'consultant');
    await redis.start();
    await vi.waitFor(() => expect(readAt(patient)).toEqual([mine]), PATIENCE);
    expect(heard(patient)).toEqual([1, 2]);
    await untilReady(200);
    await patient.ask('mark_read', {
      conversationId: pair.conversation.id,
      messageIds: [answer.data.message.id],
    });
    await vi.waitFor(() => expect(readAt(consultant).at(-1)).toBe(answer.data.message.id), PATIENCE);
    await patient.settled();
    expect(readAt(patient).filter((id) => id === mine)).toHaveLength(1);
    // What was heard over Redis may come from the database once more.
    expect(readAt(consultant).filter((id) => id === answer.data.message.id).length).toBeLessThanOrEqual(2);
  });

  test('what was delivered is told to who wrote it', async () => {
    const writer = await atFirst.inside(pair.patient, pair.conversation.id);
    const reader = await atSecond.as(pair.consultant);
    await say(writer, 'Did you get this?');
    await redis.kill();
    await reader.ask('mark_delivered', { conversationId: pair.conversation.id, upToSeq: 1 });
    await vi.waitFor(async () => {
      const { rows } = await nodes.first.database.pool.query(
        'select up_to_seq from delivery_steps where conversation_id = $1',
        [pair.conversation.id],
      );
      expect(rows).toHaveLength(1);
    }, PATIENCE);
    await redis.start();
    expect(await writer.next('messages_delivered')).toMatchObject({ upToSeq: 1 });
    await untilReady(200);
  });

  test('an inbox shows what was written into a conversation that is not open there', async () => {
    const inbox = await atSecond.as(pair.consultant);
    await redis.kill();
    await say(patient, 'Meanwhile');
    await redis.start();
    const entry = await inbox.next('conversation_updated', ({ unreadCount }) => unreadCount === 1);
    expect(entry).toMatchObject({ id: pair.conversation.id, lastMessage: { content: 'Meanwhile' } });
    await untilReady(200);
  });

  test('an inbox hears of a booking that was moved', async () => {
    const inbox = await atSecond.as(pair.consultant);
    await inbox.settled();
    await redis.kill();
    inbox.clear();
    const { status } = await pair.patient.ask('PATCH', `/bookings/${pair.booking.id}`, {
      scheduledAt: new Date(Date.now() + 86_400_000).toISOString(),
    });
    expect(status).toBe(200);
    await redis.start();
    await inbox.next('conversation_updated', ({ id }) => id === pair.conversation.id);
    const { booking, by } = await inbox.next('booking_updated');
    expect([booking.id, by]).toEqual([pair.booking.id, pair.patient.id]);
    await untilReady(200);
  });
});

test('a node that stops tells that its typists stopped; who comes to no other node is shown as gone', async () => {
  const third = await nodes.start();
  const there = new Sockets(third);
  const watcher = await atSecond.inside(pair.consultant, pair.conversation.id);
  atFirst.closeAll();
  await vi.waitFor(() => expect(watcher.all('presence').at(-1)?.online).toBe(false), PATIENCE);
  const typist = await there.inside(pair.patient, pair.conversation.id);
  await watcher.next('presence', ({ online }) => online);
  const typing = { conversationId: pair.conversation.id, userId: pair.patient.id };
  typist.emit('typing_start', { ...typing, userType: 'patient' });
  await watcher.next('user_typing');
  watcher.clear();
  await third.close();
  await watcher.next('user_stopped_typing');
  const gone = await watcher.next('presence');
  expect(gone).toMatchObject({ userId: pair.patient.id, online: false });
  there.closeAll();
});
