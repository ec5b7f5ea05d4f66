import { LIMITS } from '@jiggy-care/protocol';
import { describe, expect, test } from 'vitest';
import { callStage, heardBy, NOBODY } from '../support/call-stage.ts';
import { book, makePair, openConversation, type Pair, signUp, type TestPerson } from '../support/people.ts';
import type { TestSocket } from '../support/sockets.ts';

const at = callStage();

const initiate = (more: object = {}, by = at.caller) =>
  by.ask('call:initiate', { ...at.initiation, ...more });

/** Someone else, whom one of the two can call, or who can call them. */
async function third(of: { patient: TestPerson } | { consultant: TestPerson }) {
  const newcomer = await signUp(at.server, 'patient' in of ? 'consultant' : 'patient');
  const [patient, consultant] = 'patient' in of ? [of.patient, newcomer] : [newcomer, of.consultant];
  const conversation = await openConversation(patient, consultant, await book(patient, consultant));
  return { person: newcomer, conversation };
}

/** Refused in the acknowledgement, by the event `error`, and by the one on which the document's client cleans up. */
async function expectRefused(
  work: Promise<{ event: string; data: { code: string } }>,
  code: string,
  noAnswer: object,
  by: TestSocket = at.caller,
): Promise<void> {
  const { event, data } = await work;
  expect([event, data.code]).toEqual(['error', code]);
  expect(await by.next('error')).toEqual(data);
  expect(await by.next('call:no-answer')).toEqual({ toUserId: at.pair.consultant.id, ...noAnswer });
}

describe('call:initiate', () => {
  test('rings at every device of the callee and at nobody else, and is answered as it is told', async () => {
    const { patient, consultant, conversation } = at.pair;
    const [callerToo, calleeToo] = [await at.enter(patient), await at.sockets.as(consultant)];
    const reply = await initiate();
    const { callId, expiresAt } = reply.data;
    const call = { conversationId: conversation.id, callType: 'video', callId, expiresAt };
    const told = { toUserId: consultant.id, reachable: 'socket', ...call };
    expect(reply).toEqual({ event: 'call:ringing', data: told });
    expect(await at.caller.next('call:ringing')).toEqual(reply.data);
    for (const device of [at.callee, calleeToo]) {
      expect(await device.next('call:incoming')).toEqual({
        fromUserId: patient.id,
        fromName: patient.name,
        ...call,
      });
    }
    expect([await heardBy(at.caller), await heardBy(callerToo)]).toEqual([['call:ringing'], []]);
    expect(await at.logOf(patient)).toEqual(['ringing']);
  });

  test('may name the conversation by its booking', async () => {
    expect((await initiate({ conversationId: at.pair.booking.id })).data).toMatchObject({
      conversationId: at.pair.conversation.id,
    });
  });

  test('the same again while it rings is answered again and rings once', async () => {
    const { data } = await initiate();
    expect((await initiate()).data).toEqual(data);
    expect(await heardBy(at.caller)).toEqual(['call:ringing', 'call:ringing']);
    expect(await heardBy(at.callee)).toEqual(['call:incoming']);
    expect(await at.logOf()).toEqual(['ringing']);
  });

  test('in a running call ends that one first', async () => {
    const first = await at.talk();
    const callerToo = await at.enter(at.pair.patient);
    for (const socket of [at.caller, at.callee]) socket.clear();
    const { event, data } = await initiate({}, callerToo);
    expect([event, data.callId === first]).toEqual(['call:ringing', false]);
    expect(await at.callee.next('call:ended')).toMatchObject({ reason: 'replaced', callId: first });
    expect(await heardBy(at.callee)).toEqual(['call:ended', 'call:incoming']);
    expect(await heardBy(at.caller)).toEqual(['call:ended']);
    expect(await at.logOf()).toEqual(['ringing', 'ended']);
  });

  test('back, while one is being rung, counts as accepting, and is answered as an accept is', async () => {
    const callId = await at.ring();
    const reply = await initiate(at.toCaller, at.callee);
    expect(reply).toMatchObject({
      event: 'call:connected',
      data: { fromUserId: at.pair.patient.id, callId },
    });
    expect(await at.callee.next('call:connected')).toEqual(reply.data);
    expect(await heardBy(at.caller)).toEqual(['call:ringing', 'call:stop-ringing', 'call:accepted']);
  });

  test('to someone in another call is answered as busy; nothing rings, and they have missed it', async () => {
    await at.talk();
    at.callee.clear();
    const other = await third({ consultant: at.pair.consultant });
    const socket = await at.sockets.inside(other.person, other.conversation.id);
    const reply = await initiate({ conversationId: other.conversation.id }, socket);
    expect(reply).toMatchObject({
      event: 'call:rejected',
      data: { fromUserId: at.pair.consultant.id, reason: 'Busy' },
    });
    expect(await heardBy(socket)).toEqual(['call:rejected']);
    expect(await heardBy(at.callee)).toEqual(['call:missed']);
    expect([await at.logOf(other.person), await at.logOf()]).toEqual([['busy'], ['active']]);
  });
});

