import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from 'redis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { Presence } from '../../src/realtime/presence.ts';
import { ask } from '../support/api.ts';
import { makePair, type Pair, signUp } from '../support/people.ts';
import { Sockets, type TestSocket } from '../support/sockets.ts';
import { type RealRedis, startRealRedis } from './real-redis.ts';
import { startTwoNodes, type TwoNodes } from './two-nodes.ts';

let redis: RealRedis;
let nodes: TwoNodes;
let pair: Pair;
let atFirst: Sockets;
let atSecond: Sockets;

beforeAll(async () => {
  redis = await startRealRedis();
  nodes = await startTwoNodes({ REDIS_URL: redis.url });
  atFirst = new Sockets(nodes.first);
  atSecond = new Sockets(nodes.second);
});
beforeEach(async () => {
  pair = await makePair(nodes.first);
});
afterEach(() => {
  atFirst.closeAll();
  atSecond.closeAll();
});
afterAll(async () => {
  await nodes.close();
  await redis.stop();
});

/** The patient on the first node and the consultant on the second, both in the room. */
async function bothInside(): Promise<{ patient: TestSocket; consultant: TestSocket }> {
  return {
    patient: await atFirst.inside(pair.patient, pair.conversation.id),
    consultant: await atSecond.inside(pair.consultant, pair.conversation.id),
  };
}

const say = (socket: TestSocket, content: string, senderType: 'patient' | 'consultant' = 'patient') =>
  socket.ask('send_message', { conversationId: pair.conversation.id, content, senderType });
const heardTexts = (socket: TestSocket) => socket.all('new_message').map(({ message }) => message.content);
const readiness = async () =>
  Promise.all(
    [nodes.first, nodes.second].map(async ({ api }) => (await ask(api, 'GET', '/health/ready')).status),
  );
const untilReady = (statuses: number[]) =>
  vi.waitFor(async () => expect(await readiness()).toEqual(statuses), { timeout: 10_000 });

