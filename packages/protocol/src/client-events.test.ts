import { describe, expect, test } from 'vitest';
import { CLIENT_EVENTS, type ClientEvent, type ClientEventName } from './client-events.ts';
import * as LIMITS from './limits.ts';
import { SERVER_EVENTS } from './server-events.ts';

const ID = '7d9f6f5e-1111-4000-8000-00000000abcd';
const OTHER = '7d9f6f5e-1111-4000-8000-00000000abce';
const taken = (event: ClientEventName, payload: unknown) =>
  CLIENT_EVENTS[event].payload.safeParse(payload).success;

/** The payload of every event as the document and docs/protocol.md write it. */
const DOCUMENTED: Readonly<Record<ClientEventName, Record<string, unknown>>> = {
  join_conversation: { conversationId: ID, userId: OTHER, userType: 'consultant' },
  leave_conversation: { conversationId: ID },
  send_message: { conversationId: ID, content: 'Hello, how are you?', senderType: 'patient' },
  typing_start: { conversationId: ID, userId: OTHER, userType: 'patient' },
  typing_stop: { conversationId: ID, userId: OTHER },
  mark_read: { conversationId: ID, messageIds: [ID, OTHER] },
  mark_delivered: { conversationId: ID, upToSeq: 7 },
  'call:initiate': { toUserId: OTHER, conversationId: ID, callType: 'video' },
  'call:accept': { toUserId: OTHER },
  'call:reject': { toUserId: OTHER, reason: 'Busy' },
  'call:end': { toUserId: OTHER },
  'call:away': { toUserId: OTHER },
  'call:media': { toUserId: OTHER, audio: true, video: false, screen: false },
  'webrtc:offer': { toUserId: OTHER, offer: { type: 'offer', sdp: 'v=0\r\n' } },
  'webrtc:answer': { toUserId: OTHER, answer: { type: 'answer', sdp: 'v=0\r\n' } },
  'webrtc:ice-candidate': {
    toUserId: OTHER,
    candidate: { candidate: 'candidate:1', sdpMid: '0', sdpMLineIndex: 0, usernameFragment: 'abcd' },
  },
  'auth:renew': { token: 'abc.def.ghi' },
};

const OPTIONAL: Partial<Record<ClientEventName, readonly string[]>> = {
  'call:reject': ['reason'],
  'call:end': ['toUserId'],
};

describe.each(Object.entries(DOCUMENTED) as [ClientEventName, Record<string, unknown>][])(
  '%s',
  (event, payload) => {
    test('is taken as documented, and what is not documented is left out', () => {
      const parsed = CLIENT_EVENTS[event].payload.parse({ ...payload, role: 'admin', isRead: true });
      expect(parsed).toEqual(payload);
    });

    test('names an answer that the server knows', () => {
      const entry = CLIENT_EVENTS[event];
      if ('answer' in entry) expect(SERVER_EVENTS).toHaveProperty([entry.answer]);
    });

    test('names its conversation, if it belongs to one', () => {
      const row: ClientEvent = CLIENT_EVENTS[event];
      if (row.inRoom) expect(payload).toHaveProperty('conversationId');
    });

    for (const field of Object.keys(payload)) {
      test(`is ${OPTIONAL[event]?.includes(field) ? 'taken' : 'refused'} without ${field}`, () => {
        const { [field]: _, ...rest } = payload;
        expect(taken(event, rest)).toBe(OPTIONAL[event]?.includes(field) === true);
      });

      test.each<{ value: unknown }>([
        { value: 7 },
        { value: true },
        { value: [] },
        { value: ['x'] },
        { value: { $ne: null } },
        { value: { toString: 1 } },
      ])(`is refused with $value as ${field}`, ({ value }) => {
        if (typeof payload[field] === 'boolean' && value === true) return;
        if (typeof payload[field] === 'number' && value === 7) return;
        if (field === 'candidate' && value !== null && typeof value === 'object' && !Array.isArray(value))
          return;
        expect(taken(event, { ...payload, [field]: value })).toBe(false);
      });
    }

    for (const field of Object.keys(payload).filter((name) => /Type$/.test(name))) {
      test.each(['', 'Patient', 'PATIENT', 'admin', 'VIDEO', ' patient', '__proto__'])(
        `is refused with %j as ${field}`,
        (value) => {
          expect(taken(event, { ...payload, [field]: value })).toBe(false);
        },
      );
    }
  },
);

