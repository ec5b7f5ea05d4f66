import { randomUUID } from 'node:crypto';
import {
  CLIENT_EVENTS,
  type ClientEvent,
  type ClientEventName,
  type ErrorCode,
  GENERAL_EVENT_REFUSALS,
  LIMITS,
} from '@jiggy-care/protocol';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { tokenEndingIn } from '../support/access-tokens.ts';
import { book, makePair, openConversation, type Pair, signUp, type TestPerson } from '../support/people.ts';
import { Sockets, type TestSocket } from '../support/sockets.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';

/*
 * Every code that a row promises is met here once; that nothing else comes, every test server states when it closes.
 */

type Reply = Awaited<ReturnType<TestSocket['ask']>>;
type PromisedCases = {
  readonly [E in ClientEventName]: {
    readonly [C in (typeof CLIENT_EVENTS)[E]['refusals'][number]]: () => Promise<Reply>;
  };
};

let server: TestServer;
let sockets: Sockets;
let pair: Pair;

beforeAll(async () => {
  server = await startTestServer();
  sockets = new Sockets(server);
});
beforeEach(async () => {
  pair = await makePair(server);
});
afterEach(() => sockets.closeAll());
afterAll(() => server.close());

const OFFER = { offer: { type: 'offer', sdp: 'v=0\r\n' } };
const ANSWER = { answer: { type: 'answer', sdp: 'v=0\r\n' } };
const CANDIDATE = { candidate: { candidate: 'candidate:1 1 udp 1 192.0.2.1 9 typ host', sdpMid: '0' } };
const MEDIA = { audio: true, video: false, screen: false };

/** A good payload of each event, from the patient of the pair. */
const GOOD: Readonly<Record<ClientEventName, () => Record<string, unknown>>> = {
  join_conversation: () => ({ ...here(), userId: pair.patient.id, userType: 'patient' }),
  leave_conversation: () => here(),
  send_message: () => ({ ...here(), content: 'Hello', senderType: 'patient' }),
  typing_start: () => ({ ...here(), userId: pair.patient.id, userType: 'patient' }),
  typing_stop: () => ({ ...here(), userId: pair.patient.id }),
  mark_read: () => ({ ...here(), messageIds: [randomUUID()] }),
  mark_delivered: () => ({ ...here(), upToSeq: 1 }),
  'call:initiate': () => ({ ...here(), ...toConsultant(), callType: 'audio' }),
  'call:accept': () => toConsultant(),
  'call:reject': () => toConsultant(),
  'call:end': () => toConsultant(),
  'call:away': () => toConsultant(),
  'call:media': () => ({ ...toConsultant(), ...MEDIA }),
  'webrtc:offer': () => ({ ...toConsultant(), ...OFFER }),
  'webrtc:answer': () => ({ ...toConsultant(), ...ANSWER }),
  'webrtc:ice-candidate': () => ({ ...toConsultant(), ...CANDIDATE }),
  'auth:renew': () => ({ token: pair.patient.token }),
};
const here = () => ({ conversationId: pair.conversation.id });
const toConsultant = () => ({ toUserId: pair.consultant.id });
const toPatient = () => ({ toUserId: pair.patient.id });

const inside = (person: TestPerson, deviceId?: string) =>
  sockets.inside(person, pair.conversation.id, deviceId === undefined ? {} : { deviceId });
const cancel = () => pair.patient.ask('PATCH', `/bookings/${pair.booking.id}`, { status: 'cancelled' });
const block = () => pair.consultant.ask('POST', '/blocks', { patientId: pair.patient.id });

/** Asks as the patient, inside, something that differs from a good payload. */
const differing = (event: ClientEventName, difference: Record<string, unknown>) => async () =>
  (await inside(pair.patient)).ask(event, { ...GOOD[event](), ...difference });
/** Asks as the patient, inside, after something has happened. */
const after = (happening: () => Promise<unknown>, event: ClientEventName) => async () => {
  const patient = await inside(pair.patient);
  await inside(pair.consultant);
  await happening();
  return patient.ask(event, GOOD[event]());
};
const closed = (event: ClientEventName) => ({
  booking_cancelled: after(cancel, event),
  not_available: after(block, event),
});