describe('two people on two nodes', () => {
  test('hear each other write, type and read', async () => {
    const { patient, consultant } = await bothInside();
    const { id: conversationId } = pair.conversation;
    patient.emit('typing_start', { conversationId, userId: pair.patient.id, userType: 'patient' });
    expect(await consultant.next('user_typing')).toMatchObject({ userId: pair.patient.id });
    const { data } = await say(patient, 'hello over there');
    expect(await consultant.next('user_stopped_typing')).toMatchObject({ userId: pair.patient.id });
    expect((await consultant.next('new_message')).message).toEqual(data.message);
    consultant.emit('mark_read', { conversationId, messageIds: [data.message.id] });
    expect(await patient.next('messages_read')).toMatchObject({
      conversationId,
      messageIds: [data.message.id],
    });
  });

  test('hear what has reached the other one, whichever node took it', async () => {
    const patient = await atFirst.inside(pair.patient, pair.conversation.id);
    const consultant = await atSecond.as(pair.consultant);
    const { id: conversationId } = pair.conversation;
    await say(patient, 'Has it come?');
    await consultant.ask('mark_delivered', { conversationId, upToSeq: 1 });
    const told = await patient.next('messages_delivered');
    expect(told).toMatchObject({ conversationId, userId: pair.consultant.id, upToSeq: 1 });
  });

  test('hear everything in the stored order, whichever node it came from', async () => {
    const { patient, consultant } = await bothInside();
    await Promise.all(
      Array.from({ length: 50 }, (_, index) => [
        say(patient, `p${index}`),
        say(consultant, `c${index}`, 'consultant'),
      ]).flat(),
    );
    await vi.waitFor(() => {
      expect(heardTexts(patient)).toHaveLength(100);
      expect(heardTexts(consultant)).toHaveLength(100);
    });
    const { body } = await pair.patient.ask(
      'GET',
      `/chat/conversations/${pair.conversation.id}/messages?limit=500`,
    );
    const stored = body.messages.map((message: { content: string }) => message.content).reverse();
    expect(heardTexts(patient)).toEqual(stored);
    expect(heardTexts(consultant)).toEqual(stored);
  });

  test('see each other come, and go from the last node, and the inbox move', async () => {
    const consultant = await atSecond.as(pair.consultant);
    const patient = await atFirst.as(pair.patient);
    expect(await consultant.next('presence')).toMatchObject({ userId: pair.patient.id, online: true });
    const again = await atSecond.as(pair.patient);
    const list = () =>
      pair.consultant.ask(
        'GET',
        `/chat/conversations?consultantId=${pair.consultant.id}&expand=people,presence,unread,lastMessage`,
      );
    patient.close();
    await sleep(1_500);
    expect((await list()).body[0].online).toBe(true);
    consultant.clear();
    again.close();
    expect(await consultant.next('presence')).toMatchObject({ userId: pair.patient.id, online: false });
    // Asked on the node where the patient has never been.
    const back = await atSecond.inside(pair.patient, pair.conversation.id);
    await vi.waitFor(async () => expect((await list()).body[0].online).toBe(true));
    await say(back, 'for the inbox');
    expect(
      await consultant.next('conversation_updated', ({ lastMessage }) => lastMessage !== null),
    ).toMatchObject({ online: true, unreadCount: 1, lastMessage: { content: 'for the inbox' } });
  });

  test('learn a new name of each other, and no node takes it back', async () => {
    const consultant = await atSecond.inside(pair.consultant, pair.conversation.id);
    const phone = await atSecond.as(pair.consultant);
    const isTold = ({ lastMessage }: { lastMessage?: object | null }) => lastMessage !== null;
    await say(consultant, 'before', 'consultant');
    await phone.next('conversation_updated', isTold);
    // The first node answers the patient's REST requests.
    await pair.patient.ask('PATCH', '/auth/me', { name: 'Ada Lovelace' });
    await phone.next('conversation_updated', ({ patient }) => patient?.name === 'Ada Lovelace');
    // Once a burst is over, the first message is told as the node remembers the conversation.
    await sleep(1_000);
    await say(consultant, 'after', 'consultant');
    const next = await phone.next(
      'conversation_updated',
      ({ lastMessage }) => lastMessage?.content === 'after',
    );
    expect(next.patient?.name).toBe('Ada Lovelace');
  });

  test('one clientMessageId sent fifty times at once through both nodes and REST makes one message', async () => {
    const onFirst = await atFirst.inside(pair.patient, pair.conversation.id);
    const onSecond = await atSecond.inside(pair.patient, pair.conversation.id);
    const consultant = await atSecond.inside(pair.consultant, pair.conversation.id);
    const clientMessageId = randomUUID();
    const event = {
      conversationId: pair.conversation.id,
      content: 'once',
      senderType: 'patient',
      clientMessageId,
    };
    const { consultant: doctor, patient, booking } = pair;
    const body = { ...event, consultantId: doctor.id, patientId: patient.id, bookingId: booking.id };
    const replies = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        index % 5 === 0
          ? ask((index % 2 === 0 ? nodes.first : nodes.second).api, 'POST', '/chat/messages', {
              token: patient.token,
              body,
            }).then((reply) => reply.body.message)
          : (index % 2 === 0 ? onFirst : onSecond)
              .ask('send_message', event)
              .then(({ data }) => data.message),
      ),
    );
    expect(new Set(replies.map((message) => JSON.stringify(message))).size).toBe(1);
    await consultant.next('new_message');
    await say(onFirst, 'after it');
    await consultant.next('new_message');
    expect(heardTexts(consultant)).toEqual(['once', 'after it']);
  });
});

