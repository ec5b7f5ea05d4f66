import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { flood } from '../support/flood.ts';
import { book, makePair, openConversation, type Pair, signUp, type TestPerson } from '../support/people.ts';
import { Sockets, type TestSocket } from '../support/sockets.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';

let server: TestServer;
let sockets: Sockets;
let pair: Pair;

beforeAll(async () => {
  // Outside production there is ten times the room; a tenth of it is what production has.
  server = await startTestServer({ RATE_LIMITS: '0.1' });
  sockets = new Sockets(server);
});
beforeEach(async () => {
  pair = await makePair(server);
});
afterEach(() => sockets.closeAll());
afterAll(() => server.close());

describe('too much signalling in a call', () => {
  const offer = { type: 'offer', sdp: 'v=0\r\n' };
  const candidate = { candidate: 'candidate:1 1 udp 1 192.0.2.1 9 typ host', sdpMid: '0', sdpMLineIndex: 0 };

  test.each([
    ['webrtc:offer', { offer }, 80, 60],
    ['call:media', { audio: true, video: true, screen: false }, 80, 60],
    ['webrtc:ice-candidate', { candidate }, 450, 400],
  ])('%s is refused one by one, and the call goes on', async (event, signal, sent, passed) => {
    const [caller, callee] = await inCall();
    const saying = { conversationId: pair.conversation.id, content: 'still here', senderType: 'patient' };
    const { done, refused } = await flood(caller, sent, event, { toUserId: pair.consultant.id, ...signal });
    expect([done, refused.length]).toEqual([passed, sent - passed]);
    expect(refused[0]).toMatchObject({ code: 'rate_limited', retryable: true, event });
    expect((await callee.ask('call:media', MEDIA(pair.patient.id))).event).toBe('call:media');
    expect((await caller.ask('send_message', saying)).event).toBe('message_sent');
  });

  const MEDIA = (toUserId: string) => ({ toUserId, audio: false, video: true, screen: false });

  async function inCall(): Promise<[TestSocket, TestSocket]> {
    const caller = await sockets.inside(pair.patient, pair.conversation.id);
    const callee = await sockets.inside(pair.consultant, pair.conversation.id);
    const toUserId = pair.consultant.id;
    caller.emit('call:initiate', { toUserId, conversationId: pair.conversation.id, callType: 'video' });
    await callee.next('call:incoming');
    callee.emit('call:accept', { toUserId: pair.patient.id });
    await caller.next('call:accepted');
    return [caller, callee];
  }
});

describe('ringing too often', () => {
  const ring = (client: TestSocket, { id }: TestPerson, { id: conversationId } = pair.conversation) =>
    client.ask('call:initiate', { toUserId: id, conversationId, callType: 'audio' });

  test('at one person who is not there is refused after six tries in a minute, whichever of the two calls', async () => {
    const caller = await sockets.inside(pair.patient, pair.conversation.id);
    const codes: string[] = [];
    for (let turn = 0; turn < 7; turn += 1) codes.push((await ring(caller, pair.consultant)).data.code);
    expect(codes).toEqual([...Array(6).fill('callee_offline'), 'rate_limited']);
    caller.close();
    const other = await sockets.inside(pair.consultant, pair.conversation.id);
    expect((await ring(other, pair.patient)).data).toMatchObject({
      code: 'rate_limited',
      retryable: true,
    });
  });

  test('at many people is refused after ten tries', async () => {
    const { consultant } = pair;
    const pairs = [pair];
    for (let n = 0; n < 2; n += 1) {
      const patient = await signUp(server, 'patient');
      const booking = await book(patient, consultant);
      pairs.push({
        patient,
        consultant,
        booking,
        conversation: await openConversation(patient, consultant, booking),
      });
    }
    const caller = await sockets.as(consultant);
    for (const { conversation } of pairs) await caller.join(conversation.id, consultant);
    const codes: string[] = [];
    for (let turn = 0; turn < 11; turn += 1) {
      const { patient, conversation } = pairs[turn % pairs.length] as Pair;
      codes.push((await ring(caller, patient, conversation)).data.code);
    }
    expect(codes).toEqual([...Array(10).fill('callee_offline'), 'rate_limited']);
  });
});