/** The patient calls, the consultant has two devices; gives the one that has not taken the call. */
async function calledOnTwo(taken: boolean): Promise<{ caller: TestSocket; other: TestSocket }> {
  const [caller, phone, other] = [
    await inside(pair.patient, 'desk'),
    await inside(pair.consultant, 'phone'),
    await inside(pair.consultant, 'laptop'),
  ];
  await caller.ask('call:initiate', GOOD['call:initiate']());
  await Promise.all([phone.next('call:incoming'), other.next('call:incoming')]);
  if (taken) await phone.ask('call:accept', toPatient());
  return { caller, other };
}
/** The consultant's other device asks, while the first one has the call. */
const onOtherDevice =
  (event: ClientEventName, payload: object = {}) =>
  async () =>
    (await calledOnTwo(true)).other.ask(event, { ...toPatient(), ...payload });
/** Asks where there is no call. */
const withoutCall =
  (event: ClientEventName, payload: object = {}) =>
  async () =>
    (await inside(pair.patient)).ask(event, { ...GOOD[event](), ...payload });
const callCodes = (event: ClientEventName, payload: object = {}) => ({
  no_such_call: withoutCall(event, { callId: randomUUID() }),
  answered_elsewhere: onOtherDevice(event, payload),
});

const PROMISED: PromisedCases = {
  join_conversation: {
    forbidden: differing('join_conversation', { userId: randomUUID() }),
    not_found: differing('join_conversation', { conversationId: randomUUID() }),
    conflict: async () => {
      const patient = await sockets.as(pair.patient);
      const join = (conversationId: string) =>
        patient.ask('join_conversation', { ...GOOD.join_conversation(), conversationId });
      const booking = { patientId: pair.patient.id, scheduledAt: '2090-03-01T10:00:00Z' };
      const made = Array.from({ length: LIMITS.joinedConversations }, async () => {
        const { body } = await pair.consultant.ask('POST', '/bookings', booking);
        return (await join(body.id)).event;
      });
      expect(new Set(await Promise.all(made))).toEqual(new Set(['joined_conversation']));
      return join(pair.conversation.id);
    },
    not_available: async () => {
      const [patient, consultant] = [await signUp(server, 'patient'), await signUp(server, 'consultant')];
      const { id: conversationId } = await book(patient, consultant);
      await consultant.ask('POST', '/blocks', { patientId: patient.id });
      const naming = { conversationId, userId: patient.id, userType: 'patient' };
      return (await sockets.as(patient)).ask('join_conversation', naming);
    },
  },
  leave_conversation: {},
  send_message: {
    forbidden: differing('send_message', { senderType: 'consultant' }),
    not_found: after(
      () => server.database.pool.query('delete from conversations where id = $1', [pair.conversation.id]),
      'send_message',
    ),
    ...closed('send_message'),
  },
  typing_start: { forbidden: differing('typing_start', { userId: randomUUID() }), ...closed('typing_start') },
  typing_stop: { forbidden: differing('typing_stop', { userId: randomUUID() }), ...closed('typing_stop') },
  mark_read: {},
  mark_delivered: { not_found: differing('mark_delivered', { conversationId: randomUUID() }) },
  'call:initiate': {
    not_found: differing('call:initiate', { toUserId: randomUUID() }),
    ...closed('call:initiate'),
    callee_offline: differing('call:initiate', {}),
    in_another_call: async () => {
      const { caller } = await calledOnTwo(true);
      const third = await signUp(server, 'consultant');
      const conversation = await openConversation(pair.patient, third, await book(pair.patient, third));
      await caller.join(conversation.id, pair.patient);
      return caller.ask('call:initiate', {
        toUserId: third.id,
        conversationId: conversation.id,
        callType: 'audio',
      });
    },
  },
  'call:accept': callCodes('call:accept'),
  'call:reject': callCodes('call:reject'),
  'call:end': {},
  'call:away': {},
  'call:media': callCodes('call:media', MEDIA),
  'webrtc:offer': { ...callCodes('webrtc:offer', OFFER), ...closed('webrtc:offer') },
  'webrtc:answer': { ...callCodes('webrtc:answer', ANSWER), ...closed('webrtc:answer') },
  'webrtc:ice-candidate': {
    ...callCodes('webrtc:ice-candidate', CANDIDATE),
    ...closed('webrtc:ice-candidate'),
  },
  'auth:renew': {
    token_expired: async () =>
      (await sockets.as(pair.patient)).ask('auth:renew', {
        token: await tokenEndingIn(server, pair.patient, -1),
      }),
    forbidden: async () =>
      (await sockets.as(pair.patient)).ask('auth:renew', { token: pair.consultant.token }),
  },
};

const ROWS = Object.entries(CLIENT_EVENTS) as [ClientEventName, ClientEvent][];