test('a logout on one node ends the socket on the other', async () => {
  const here = await atFirst.as(pair.patient);
  const there = await atSecond.as(pair.patient);
  const elsewhere = await atSecond.as(pair.consultant);
  expect((await pair.patient.ask('POST', '/auth/logout')).status).toBe(204);
  await there.next('disconnect');
  await here.next('disconnect');
  expect(there.all('error')).toMatchObject([{ code: 'unauthorized' }]);
  expect(elsewhere.socket.connected).toBe(true);
});

test('no token, no text of a message and no SDP stays in Redis', async () => {
  const { patient, consultant } = await bothInside();
  await say(patient, 'canary-7f3a');
  await consultant.next('new_message');
  const client = createClient({ url: redis.url });
  await client.connect();
  const keys = await client.keys('*');
  const values = await Promise.all(keys.map((key) => client.dump(key)));
  client.destroy();
  expect(`${keys.join()} ${values.join()}`).not.toMatch(/canary-7f3a|eyJ/);
});

test('what one node asks the others for names people and rooms, never tokens', async () => {
  const spy = createClient({ url: redis.url });
  await spy.connect();
  const seen: string[] = [];
  await spy.sSubscribe('socket.io#/chat#', (message) => void seen.push(message));
  const published: string[] = [];
  const monitor = spy.duplicate();
  await monitor.connect();
  await monitor.monitor((line) => void published.push(String(line)));
  await atSecond.as(pair.patient, { deviceId: 'some-device' });
  const { body } = await pair.consultant.ask(
    'GET',
    `/chat/conversations?consultantId=${pair.consultant.id}&expand=presence`,
  );
  expect(body[0].online).toBe(true);
  await sleep(100);
  spy.destroy();
  monitor.destroy();
  expect(published.length).toBeGreaterThan(0);
  expect([...seen, ...published].join('\n')).not.toMatch(/eyJ|some-device|handshake/);
});

describe('while Redis is dead', () => {
  afterEach(async () => {
    await redis.kill();
    await redis.start();
    await untilReady([200, 200]);
  });

  test('people on one node go on at once; the other node catches up by the changes; all works again when it is back, empty', async () => {
    const { patient, consultant } = await bothInside();
    const nearby = await atFirst.inside(pair.consultant, pair.conversation.id);
    const { body: start } = await pair.consultant.ask(
      'GET',
      `/chat/conversations/${pair.conversation.id}/changes`,
    );
    await redis.kill();
    for (let index = 0; index < 40; index += 1) {
      expect((await say(patient, `alone ${index}`)).event).toBe('message_sent');
      await nearby.next('new_message', ({ message }) => message.content === `alone ${index}`);
    }
    await untilReady([503, 503]);

    // People come, join, type, read and are listed meanwhile, on both nodes.
    const newcomer = await atFirst.inside(pair.consultant, pair.conversation.id);
    const other = await makePair(nodes.second);
    const inOther = await atSecond.inside(other.patient, other.conversation.id);
    await inOther.ask('send_message', {
      conversationId: other.conversation.id,
      content: 'elsewhere',
      senderType: 'patient',
    });
    patient.emit('typing_start', {
      conversationId: pair.conversation.id,
      userId: pair.patient.id,
      userType: 'patient',
    });
    await newcomer.next('user_typing');
    const { status } = await pair.consultant.ask(
      'GET',
      `/chat/conversations?consultantId=${pair.consultant.id}&expand=presence`,
    );
    expect(status).toBe(200);
    newcomer.close();

    const { body: missed } = await ask(
      nodes.second.api,
      'GET',
      `/chat/conversations/${pair.conversation.id}/changes?since=${start.cursor}&limit=100`,
      { token: pair.consultant.token },
    );
    expect(missed.messages.map(({ content }: { content: string }) => content)).toEqual(
      Array.from({ length: 40 }, (_, index) => `alone ${index}`),
    );

    await redis.start();
    await untilReady([200, 200]);
    consultant.clear();
    await say(patient, 'together again');
    await consultant.next('new_message', ({ message }) => message.content === 'together again');
    // Those who joined while it was away hear each other over it too.
    const beyond = await atFirst.inside(other.consultant, other.conversation.id);
    await inOther.ask('send_message', {
      conversationId: other.conversation.id,
      content: 'over the bridge',
      senderType: 'patient',
    });
    await beyond.next('new_message', ({ message }) => message.content === 'over the bridge');
  });

  test('conversation_updated still comes on the own node, and a logout still ends the socket on the other', async () => {
    const { patient } = await bothInside();
    const inbox = await atFirst.as(pair.consultant);
    const there = await atSecond.as(pair.patient);
    await redis.kill();
    await say(patient, 'into the inbox');
    await inbox.next('conversation_updated', ({ lastMessage }) => lastMessage?.content === 'into the inbox');
    await pair.patient.ask('POST', '/auth/logout');
    await there.next('disconnect');
  });

  test('five times in a row, under load, it harms nobody', async () => {
    const { patient, consultant } = await bothInside();
    let running = true;
    let sent = 0;
    const outcomes: string[] = [];
    const load = (async () => {
      while (running) {
        outcomes.push((await say(patient, `load ${sent++}`)).event);
        await sleep(2);
      }
    })();
    for (let round = 0; round < 5; round += 1) {
      await sleep(150);
      await redis.kill();
      await sleep(150);
      await redis.start();
    }
    await untilReady([200, 200]);
    running = false;
    await load;
    expect(new Set(outcomes)).toEqual(new Set(['message_sent']));
    consultant.clear();
    await say(patient, 'still here');
    await consultant.next('new_message', ({ message }) => message.content === 'still here');
  });
});

