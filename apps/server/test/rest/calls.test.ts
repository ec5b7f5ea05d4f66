import { randomUUID } from 'node:crypto';
import type { Call } from '@jiggy-care/protocol';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { book, makePair, openConversation, type Pair, signUp, type TestPerson } from '../support/people.ts';
import { expectInvalid, expectRefusal, fingerprint } from '../support/refusals.ts';
import { Sockets } from '../support/sockets.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';

let server: TestServer;
let sockets: Sockets;
let first: Pair;
let second: Pair;

beforeAll(async () => {
  server = await startTestServer();
  sockets = new Sockets(server);
});
/** A patient with two consultants. */
beforeEach(async () => {
  first = await makePair(server);
  const { patient } = first;
  const consultant = await signUp(server, 'consultant');
  const booking = await book(patient, consultant);
  second = {
    patient,
    consultant,
    booking,
    conversation: await openConversation(patient, consultant, booking),
  };
});
afterEach(() => sockets.closeAll());
afterAll(() => server.close());

const listCalls = async (person: TestPerson, query = '') => {
  const { status, body } = await person.ask<{ calls: Call[]; missedCount: number }>(
    'GET',
    `/chat/calls${query}`,
  );
  expect(status).toBe(200);
  return body;
};

/** The consultant calls while the patient is not there: the patient has missed it. */
async function missCall({ consultant, patient, conversation }: Pair): Promise<void> {
  const caller = await sockets.inside(consultant, conversation.id);
  const reply = await caller.ask('call:initiate', {
    toUserId: patient.id,
    conversationId: conversation.id,
    callType: 'audio',
  });
  expect(reply.data).toMatchObject({ code: 'callee_offline' });
}

describe('the call log', () => {
  test('has the newest call first, and those of one conversation alone where that is asked for', async () => {
    for (const pair of [first, second, first]) await missCall(pair);
    const conversations = ({ calls }: { calls: Call[] }) => calls.map((call) => call.conversationId);
    const [one, other] = [first.conversation.id, second.conversation.id];
    expect(conversations(await listCalls(first.patient))).toEqual([one, other, one]);
    expect(conversations(await listCalls(first.patient, `?conversationId=${one}`))).toEqual([one, one]);
    expect(conversations(await listCalls(first.consultant, `?conversationId=${one}`))).toEqual([one, one]);
    expect(conversations(await listCalls(first.patient, `?conversationId=${other}`))).toEqual([other]);
  });

  test('of one conversation pages like the whole, and counts the missed calls of all', async () => {
    for (const pair of [first, first, second]) await missCall(pair);
    const ofFirst = `?conversationId=${first.conversation.id}`;
    const { calls, missedCount } = await listCalls(first.patient, ofFirst);
    expect([calls.length, missedCount]).toEqual([2, 3]);
    const page = await first.patient.ask('GET', `/chat/calls${ofFirst}&limit=1`);
    const next = /^<\/api\/v1\/chat\/calls(\?[^>]+)>; rel="next"$/.exec(page.headers.get('link') ?? '')?.[1];
    expect(await listCalls(first.patient, next)).toMatchObject({
      calls: [{ id: calls[1]?.id }],
      missedCount: 3,
    });
    expect((await first.patient.ask('GET', `/chat/calls${next}`)).headers.get('link')).toBeNull();
  });

  test('tells only those that this person missed where that is asked for', async () => {
    await missCall(first);
    const query = `?conversationId=${first.conversation.id}&missed=true`;
    expect((await listCalls(first.patient, query)).calls).toMatchObject([{ status: 'missed' }]);
    expect((await listCalls(first.consultant, query)).calls).toEqual([]);
  });

  test('keeps what was missed in other conversations as news when one was looked at', async () => {
    for (const pair of [first, second]) await missCall(pair);
    const { patient, conversation } = first;
    const seen = await patient.ask('POST', '/chat/calls/seen', { conversationId: conversation.id });
    expect(seen.status).toBe(204);
    expect(await listCalls(patient)).toMatchObject({
      calls: [
        { conversationId: second.conversation.id, seen: false },
        { conversationId: conversation.id, seen: true },
      ],
      missedCount: 1,
    });
    expect((await patient.ask('POST', '/chat/calls/seen')).status).toBe(204);
    expect((await listCalls(patient)).missedCount).toBe(0);
  });

  test('does not tell the caller whether the other has looked at the missed call', async () => {
    await missCall(first);
    expect((await listCalls(first.consultant)).calls[0]).not.toHaveProperty('seen');
  });

  test('of a conversation without calls is empty', async () => {
    expect(await listCalls(first.patient, `?conversationId=${first.conversation.id}`)).toEqual({
      calls: [],
      missedCount: 0,
    });
  });
});

describe('what is refused', () => {
  test.each(['', 'abc', '1'])('conversationId=%s', async (conversationId) => {
    const query = `?conversationId=${conversationId}`;
    expectInvalid(await first.patient.ask('GET', `/chat/calls${query}`), 'conversationId');
  });
});

test.each([{ conversationId: 'abc' }, { conversationId: null }, []])('%j as what was seen', async (body) => {
  expectInvalid(await first.patient.ask('POST', '/chat/calls/seen', body));
});

describe('whom it protects', () => {
  test('nobody clears the badge of a conversation that is not theirs', async () => {
    await missCall(first);
    const body = { conversationId: first.conversation.id };
    expectRefusal(await second.consultant.ask('POST', '/chat/calls/seen', body), 404, 'not_found');
    expect((await listCalls(first.patient)).missedCount).toBe(1);
  });

  test('a stranger cannot tell the calls of others from a conversation that does not exist', async () => {
    await missCall(first);
    const stranger = second.consultant;
    const theirs = await stranger.ask('GET', `/chat/calls?conversationId=${first.conversation.id}`);
    const none = await stranger.ask('GET', `/chat/calls?conversationId=${randomUUID()}`);
    expectRefusal(theirs, 404, 'not_found');
    expect(fingerprint(theirs)).toBe(fingerprint(none));
  });
});