const CASES = ROWS.flatMap(([event]) =>
  (Object.entries(PROMISED[event]) as [ErrorCode, () => Promise<Reply>][]).map(([code, provoke]) => ({
    event,
    code,
    provoke,
  })),
);

test.each(CASES)('$event is refused with $code', async ({ event, code, provoke }) => {
  const { event: answer, data } = await provoke();
  expect({ answer, code: data.code, event: data.event }).toEqual({ answer: 'error', code, event });
});

test('every code that a row promises was provoked, and no other', () => {
  const promised = ROWS.flatMap(([event, { refusals }]) => refusals.map((code) => `${event} ${code}`));
  expect(CASES.map(({ event, code }) => `${event} ${code}`).sort()).toEqual(promised.sort());
});

/** Sends the good payloads of some events at once: those that may wait for a join wait together. */
async function codesOf(socket: TestSocket, events: readonly ClientEventName[], payload = GOOD) {
  const replies = events.map(async (event) => (await socket.ask(event, payload[event]())).data.code);
  return Promise.all(replies);
}

const everyEvent = ROWS.map(([event]) => event);

test('of someone who has not joined yet, and came as nobody, every event but a join is refused', async () => {
  const others = ROWS.filter(([, { isJoin }]) => !isJoin).map(([event]) => event);
  expect(new Set(await codesOf(await sockets.connect(), others))).toEqual(new Set(['not_identified']));
});

test('from outside of its conversation every event that belongs to one is refused', async () => {
  const ofRooms = ROWS.filter(([, { inRoom }]) => inRoom).map(([event]) => event);
  expect(ofRooms.length).toBeGreaterThan(0);
  expect(new Set(await codesOf(await sockets.as(pair.patient), ofRooms))).toEqual(new Set(['not_joined']));
});

describe('any event may meet', () => {
  const deep = JSON.parse('['.repeat(LIMITS.jsonDepth + 1) + ']'.repeat(LIMITS.jsonDepth + 1));
  const each = (payload: unknown) => async () => {
    const socket = await sockets.as(pair.patient);
    return Promise.all(everyEvent.map((event) => socket.ask(event, payload)));
  };
  /** It counts, and may break, in this order. */
  let fragile: TestServer;
  let theirs: Pair;
  let theirSockets: Sockets;
  const there = () => theirSockets.inside(theirs.patient, theirs.conversation.id);

  beforeAll(async () => {
    fragile = await startTestServer({ RATE_LIMITS: '0.1' });
    theirs = await makePair(fragile);
    theirSockets = new Sockets(fragile);
  });
  afterAll(async () => {
    theirSockets.closeAll();
    await fragile.close();
  });

  const GENERAL: Readonly<Record<string, () => Promise<Reply[]>>> = {
    validation_failed: each({ conversationId: 7, toUserId: 7, messageIds: 7, token: 7 }),
    too_complex: each({ deep }),
    unauthorized: async () => [await (await sockets.as(pair.patient)).ask('auth:renew', { token: 'a.b.c' })],
    busy_socket: async () => {
      const socket = await sockets.connect();
      const replies = Array.from({ length: 2_100 }, () => socket.ask('mark_read', GOOD.mark_read()));
      return [(await Promise.all(replies)).at(-1) as Reply];
    },
    rate_limited: async () => {
      const socket = await there();
      const typing = { conversationId: theirs.conversation.id, userId: theirs.patient.id };
      const replies = Array.from({ length: 50 }, () => socket.ask('typing_stop', typing));
      return [(await Promise.all(replies)).at(-1) as Reply];
    },
    internal: async () => {
      const socket = await there();
      await fragile.database.pool.query('alter table messages rename column content to contents');
      const message = { conversationId: theirs.conversation.id, content: 'Hello', senderType: 'patient' };
      return [await socket.ask('send_message', message)];
    },
    unavailable: async () => {
      const socket = await there();
      await fragile.database.close();
      const joining = { conversationId: randomUUID(), userId: theirs.patient.id, userType: 'patient' };
      return [await socket.ask('join_conversation', joining)];
    },
  };

  test('what this table provokes, and nothing else', () => {
    expect(Object.keys(GENERAL).sort()).toEqual([...GENERAL_EVENT_REFUSALS].sort());
  });

  test.each(Object.entries(GENERAL))('%s', async (code, provoke) => {
    expect(new Set((await provoke()).map(({ data }) => data.code))).toEqual(new Set([code]));
  });

  test('unknown_event, where there is none of this name', async () => {
    const { data } = await (await sockets.as(pair.patient)).ask('no_such_event', {});
    expect(data.code).toBe('unknown_event');
  });
});
