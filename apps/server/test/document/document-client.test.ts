import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { makePair, type Pair } from '../support/people.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';
import { DocumentClient } from './document-client.ts';

/* What the document promises to those who know nothing else, also where the document itself is not at hand. */

const ANSWERS = ['joined_conversation', 'left_conversation', 'message_sent', 'marked_as_read', 'error'];
const CHAT = ['new_message', 'messages_read', 'user_typing', 'user_stopped_typing'];
const CALLER = ['call:ringing', 'call:accepted', 'call:stop-ringing', 'call:rejected', 'call:no-answer'];
const CALLEE = ['call:incoming', 'call:connected', 'call:missed', 'call:ended'];
const SIGNALS = ['webrtc:offer', 'webrtc:answer', 'webrtc:ice-candidate'];

let server: TestServer;
let pair: Pair;
let patient: DocumentClient;
let consultant: DocumentClient;

beforeAll(async () => {
  server = await startTestServer({ CALL_RING_TIMEOUT_MS: '500' });
});
beforeEach(async () => {
  pair = await makePair(server);
  patient = new DocumentClient(`http://localhost:${server.port}`, pair.patient.token);
  consultant = new DocumentClient(`http://localhost:${server.port}`, pair.consultant.token);
  const { id } = pair.conversation;
  for (const client of [patient, consultant])
    client.connect(...ANSWERS, ...CHAT, ...CALLER, ...CALLEE, ...SIGNALS);
  consultant.join(id, pair.consultant.id, 'consultant');
  await expect.poll(() => consultant.all('joined_conversation')).toEqual([{ conversationId: id }]);
});
afterEach(() => {
  patient.disconnect();
  consultant.disconnect();
});
afterAll(() => server.close());

const joinPatient = () => patient.join(pair.conversation.id, pair.patient.id, 'patient');
const one = async (client: DocumentClient, event: string) => {
  await expect.poll(() => client.all(event).length, { message: `${event} comes` }).toBeGreaterThan(0);
  return client.all(event)[0];
};

describe('a client of the document', () => {
  test('connects, joins and sends in one breath; both sides show the message', async () => {
    joinPatient();
    patient.send(pair.conversation.id, 'Hello!', 'patient');
    const shown = await one(consultant, 'new_message');
    expect(shown.message).toMatchObject({ content: 'Hello!', senderType: 'patient', isRead: false });
    expect(shown.conversation).toMatchObject({ id: pair.conversation.id, bookingId: pair.booking.id });
    expect(await one(patient, 'message_sent')).toEqual(shown);
    expect(await one(patient, 'new_message')).toEqual(shown);
  });

  test('shows typing, and ticks when the message was read', async () => {
    joinPatient();
    patient.startTyping(pair.conversation.id, pair.patient.id, 'patient');
    patient.stopTyping(pair.conversation.id, pair.patient.id);
    patient.send(pair.conversation.id, 'Read me', 'patient');
    const { message } = await one(consultant, 'new_message');
    expect(consultant.all('user_typing')).toMatchObject([{ userId: pair.patient.id, userType: 'patient' }]);
    expect(consultant.all('user_stopped_typing')).toMatchObject([{ userId: pair.patient.id }]);
    consultant.markRead(pair.conversation.id, [message.id]);
    expect(await one(consultant, 'marked_as_read')).toMatchObject({
      messageIds: [message.id],
      success: true,
    });
    expect(await one(patient, 'messages_read')).toEqual({
      conversationId: pair.conversation.id,
      messageIds: [message.id],
      readAt: expect.any(String),
    });
    expect(consultant.all('messages_read')).toEqual([]);
  });

  test('loads its history page by page, newest first', async () => {
    joinPatient();
    for (let index = 1; index <= 25; index += 1)
      patient.send(pair.conversation.id, `line ${index}`, 'patient');
    await expect.poll(() => consultant.all('new_message').length).toBe(25);
    const pages = [
      await patient.history(pair.conversation.id),
      await patient.history(pair.conversation.id, 2),
    ];
    expect(pages.map((page) => page.length)).toEqual([20, 5]);
    expect(pages.flat().map(({ content }) => content)).toEqual(
      Array.from({ length: 25 }, (_, index) => `line ${25 - index}`),
    );
  });

  test('switches from one conversation to another', async () => {
    const second = await makePair(server);
    joinPatient();
    patient.leave(pair.conversation.id);
    await one(patient, 'left_conversation');
    consultant.send(pair.conversation.id, 'Nobody hears this', 'consultant');
    await one(consultant, 'message_sent');
    patient.join(second.conversation.id, pair.patient.id, 'patient');
    expect((await one(patient, 'error')).message).toBe('Conversation not found');
    expect(patient.all('new_message')).toEqual([]);
  });

  test('is told what it did wrong by the event error', async () => {
    patient.signal('join_conversation', { conversationId: pair.conversation.id });
    expect((await one(patient, 'error')).message).toBe(
      'Missing required fields: conversationId, userId, or userType',
    );
  });
});

