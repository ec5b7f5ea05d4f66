import { randomUUID } from 'node:crypto';
import { CLIENT_EVENTS, type ClientEventName } from '@jiggy-care/protocol';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { makePair, type Pair } from '../support/people.ts';
import { Sockets, type TestSocket } from '../support/sockets.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';

/*
 * The bad-input matrix: every event of the protocol, every field of it, every kind of garbage. Whatever comes, the
 * sender gets an `error` that repeats nothing of it, its connection stays, nothing is written, nobody else hears.
 */

const CANARY = 'canary-4711';

let server: TestServer;
let sockets: Sockets;
let pair: Pair;
let strangers: Pair;
let client: TestSocket;
let neighbour: TestSocket;
let before: string;

beforeAll(async () => {
  server = await startTestServer();
  sockets = new Sockets(server);
  [pair, strangers] = await Promise.all([makePair(server), makePair(server)]);
  const writer = await sockets.inside(pair.consultant, pair.conversation.id);
  const hello = { conversationId: pair.conversation.id, content: 'Unread', senderType: 'consultant' };
  await writer.ask('send_message', hello);
  sockets.closeAll();
});
beforeEach(async () => {
  client = await sockets.inside(pair.patient, pair.conversation.id);
  neighbour = await sockets.inside(pair.consultant, pair.conversation.id);
  before = await everythingStored();
});
afterEach(async () => {
  expect(client.socket.connected).toBe(true);
  await client.settled();
  await neighbour.settled();
  const OWN = ['joined_conversation', 'presence', 'conversation_updated'];
  expect(neighbour.names.filter((name) => !OWN.includes(name))).toEqual([]);
  expect(await everythingStored()).toBe(before);
  const leaks = client.all('error').filter((payload) => JSON.stringify(payload).includes(CANARY));
  expect(leaks).toEqual([]);
  sockets.closeAll();
});
afterAll(async () => {
  expect(server.logged.filter((line) => line.includes(CANARY) || line.includes('event failed'))).toEqual([]);
  await server.close();
});

async function everythingStored(): Promise<string> {
  const { rows } = await server.database.pool.query(
    `select (select json_agg(m order by m.id) from messages m) as messages,
            (select json_agg(c order by c.id) from conversations c) as conversations,
            (select count(*) from calls) as calls`,
  );
  return JSON.stringify(rows);
}

/** The good payload of every event, from which one field at a time is spoilt. */
const good = (): Readonly<Record<ClientEventName, Record<string, unknown>>> => ({
  join_conversation: { conversationId: pair.conversation.id, userId: pair.patient.id, userType: 'patient' },
  leave_conversation: { conversationId: pair.conversation.id },
  send_message: { conversationId: pair.conversation.id, content: CANARY, senderType: 'patient' },
  typing_start: { conversationId: pair.conversation.id, userId: pair.patient.id, userType: 'patient' },
  typing_stop: { conversationId: pair.conversation.id, userId: pair.patient.id },
  mark_read: { conversationId: pair.conversation.id, messageIds: [randomUUID()] },
  mark_delivered: { conversationId: pair.conversation.id, upToSeq: 1 },
  'call:initiate': { toUserId: pair.consultant.id, conversationId: pair.conversation.id, callType: 'video' },
  'call:accept': { toUserId: pair.consultant.id },
  'call:reject': { toUserId: pair.consultant.id, reason: 'Busy' },
  'call:end': { toUserId: pair.consultant.id },
  'call:away': { toUserId: pair.consultant.id },
  'call:media': { toUserId: pair.consultant.id, audio: true, video: true, screen: false },
  'webrtc:offer': { toUserId: pair.consultant.id, offer: { type: 'offer', sdp: 'v=0\r\n' } },
  'webrtc:answer': { toUserId: pair.consultant.id, answer: { type: 'answer', sdp: 'v=0\r\n' } },
  'webrtc:ice-candidate': { toUserId: pair.consultant.id, candidate: { candidate: 'candidate:1' } },
  'auth:renew': { token: CANARY },
});

const EVENTS = Object.keys(CLIENT_EVENTS) as ClientEventName[];
const UUID = '7d9f6f5e-1111-4000-8000-000000000001';

/** What is bad wherever it stands. */
const NEVER_GOOD: readonly unknown[] = [
  7,
  -1,
  0,
  1.5,
  2 ** 53,
  [],
  [CANARY],
  [[UUID]],
  { $ne: null },
  { $gt: '' },
  { toString: 1 },
  { length: 1 },
  { [CANARY]: CANARY },
  { toJSON: CANARY },
  Buffer.from(CANARY),
  nested(17),
  wide(2_500),
];

