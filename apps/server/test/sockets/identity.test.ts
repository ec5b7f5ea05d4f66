import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { Seats } from '../../src/realtime/seats.ts';
import { makePair, type Pair } from '../support/people.ts';
import { Sockets, type TestSocket } from '../support/sockets.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';

let server: TestServer;
let sockets: Sockets;
let pair: Pair;
let strangers: Pair;

beforeAll(async () => {
  server = await startTestServer();
  sockets = new Sockets(server);
  [pair, strangers] = await Promise.all([makePair(server), makePair(server)]);
});
afterEach(() => sockets.closeAll());
afterAll(() => server.close());

const joining = (of: Pair, userId: string, userType: string) => ({
  conversationId: of.conversation.id,
  userId,
  userType,
});

describe('a socket without a credential', () => {
  test('is who its first join says', async () => {
    const atPatient = await sockets.plainInside(pair.patient, pair.conversation.id);
    const atConsultant = await sockets.inside(pair.consultant, pair.conversation.id);
    atPatient.emit('send_message', {
      conversationId: pair.conversation.id,
      content: 'It is me',
      senderType: 'patient',
    });
    const { message } = await atConsultant.next('new_message');
    expect(message).toMatchObject({ senderId: pair.patient.id, senderType: 'patient' });
  });

  test('stays that one: it can join as nobody else, in no other role', async () => {
    const client = await sockets.plainInside(pair.patient, pair.conversation.id);
    for (const attempt of [
      joining(pair, pair.consultant.id, 'consultant'),
      joining(pair, pair.consultant.id, 'patient'),
      joining(pair, pair.patient.id, 'consultant'),
      joining(strangers, strangers.patient.id, 'patient'),
    ]) {
      expect((await client.ask('join_conversation', attempt)).data).toMatchObject({ code: 'forbidden' });
    }
    await client.join(pair.conversation.id, pair.patient);
  });

  test('that has left everything is still the same person', async () => {
    const client = await sockets.plainInside(pair.patient, pair.conversation.id);
    await client.ask('leave_conversation', { conversationId: pair.conversation.id });
    const reply = await client.ask('join_conversation', joining(pair, pair.consultant.id, 'consultant'));
    expect(reply.data).toMatchObject({ code: 'forbidden' });
  });

  test.each([
    ['a stranger', () => joining(pair, strangers.patient.id, 'patient')],
    ['a stranger who is a consultant', () => joining(pair, strangers.consultant.id, 'consultant')],
    ['nobody we know', () => joining(pair, randomUUID(), 'patient')],
    ['the patient in the role of the consultant', () => joining(pair, pair.patient.id, 'consultant')],
    ['the consultant in the role of the patient', () => joining(pair, pair.consultant.id, 'patient')],
  ])('cannot be %s, and is still free to be who it is', async (_, attempt) => {
    const client = await sockets.connect();
    const refused = await client.ask('join_conversation', attempt());
    expect(refused).toMatchObject({ event: 'error', data: { code: 'not_found' } });
    await client.join(pair.conversation.id, pair.patient);
  });

  test('two joins as two people in one breath: the first one counts', async () => {
    const client = await sockets.connect();
    const [first, second] = await Promise.all([
      client.ask('join_conversation', joining(pair, pair.patient.id, 'patient')),
      client.ask('join_conversation', joining(pair, pair.consultant.id, 'consultant')),
    ]);
    expect(first.event).toBe('joined_conversation');
    expect(second.data).toMatchObject({ code: 'forbidden' });
  });

  test('may do nothing before its first join but wait for it', async () => {
    const client = await sockets.connect();
    const replies = await Promise.all([
      client.ask('send_message', {
        conversationId: pair.conversation.id,
        content: 'x',
        senderType: 'patient',
      }),
      client.ask('mark_read', { conversationId: pair.conversation.id, messageIds: [randomUUID()] }),
      client.ask('typing_start', joining(pair, pair.patient.id, 'patient')),
      client.ask('leave_conversation', { conversationId: pair.conversation.id }),
      client.ask('auth:renew', { token: pair.patient.token }),
    ]);
    for (const { data } of replies) expect(data).toMatchObject({ code: 'not_identified' });
    expect(client.all('error')).toHaveLength(5);
  });

  test('that goes at once while it joins takes no seat and is not said to be online', async () => {
    const { patient, consultant, conversation } = await makePair(server);
    const atConsultant = await sockets.as(consultant);
    for (let times = 0; times < 20; times += 1) {
      const hasty = await sockets.connect();
      hasty.emit('join_conversation', {
        conversationId: conversation.id,
        userId: patient.id,
        userType: 'patient',
      });
      hasty.close();
    }
    const { body } = await consultant.ask(
      'GET',
      `/chat/conversations?consultantId=${consultant.id}&expand=presence`,
    );
    await expect.poll(() => seatsOf(patient.id)).toBe(0);
    expect(body[0].online).toBe(false);
    await atConsultant.settled();
    const lastWord = atConsultant.all('presence').at(-1);
    if (lastWord !== undefined) expect(lastWord.online).toBe(false);
  });
});

