import { LIMITS } from '@jiggy-care/protocol';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { makePair, type Pair } from '../support/people.ts';
import { RawSocket } from '../support/raw-socket.ts';
import { Sockets, type TestSocket } from '../support/sockets.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';

/* What no client library sends. At worst the connection that sent it is closed; nobody else notices. */

let server: TestServer;
let sockets: Sockets;
let pair: Pair;
let raw: RawSocket;
let neighbour: TestSocket;

beforeAll(async () => {
  server = await startTestServer();
  sockets = new Sockets(server);
  pair = await makePair(server);
});
beforeEach(async () => {
  raw = await RawSocket.open(server, { auth: { token: pair.patient.token } });
  raw.emit('join_conversation', {
    conversationId: pair.conversation.id,
    userId: pair.patient.id,
    userType: 'patient',
  });
  await raw.hears(/joined_conversation/);
  neighbour = await sockets.inside(pair.consultant, pair.conversation.id);
});
afterEach(async () => {
  await neighbour.settled();
  expect(neighbour.all('new_message')).toEqual([]);
  expect(neighbour.all('error')).toEqual([]);
  const { body } = await pair.patient.ask('GET', `/chat/conversations/${pair.conversation.id}/messages`);
  expect(body.messages).toEqual([]);
  expect(server.logged.filter((line) => line.includes('event failed'))).toEqual([]);
  raw.destroy();
  sockets.closeAll();
});
afterAll(() => server.close());

const message = () =>
  `{"conversationId":"${pair.conversation.id}","content":"x","senderType":"patient","extra":`;
const brackets = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
const objects = (depth: number) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;