describe('call:initiate is refused', () => {
  test('where the callee is offline, who has missed it', async () => {
    const { person, conversation } = await third({ patient: at.pair.patient });
    await at.caller.join(conversation.id, at.pair.patient);
    await expectRefused(
      initiate({ toUserId: person.id, conversationId: conversation.id }),
      'callee_offline',
      { toUserId: person.id, reason: 'offline', callId: expect.any(String) },
    );
    expect(await at.logOf(person)).toEqual(['missed']);
    expect((await person.ask('GET', '/chat/calls')).body.missedCount).toBe(1);
  });

  test('where the caller is in a call with someone else, who hears nothing of it', async () => {
    const { person, conversation } = await third({ patient: at.pair.patient });
    const socket = await at.sockets.inside(person, conversation.id);
    await at.caller.join(conversation.id, at.pair.patient);
    await initiate({ toUserId: person.id, conversationId: conversation.id });
    await expectRefused(initiate(), 'in_another_call', { reason: 'in-another-call' });
    expect([await heardBy(at.callee), await at.logOf(at.pair.consultant)]).toEqual([[], []]);
    expect(await heardBy(socket)).toEqual(['call:incoming']);
  });

  test('once the booking was cancelled', async () => {
    await at.pair.patient.ask('PATCH', `/bookings/${at.pair.booking.id}`, { status: 'cancelled' });
    await expectRefused(initiate(), 'booking_cancelled', { reason: 'refused' });
    expect([await heardBy(at.callee), await at.logOf()]).toEqual([[], []]);
  });

  test('where the consultant has blocked the patient, who learns no more than that they are not available', async () => {
    await at.pair.consultant.ask('POST', '/blocks', { patientId: at.pair.patient.id });
    await expectRefused(initiate(), 'not_available', { reason: 'refused' });
    expect([await heardBy(at.callee), await at.logOf()]).toEqual([[], []]);
  });

  test('where it has not its shape, and is told as far as it says whom it was for', async () => {
    await expectRefused(initiate({ callType: 'hologram' }), 'validation_failed', { reason: 'refused' });
    for (const toUserId of [undefined, 'abc', 'a'.repeat(LIMITS.frameBytes / 8)]) {
      expect((await initiate({ toUserId })).data).toMatchObject({ code: 'validation_failed' });
    }
    expect(await heardBy(at.caller)).toEqual(['call:no-answer']);
  });
});

describe('call:initiate protects', () => {
  test('strangers: they, nobody at all and oneself are refused alike, and nothing rings', async () => {
    const strangers: Pair = await makePair(at.server);
    const stranger = await at.sockets.inside(strangers.consultant, strangers.conversation.id);
    const refusals: string[] = [];
    for (const toUserId of [strangers.consultant.id, NOBODY, at.pair.patient.id]) {
      const { requestId: _, ...refusal } = (await initiate({ toUserId })).data;
      refusals.push(JSON.stringify(refusal));
    }
    expect(new Set(refusals).size).toBe(1);
    expect(refusals[0]).toContain('"not_found"');
    expect([await heardBy(stranger), await heardBy(at.callee), await at.logOf()]).toEqual([[], [], []]);
  });

  test('a conversation of strangers, which cannot be told from one that does not exist, or was not joined', async () => {
    const strangers = await makePair(at.server);
    const outside = await at.sockets.as(at.pair.patient);
    const [theirs, none, own] = await Promise.all([
      initiate({ conversationId: strangers.conversation.id }),
      initiate({ conversationId: NOBODY }),
      initiate({}, outside),
    ]);
    const codes = [theirs, none, own].map(({ data: { code, message } }) => `${code}: ${message}`);
    expect([new Set(codes).size, theirs.data.code]).toEqual([1, 'not_joined']);
    expect(await outside.next('call:no-answer')).toMatchObject({ reason: 'refused' });
    expect(await heardBy(at.callee)).toEqual([]);
  });
});