const OFFER = { type: 'offer', sdp: 'v=0\r\n' };
const ANSWER = { type: 'answer', sdp: 'v=0\r\n' };
const CANDIDATE = { candidate: 'candidate:1 1 udp 1 192.0.2.1 5000 typ host', sdpMid: '0', sdpMLineIndex: 0 };

describe('a call between two clients of the document', () => {
  beforeEach(() => {
    joinPatient();
    patient.call(pair.consultant.id, pair.conversation.id, OFFER);
  });

  test('rings on both sides with the fields that it shows', async () => {
    const fields = { conversationId: pair.conversation.id, callType: 'audio' };
    expect(await one(patient, 'call:ringing')).toMatchObject({ toUserId: pair.consultant.id, ...fields });
    expect(await one(consultant, 'call:incoming')).toMatchObject({ fromUserId: pair.patient.id, ...fields });
  });

  test('is taken: tones stop, offer, answer and candidates pass, and either hangs up', async () => {
    await one(consultant, 'call:incoming');
    expect(consultant.all('webrtc:offer')).toEqual([]);
    consultant.signal('call:accept', { toUserId: pair.patient.id });
    expect(await one(consultant, 'call:connected')).toBeTypeOf('object');
    expect(await one(patient, 'call:stop-ringing')).toBeTypeOf('object');
    expect(await one(patient, 'call:accepted')).toMatchObject({ fromUserId: pair.consultant.id });
    expect(await one(consultant, 'webrtc:offer')).toMatchObject({
      fromUserId: pair.patient.id,
      offer: OFFER,
    });
    consultant.signal('webrtc:answer', { toUserId: pair.patient.id, answer: ANSWER });
    expect(await one(patient, 'webrtc:answer')).toMatchObject({
      fromUserId: pair.consultant.id,
      answer: ANSWER,
    });
    consultant.signal('webrtc:ice-candidate', { toUserId: pair.patient.id, candidate: CANDIDATE });
    expect(await one(patient, 'webrtc:ice-candidate')).toMatchObject({ candidate: CANDIDATE });
    consultant.signal('call:end', { toUserId: pair.patient.id });
    expect(await one(patient, 'call:ended')).toMatchObject({ fromUserId: pair.consultant.id });
  });

  test('is declined, with a reason or without', async () => {
    await one(consultant, 'call:incoming');
    consultant.signal('call:reject', { toUserId: pair.patient.id });
    expect(await one(patient, 'call:rejected')).toMatchObject({
      fromUserId: pair.consultant.id,
      reason: 'Declined',
    });
  });

  test('that nobody takes ends by itself', async () => {
    expect(await one(patient, 'call:no-answer')).toMatchObject({ toUserId: pair.consultant.id });
    expect(await one(consultant, 'call:missed')).toMatchObject({
      fromUserId: pair.patient.id,
      conversationId: pair.conversation.id,
    });
  });
});