const BAD_IDS: readonly unknown[] = [
  '',
  ' ',
  CANARY,
  UUID.slice(1),
  `${UUID}0`,
  `${UUID}\n`,
  ` ${UUID}`,
  `{${UUID}}`,
  UUID.replaceAll('-', ''),
  '00000000-0000-0000-0000-000000000000',
  'urn:uuid:'.concat(UUID),
  [UUID],
  `${UUID}' or '1'='1`,
  '../../etc/passwd',
  `${UUID}\u0000`,
  '%00',
  '__proto__',
  'constructor',
  'null',
  'undefined',
  true,
  null,
];
const BAD_WORDS: readonly unknown[] = [
  '',
  'Patient',
  'PATIENT',
  'patient ',
  CANARY,
  '__proto__',
  ['patient'],
  true,
  null,
];
const BAD_TEXTS: readonly unknown[] = [
  '',
  '   ',
  '\n\t',
  'a\u0000b',
  'a\uD83D',
  '\uDE00',
  'x'.repeat(10_001),
  true,
  null,
];
const BAD_DESCRIPTIONS: readonly unknown[] = [
  CANARY,
  null,
  true,
  {},
  { type: 'offer' },
  { sdp: 'v=0' },
  { type: 'rollback', sdp: 'v=0' },
  { type: 'offer', sdp: CANARY },
  { type: 'answer', sdp: 7 },
  { type: ['offer'], sdp: 'v=0' },
  { type: 'offer', sdp: 'v=0'.padEnd(65_537, 'x') },
  { type: 'answer', sdp: 'v=0'.padEnd(65_537, 'x') },
];

/** Bad values by the name of the field, beside what is bad everywhere. */
const BAD: Readonly<Record<string, readonly unknown[]>> = {
  conversationId: BAD_IDS,
  userId: BAD_IDS,
  toUserId: BAD_IDS,
  userType: BAD_WORDS,
  senderType: BAD_WORDS,
  callType: BAD_WORDS,
  content: BAD_TEXTS,
  messageIds: [
    ...BAD_IDS.map((id) => [id]),
    UUID,
    Array(1_001).fill(UUID),
    [...Array(199).fill(UUID), CANARY],
    null,
  ],
  reason: ['', '\u0000', 'a\nb', 'x'.repeat(10_000), true],
  offer: BAD_DESCRIPTIONS,
  answer: BAD_DESCRIPTIONS,
  candidate: [
    CANARY,
    true,
    { candidate: 7 },
    { candidate: 'c'.repeat(2_049) },
    { candidate: 'c', sdpMLineIndex: -1 },
    { candidate: 'c', sdpMLineIndex: 1e9 },
    { candidate: 'c', sdpMid: ['0'] },
  ],
  audio: ['true', CANARY, null],
  video: ['false', CANARY, null],
  screen: ['', CANARY, null],
  token: ['', CANARY, 'x'.repeat(4_097), null, true],
};

/** Fields that may be left out, or be `null`. */
const MAY_BE_NULL: Readonly<Record<string, readonly string[]>> = {
  'call:end': ['toUserId'],
  'call:reject': ['reason'],
};
/** What an object with odd keys is for a candidate: one without a candidate in it, which is one. */
const GOOD_ANYWAY = (field: string, value: unknown) =>
  field === 'candidate' &&
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  !Buffer.isBuffer(value) &&
  !('candidate' in value) &&
  JSON.stringify(value).length < 100;

function nested(depth: number): unknown {
  return JSON.parse('['.repeat(depth) + ']'.repeat(depth));
}
function wide(width: number): unknown {
  return Object.fromEntries(Array.from({ length: width }, (_, index) => [`key${index}`, index]));
}

/** What is deeper than a client can walk stands in raw-frames.test.ts. */
async function refusalOf(event: string, ...input: unknown[]) {
  const { event: answer, data } = await client.socket.timeout(5_000).emitWithAck(event, ...input);
  const what = `${event} ${String(JSON.stringify(input)).slice(0, 200)}`;
  expect(answer, what).toBe('error');
  expect(data, what).toMatchObject({
    message: expect.stringMatching(/^\w.{5,}[^.]$/),
    code: expect.any(String),
  });
  expect(JSON.stringify(data), what).not.toContain(CANARY);
  expect(data.code, what).not.toBe('internal');
  return data;
}