describe('a frame that is not understood but harms nobody leaves its connection open', () => {
  test.each([
    ['an event without a name', '42/chat,'],
    ['a number as the name', '42/chat,[1]'],
    ['a number as the name, and an acknowledgement', '42/chat,17[1]'],
    ['an answer to nothing we asked', '43/chat,["x"]'],
    ['an answer with a number to nothing we asked', '43/chat,999["x"]'],
    ['an answer to a number that is none', '43/chat,99999999999999999999999["x"]'],
    ['an unasked pong', '3'],
    ['nothing to do', '6'],
  ])('%s', async (_, text) => {
    raw.send(text);
    await raw.settled();
    expect(raw.all('error')).toEqual([]);
  });

  test.each(['error', '__proto__', 'constructor', 'hasOwnProperty', 'then', ''])(
    'an event called %s is refused',
    async (name) => {
      raw.emit(name, { message: 'x' });
      await raw.settled();
      expect(raw.all('error')).toMatchObject([{ code: 'unknown_event' }]);
    },
  );

  test('an acknowledgement with a huge number is given', async () => {
    raw.send('42/chat,9007199254740991["leave_conversation",{}]');
    await raw.hears(/^43\/chat,9007199254740991\[/);
  });
});

describe('a frame against the protocol closes the connection that sent it', () => {
  test.each([
    ['for the root namespace', '42'],
    ['an event for the root namespace', '42["send_message",{}]'],
    ['an empty array', '42/chat,[]'],
    ['an object in place of the array', '42/chat,{}'],
    ['an object as the name', '42/chat,[{}]'],
    ['null as the name', '42/chat,[null]'],
    ['broken JSON', '42/chat,["send_message",{"conversationId":'],
    ['JSON and more', '42/chat,["leave_conversation",{}]x'],
    ['no JSON', '42/chat,hello'],
    ['an event for a namespace it is not in', '42/other,["send_message",{}]'],
    ['a second greeting', '40/chat,{}'],
    ['a refusal, which is ours to give', '44/chat,{"message":"x"}'],
    ['a type that there is not', '49/chat,[]'],
    ['an engine type that there is not', '9'],
    ['nothing at all', ''],
    ['an answer that is no array', '43/chat,7{"a":1}'],
    [
      'more attachments than may be',
      `4511-/chat,["send_message",${'{"_placeholder":true,"num":0},'.repeat(11)}0]`,
    ],
    ['ten million attachments', '4510000000-/chat,["x"]'],
    ['no attachment where one is announced', '450-/chat,["x"]'],
    ['a negative number of attachments', '45-1-/chat,["x"]'],
    ['an upgrade of what is upgraded', '2probe"'],
  ])('%s', async (_, text) => {
    raw.send(text);
    await Promise.race([raw.closed(), ignored(text)]);
    if (!IGNORED.includes(text)) expect(raw.isOpen).toBe(false);
  });

  const IGNORED = ['2probe"'];
  const ignored = (text: string) => (IGNORED.includes(text) ? raw.settled() : new Promise(() => {}));

  test.each(['connect', 'connect_error', 'disconnect', 'disconnecting', 'newListener', 'removeListener'])(
    'an event called %s, which is reserved',
    async (name) => {
      raw.emit(name, {});
      await raw.closed();
    },
  );

  test('bytes that nobody announced', async () => {
    raw.sendBytes(Buffer.from('hello'));
    await raw.closed();
  });

  test('text where announced bytes should come', async () => {
    raw.send('451-/chat,["send_message",{"_placeholder":true,"num":0}]');
    raw.send('42/chat,["leave_conversation",{}]');
    await raw.closed();
  });

  test('a place for bytes that do not come', async () => {
    raw.send('451-/chat,["send_message",{"_placeholder":true,"num":7}]');
    raw.sendBytes(Buffer.from('x'));
    await raw.closed();
  });

  test('a frame over the limit, with the code that says so', async () => {
    raw.emit('send_message', { content: 'x'.repeat(LIMITS.frameBytes) });
    await raw.closed();
    expect(raw.closeCode).toBe(1009);
  });

  test('ten megabytes', async () => {
    raw.emit('send_message', { content: 'x'.repeat(10_000_000) });
    await raw.closed();
  });
});

describe('bytes inside an event are refused, and the connection stays', () => {
  test.each([
    ['in place of the payload', '{"_placeholder":true,"num":0}'],
    ['inside the payload', '{"content":{"_placeholder":true,"num":0}}'],
  ])('%s', async (_, payload) => {
    raw.send(`451-/chat,["send_message",${payload}]`);
    raw.sendBytes(Buffer.from('hello'));
    await raw.settled();
    expect(raw.all('error')).toMatchObject([{ event: 'send_message', code: 'too_complex' }]);
  });

  test('ten of them', async () => {
    const places = Array.from({ length: 10 }, (_, num) => `{"_placeholder":true,"num":${num}}`);
    raw.send(`4510-/chat,["send_message",${places.join(',')}]`);
    for (const _ of places) raw.sendBytes(Buffer.from('x'));
    await raw.settled();
    expect(raw.all('error')).toHaveLength(1);
  });
});

describe('JSON that is nested deeply', () => {
  test.each([
    ['arrays', 17, brackets],
    ['arrays', 5_000, brackets],
    ['arrays', 50_000, brackets],
    ['objects', 17, objects],
    ['objects', 5_000, objects],
    ['objects', 40_000, objects],
  ])('in %s, %i levels, is refused; the connection stays', async (_, depth, make) => {
    raw.send(`42/chat,7["send_message",${message()}${make(depth)}}]`);
    await raw.hears(/^43\/chat,7\[\{"event":"error"/);
    await raw.settled();
    expect(raw.all('error')).toMatchObject([{ event: 'send_message', code: 'too_complex' }]);
  });

  test.each(['leave_conversation', 'webrtc:offer', 'call:initiate', 'mark_read', 'no such event'])(
    'is refused for %s',
    async (event) => {
      raw.send(`42/chat,["${event}",{"offer":${brackets(10_000)}}]`);
      await raw.settled();
      expect(raw.all('error')).toHaveLength(1);
    },
  );

  test('is refused in several arguments, and as the only one', async () => {
    raw.send(`42/chat,["send_message",${brackets(10_000)},${brackets(10_000)}]`);
    raw.send(`42/chat,["send_message",${brackets(10_000)}]`);
    await raw.settled();
    expect(raw.all('error')).toHaveLength(2);
  });

  test('around announced bytes costs at most the connection that sent it', async () => {
    raw.send(
      `451-/chat,["send_message",${'['.repeat(20_000)}{"_placeholder":true,"num":0}${']'.repeat(20_000)}]`,
    );
    raw.sendBytes(Buffer.from('x'));
    await Promise.race([raw.closed(), raw.hears(/"error"/)]);
  });

  test('sixteen levels are not deep', async () => {
    raw.send(
      `42/chat,["leave_conversation",{"conversationId":"${pair.conversation.id}","x":${brackets(15)}}]`,
    );
    await raw.hears(/left_conversation/);
  });
});

test('ten thousand values in one payload are refused', async () => {
  raw.emit('send_message', { content: Array.from({ length: 10_000 }, () => 0) });
  raw.emit(
    'send_message',
    Object.fromEntries(Array.from({ length: 10_000 }, (_, index) => [`k${index}`, 1])),
  );
  await raw.settled();
  expect(raw.all('error').map(({ code }) => code)).toEqual(['too_complex', 'too_complex']);
});

test('numbers that JSON can write and nobody can mean are refused', async () => {
  for (const number of ['1e309', '-1e309', '-0', '1e-400', '123456789012345678901234567890']) {
    raw.send(`42/chat,["leave_conversation",{"conversationId":${number}}]`);
  }
  await raw.settled();
  expect(raw.all('error').map(({ code }) => code)).toEqual(Array(5).fill('validation_failed'));
});

test('a connection that never greets is closed after ten seconds', { timeout: 15_000 }, async () => {
  const silent = await RawSocket.open(server, { bare: true });
  await expect.poll(() => silent.isOpen, { timeout: 12_000, interval: 200 }).toBe(false);
});

test('a hundred connections that all send garbage at once leave the others as they were', async () => {
  const crowd = await Promise.all(Array.from({ length: 50 }, () => RawSocket.open(server)));
  for (const each of crowd) {
    for (const text of [
      '42/chat,["a"]',
      '42/chat,[1]',
      `42/chat,["join_conversation",${brackets(5_000)}]`,
      '42',
    ]) {
      each.send(text);
    }
  }
  await Promise.all(crowd.map((each) => each.closed()));
  await raw.settled();
});