describe('while Redis hangs', () => {
  afterEach(async () => {
    redis.thaw();
    await untilReady([200, 200]);
  });

  test('a send is heard on its own node, and presence is answered, all the same', async () => {
    const { patient } = await bothInside();
    const nearby = await atFirst.inside(pair.consultant, pair.conversation.id);
    redis.freeze();
    await say(patient, 'at once');
    await nearby.next('new_message', ({ message }) => message.content === 'at once');
    const stranger = await signUp(nodes.first, 'patient');
    expect(await nodes.first.app.get(Presence).isOnline(stranger.id)).toBe(false);
    await untilReady([503, 503]);
  });
});

test('rate limits are counted over both nodes, and by each node alone while Redis is away', async () => {
  const limited = await startTwoNodes({ REDIS_URL: redis.url, RATE_LIMITS: '0.05' });
  try {
    const { patient, conversation } = await makePair(limited.first);
    const sockets = [new Sockets(limited.first), new Sockets(limited.second)] as const;
    const inside = await Promise.all(sockets.map((node) => node.inside(patient, conversation.id)));
    // 60 messages in 30 s, times 10 outside production, times 0.05
    const allowed = 30;
    const sendAll = async (count: number) => {
      const outcomes: string[] = [];
      for (let index = 0; index < count; index += 1) {
        const socket = inside[index % 2] as TestSocket;
        const { event, data } = await socket.ask('send_message', {
          conversationId: conversation.id,
          content: 'x',
          senderType: 'patient',
        });
        outcomes.push(event === 'error' ? data.code : event);
      }
      return outcomes;
    };
    const outcomes = await sendAll(allowed + 10);
    expect(outcomes.slice(0, allowed)).toEqual(Array(allowed).fill('message_sent'));
    expect(outcomes.slice(allowed)).toEqual(Array(10).fill('rate_limited'));
    await redis.kill();
    const alone = await sendAll(2 * allowed + 10);
    expect(alone.filter((outcome) => outcome === 'message_sent')).toHaveLength(2 * allowed);
    expect(alone.slice(2 * allowed)).toEqual(Array(10).fill('rate_limited'));
    for (const node of sockets) node.closeAll();
  } finally {
    await redis.kill();
    await redis.start();
    await limited.close();
  }
});