describe.each(EVENTS)('%s', (event) => {
  test('has a handler', async () => {
    const { data } = await client.ask(event, {});
    expect(data.code).not.toBe('unknown_event');
  });

  test('refuses a payload that is no object, or none, or more than one', async () => {
    const payload = good()[event];
    const inputs: unknown[][] = [
      [],
      [null],
      [undefined],
      [''],
      [CANARY],
      [JSON.stringify(payload)],
      [0],
      [7],
      [true],
      [[]],
      [[payload]],
      [payload, payload],
      [payload, null],
      [null, payload],
      [Buffer.from(CANARY)],
      [payload, Buffer.from('x')],
    ];
    for (const input of inputs) await refusalOf(event, ...input);
  });

  test('without an acknowledgement is refused by the event alone', async () => {
    client.emit(event, CANARY);
    expect(await client.next('error')).toMatchObject({ event, retryable: false });
  });

  test('refuses every field that is missing or bad', async () => {
    const payload = good()[event];
    for (const [field, value] of Object.entries(payload)) {
      const mayBeNull = MAY_BE_NULL[event]?.includes(field) === true;
      if (!mayBeNull) await refusalOf(event, { ...payload, [field]: undefined });
      for (const bad of [...NEVER_GOOD, ...(BAD[field] ?? [])]) {
        if ((mayBeNull && bad === null) || (typeof bad === typeof value && typeof value === 'boolean'))
          continue;
        // A number is what it must be where one is asked for.
        if (typeof value === 'number' && bad === 7) continue;
        if (GOOD_ANYWAY(field, bad)) continue;
        await refusalOf(event, { ...payload, [field]: bad });
      }
    }
  });

  test('is not deceived by keys that lead to the prototype', async () => {
    const keys = ['__proto__', 'constructor', 'prototype', 'hasOwnProperty', 'toString'];
    for (const key of keys) {
      const bad = JSON.parse(`{"${key}": ${JSON.stringify(good()[event])}}`);
      if (event !== 'call:end') await refusalOf(event, bad);
    }
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect(({} as Record<string, unknown>).conversationId).toBeUndefined();
  });
});

describe('ids that are well formed and not theirs', () => {
  const ids = () => [randomUUID(), strangers.conversation.id, strangers.booking.id, strangers.patient.id];

  test.each([
    'send_message',
    'typing_start',
    'typing_stop',
    'mark_read',
    'mark_delivered',
    'call:initiate',
  ] as const)('%s refuses them all alike', async (event) => {
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    const answers = [];
    for (const conversationId of ids()) {
      const {
        requestId: _,
        conversationId: __,
        ...data
      } = await refusalOf(event, { ...good()[event], conversationId });
      answers.push(JSON.stringify(data));
    }
    expect(new Set(answers).size).toBe(1);
  });

  // Last the one that rings: what belongs to a refused ring is dropped without a word for a while.
  test.each([
    'call:accept',
    'call:reject',
    'call:media',
    'webrtc:offer',
    'webrtc:answer',
    'webrtc:ice-candidate',
    'call:initiate',
  ] as const)(
    '%s to a stranger, to nobody and to oneself is refused, and the stranger hears nothing',
    async (event) => {
      const stranger = await sockets.inside(strangers.patient, strangers.conversation.id);
      for (const toUserId of [strangers.patient.id, strangers.consultant.id, randomUUID(), pair.patient.id]) {
        await refusalOf(event, { ...good()[event], toUserId });
      }
      await stranger.settled();
      expect(stranger.names).toEqual(['joined_conversation']);
    },
  );
});

describe('events that there are not', () => {
  test.each([
    '',
    ' ',
    CANARY,
    'SEND_MESSAGE',
    'send_message ',
    'error',
    'message',
    'ping',
    '*',
    '__proto__',
    'constructor',
    'hasOwnProperty',
    'toString',
    'x'.repeat(100_000),
  ])('are refused: %s', async (event) => {
    expect(await refusalOf(event, { [CANARY]: CANARY })).toMatchObject({ code: 'unknown_event' });
  });

  test('are named, as far as a name of an event reaches', async () => {
    expect(await refusalOf('send_mesage', {})).toMatchObject({
      message: 'There is no event "send_mesage"',
      event: 'send_mesage',
    });
    expect((await refusalOf('<b>\u202e1', {})).event).toBe('?b???');
    expect((await refusalOf('x'.repeat(100_000), {})).event).toBe('x'.repeat(64));
  });

  test('are refused though the server has events of the same name', async () => {
    for (const event of ['new_message', 'message_sent', 'call:incoming', 'presence', 'auth:expiring']) {
      expect(await refusalOf(event, {})).toMatchObject({ code: 'unknown_event' });
    }
  });
});
