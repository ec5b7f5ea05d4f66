import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ask } from '../support/api.ts';
import { makePair, type Pair, signUp } from '../support/people.ts';
import { Sockets } from '../support/sockets.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';

/** In whatever a person writes or is called by. */
const CANARY = 'CANARY-5d1e';
const FROM = '203.0.113.77';
const NETWORK = '203.0.113.0/24';

let server: TestServer;
let pair: Pair;
beforeAll(async () => {
  server = await startTestServer({ LOG_LEVEL: 'trace', TRUST_PROXY: '1' });
  pair = await makePair(server);
});
afterAll(() => server.close());

interface Line {
  readonly msg: string;
  readonly [fact: string]: unknown;
}
const lines = () => server.logged.map((line) => JSON.parse(line) as Line);
const linesOf = (msg: string) => lines().filter((line) => line.msg === msg);

test('a line of the log says who and from which network, and never what', async () => {
  const { patient, consultant, conversation } = pair;
  const from = { 'X-Forwarded-For': FROM };
  const email = `${CANARY}-${randomUUID()}@example.org`;
  const register = { email, name: `${CANARY} name`, password: `${CANARY} password`, role: 'patient' };
  await ask(server.api, 'POST', '/auth/register', { body: register, headers: from });
  await ask(server.api, 'POST', '/auth/login', { body: { email, password: `${CANARY} x` }, headers: from });
  const notes = { consultantId: consultant.id, scheduledAt: '2091-03-01T10:00:00Z', reason: `${CANARY} why` };
  await patient.ask('POST', '/bookings', notes, from);
  await patient.ask('GET', `/consultants?search=${CANARY}`, undefined, from);

  const sockets = new Sockets(server);
  const extraHeaders = from;
  const caller = await sockets.as(patient, {}, { extraHeaders });
  await caller.join(conversation.id, patient);
  const callee = await sockets.as(consultant, {}, { extraHeaders });
  await callee.join(conversation.id, consultant);
  const message = { conversationId: conversation.id, senderType: 'patient', content: `${CANARY} text` };
  await caller.ask('send_message', message);
  await caller.ask('send_message', { ...message, senderType: CANARY });
  await caller.ask('send_message', { ...message, conversationId: randomUUID() });
  await caller.ask('call:initiate', {
    toUserId: consultant.id,
    conversationId: conversation.id,
    callType: 'audio',
  });
  await callee.ask('call:reject', { toUserId: patient.id, reason: `${CANARY} reason` });
  await sockets.start({ auth: { token: `${CANARY}.token` }, extraHeaders }).next('connect_error');
  sockets.closeAll();
  await expect.poll(() => linesOf('socket disconnected')).toHaveLength(2);

  expect(server.logged.join('')).not.toContain(CANARY);
  expect(server.logged.join('')).not.toContain(FROM);

  const who = { userId: patient.id, network: NETWORK };
  for (const [msg, facts] of [
    ['socket connected', who],
    ['socket disconnected', who],
    ['event refused', { ...who, event: 'send_message' }],
    ['handshake refused', { network: NETWORK, code: 'unauthorized' }],
    ['account made', { network: NETWORK }],
    ['sign-in refused', { network: NETWORK }],
    ['request', who],
    ['booking made', { userId: patient.id }],
    ['call changed', { callerId: patient.id, calleeId: consultant.id }],
  ] as const) {
    expect(linesOf(msg), msg).toContainEqual(expect.objectContaining(facts));
  }
  const ofPeople = /^(socket|event|account|session|sign-in|request|booking|call) /;
  const nameless = lines().filter(
    ({ msg, ...facts }) =>
      ofPeople.test(`${msg} `) && !['userId', 'network', 'callerId'].some((fact) => fact in facts),
  );
  expect(nameless).toEqual([]);
});

test('a person who signs in elsewhere is known by the account too', async () => {
  const person = await signUp(server, 'patient', CANARY, FROM);
  expect(linesOf('session opened')).toContainEqual(
    expect.objectContaining({ userId: person.id, network: NETWORK }),
  );
});