describe('a socket with a credential', () => {
  let client: TestSocket;
  let neighbour: TestSocket;

  const attempts: readonly [string, string, () => object][] = [
    ['join as the other one', 'join_conversation', () => joining(pair, pair.consultant.id, 'consultant')],
    ['join in the other role', 'join_conversation', () => joining(pair, pair.patient.id, 'consultant')],
    ['join as a stranger', 'join_conversation', () => joining(strangers, strangers.patient.id, 'patient')],
    [
      'send in the other role',
      'send_message',
      () => ({ conversationId: pair.conversation.id, content: 'x', senderType: 'consultant' }),
    ],
    ['type as the other one', 'typing_start', () => joining(pair, pair.consultant.id, 'consultant')],
    ['type in the other role', 'typing_start', () => joining(pair, pair.patient.id, 'consultant')],
    [
      'stop the typing of the other one',
      'typing_stop',
      () => ({ conversationId: pair.conversation.id, userId: pair.consultant.id }),
    ],
  ];

  test.each(attempts)('cannot %s: it is told so, the others hear nothing', async (_, event, payload) => {
    client = await sockets.inside(pair.patient, pair.conversation.id);
    neighbour = await sockets.inside(pair.consultant, pair.conversation.id);
    const reply = await client.ask(event, payload());
    expect(reply).toMatchObject({ event: 'error', data: { code: 'forbidden', event } });
    expect(await client.next('error')).toEqual(reply.data);
    await neighbour.settled();
    expect(
      neighbour.names.filter(
        (name) => !['joined_conversation', 'presence', 'conversation_updated'].includes(name),
      ),
    ).toEqual([]);
    const { body } = await pair.patient.ask('GET', `/chat/conversations/${pair.conversation.id}/messages`);
    expect(body.messages.filter(({ content }: { content: string }) => content === 'x')).toEqual([]);
  });

  test('gets the same answer for a conversation of others as for one that does not exist', async () => {
    client = await sockets.as(pair.patient);
    const answers = [];
    for (const conversationId of [strangers.conversation.id, strangers.booking.id, randomUUID()]) {
      const payload = { conversationId, userId: pair.patient.id, userType: 'patient' };
      const { event, data } = await client.ask('join_conversation', payload);
      answers.push({ ...data, answer: event, requestId: undefined, conversationId: undefined });
    }
    expect(answers[0]).toMatchObject({ answer: 'error', code: 'not_found' });
    expect(answers[1]).toEqual(answers[0]);
    expect(answers[2]).toEqual(answers[0]);
  });
});

/** How many seats the server counts for a person. */
function seatsOf(userId: string): number {
  const seats = server.app.get(Seats) as unknown as { taken: Map<string, number> };
  return seats.taken.get(`person:${userId}`) ?? 0;
}