test('there is one way to join', () => {
  const rows = Object.values(CLIENT_EVENTS) as ClientEvent[];
  expect(rows.filter(({ isJoin }) => isJoin)).toHaveLength(1);
});

describe('the limits of', () => {
  const message = (content: string) => ({ ...DOCUMENTED.send_message, content });
  const read = (count: number) => ({ ...DOCUMENTED.mark_read, messageIds: Array(count).fill(ID) });
  const offer = (sdp: string, type = 'offer') => ({ toUserId: OTHER, offer: { type, sdp } });
  const sdp = (bytes: number) => 'v=0'.padEnd(bytes, 'x');
  const candidate = (fields: unknown) => ({ toUserId: OTHER, candidate: fields });

  test.each<[string, ClientEventName, unknown, boolean]>([
    ['a message of 10,000 characters', 'send_message', message('x'.repeat(10_000)), true],
    ['a message of 10,000 emoji', 'send_message', message('😀'.repeat(10_000)), true],
    ['a message of 10,001 characters', 'send_message', message('x'.repeat(10_001)), false],
    ['a message of 10,001 emoji', 'send_message', message('😀'.repeat(10_001)), false],
    ['a message of ten megabytes', 'send_message', message('x'.repeat(10_000_000)), false],
    ['a sender id that is no UUID', 'send_message', { ...message('x'), clientMessageId: 'abc' }, false],
    ['a delivery of the first message', 'mark_delivered', { ...DOCUMENTED.mark_delivered, upToSeq: 1 }, true],
    ['a delivery of none', 'mark_delivered', { ...DOCUMENTED.mark_delivered, upToSeq: 0 }, false],
    ['a delivery of half a message', 'mark_delivered', { ...DOCUMENTED.mark_delivered, upToSeq: 1.5 }, false],
    [
      'a delivery beyond what can be',
      'mark_delivered',
      { ...DOCUMENTED.mark_delivered, upToSeq: 2 ** 31 },
      false,
    ],
    ['no message to mark', 'mark_read', read(0), false],
    ['one message to mark', 'mark_read', read(1), true],
    ['a thousand messages to mark', 'mark_read', read(LIMITS.readIds), true],
    ['a thousand and one', 'mark_read', read(LIMITS.readIds + 1), false],
    ['a session description of 64 KB', 'webrtc:offer', offer(sdp(LIMITS.sdpBytes)), true],
    ['one byte more', 'webrtc:offer', offer(sdp(LIMITS.sdpBytes + 1)), false],
    [
      '64 KB counted in bytes, not characters',
      'webrtc:offer',
      offer(`v=0${'é'.repeat(LIMITS.sdpBytes / 2)}`),
      false,
    ],
    ['a description that is none', 'webrtc:offer', offer('hello'), false],
    ['an offer that calls itself an answer', 'webrtc:offer', offer('v=0', 'answer'), false],
    ['an offer that takes back', 'webrtc:offer', offer('v=0', 'rollback'), false],
    ['the end of the candidates as null', 'webrtc:ice-candidate', candidate(null), true],
    ['the end of the candidates as empty', 'webrtc:ice-candidate', candidate({ candidate: '' }), true],
    [
      'a candidate of 2,048 characters',
      'webrtc:ice-candidate',
      candidate({ candidate: 'c'.repeat(2_048) }),
      true,
    ],
    [
      'a candidate of 2,049 characters',
      'webrtc:ice-candidate',
      candidate({ candidate: 'c'.repeat(2_049) }),
      false,
    ],
    [
      'a line index below zero',
      'webrtc:ice-candidate',
      candidate({ candidate: 'c', sdpMLineIndex: -1 }),
      false,
    ],
    [
      'a line index beyond all',
      'webrtc:ice-candidate',
      candidate({ candidate: 'c', sdpMLineIndex: 1e9 }),
      false,
    ],
    ['a reason of 200 characters', 'call:reject', { toUserId: OTHER, reason: 'r'.repeat(200) }, true],
    ['a reason of 201 characters', 'call:reject', { toUserId: OTHER, reason: 'r'.repeat(201) }, false],
    ['a reason of two lines', 'call:reject', { toUserId: OTHER, reason: 'a\nb' }, false],
    ['a token of 4,097 characters', 'auth:renew', { token: 't'.repeat(4_097) }, false],
  ])('%s', (_, event, payload, fits) => {
    expect(taken(event, payload)).toBe(fits);
  });
});
