import { describe, expect, test } from 'vitest';
import { ANSWER, callStage, heardBy, NOBODY, OFFER } from '../support/call-stage.ts';
import { makePair } from '../support/people.ts';
import type { TestSocket } from '../support/sockets.ts';

/** The caller keeps candidates by itself, as an SDK does; the callee is as the document's example. */
const at = callStage({}, { caller: { client: 'sdk/1', deviceId: 'phone' } });

const CANDIDATE = {
  candidate: 'candidate:1 1 udp 2122260223 192.0.2.1 54321 typ host',
  sdpMid: '0',
  sdpMLineIndex: 0,
};
const send = (more: object = {}, by: TestSocket = at.caller) =>
  by.ask('webrtc:ice-candidate', { ...at.toCallee, candidate: CANDIDATE, ...more });
const back = (more: object = {}, by: TestSocket = at.callee) => send({ ...at.toCaller, ...more }, by);
const DROPPED = { event: 'webrtc:ice-candidate', data: {} };
/** Both have described what they send, so that candidates are of use to either. */
const describeBoth = async () => {
  await at.caller.ask('webrtc:offer', { ...at.toCallee, offer: OFFER });
  await at.callee.ask('webrtc:answer', { ...at.toCaller, answer: ANSWER });
};
const revisionOf = async (callId: string) => {
  const { rows } = await at.server.database.pool.query('select revision from calls where id = $1', [callId]);
  return rows[0].revision;
};

describe('webrtc:ice-candidate', () => {
  test('reaches the device that has the other side, and leaves the stored call as it is', async () => {
    const calleeToo = await at.enter(at.pair.consultant);
    const callId = await at.talk();
    await describeBoth();
    const before = await revisionOf(callId);
    const reply = await send({ callId, candidate: { ...CANDIDATE, more: 'what nobody asked for' } });
    expect(reply).toEqual({ event: 'webrtc:ice-candidate', data: { callId } });
    expect(await at.callee.next('webrtc:ice-candidate')).toEqual({
      fromUserId: at.pair.patient.id,
      candidate: CANDIDATE,
      callId,
    });
    await back();
    expect(await at.caller.next('webrtc:ice-candidate')).toMatchObject({ candidate: CANDIDATE });
    expect(await heardBy(calleeToo)).not.toContain('webrtc:ice-candidate');
    expect(await revisionOf(callId)).toBe(before);
  });

  test('while it rings is kept until the accept and the offer that it belongs to', async () => {
    const callId = await at.ring();
    await at.caller.ask('webrtc:offer', { ...at.toCallee, offer: OFFER });
    expect(await send()).toEqual({ event: 'webrtc:ice-candidate', data: { callId } });
    expect(await heardBy(at.callee)).toEqual(['call:incoming']);
    await at.callee.ask('call:accept', at.toCaller);
    await at.callee.ask('webrtc:answer', { ...at.toCaller, answer: ANSWER });
    await at.callee.next('webrtc:ice-candidate');
    expect(await heardBy(at.callee)).toEqual([
      'call:incoming',
      'call:connected',
      'webrtc:offer',
      'webrtc:ice-candidate',
    ]);
  });

  test('waits for a client of the document, and not for one that keeps candidates by itself', async () => {
    await at.talk();
    await send();
    await back();
    expect(await at.caller.next('webrtc:ice-candidate')).toMatchObject({ candidate: CANDIDATE });
    expect(await heardBy(at.callee)).not.toContain('webrtc:ice-candidate');
    await describeBoth();
    expect(await at.callee.next('webrtc:ice-candidate')).toMatchObject({ candidate: CANDIDATE });
  });

  test('that says there are no more is told to those alone who understand it', async () => {
    await at.talk();
    await describeBoth();
    await send({ candidate: null });
    await back({ candidate: null });
    expect(await at.caller.next('webrtc:ice-candidate')).toMatchObject({ candidate: null });
    expect(await heardBy(at.callee)).not.toContain('webrtc:ice-candidate');
  });

  test('that comes late is dropped without a word', async () => {
    const callId = await at.talk();
    await at.caller.ask('call:end', {});
    for (const dropped of [send(), back({ callId })]) expect(await dropped).toEqual(DROPPED);
    for (const socket of [at.caller, at.callee])
      expect(await heardBy(socket)).not.toContain('webrtc:ice-candidate');
  });

  test('without a call passes between two who are in the room, but not that there are no more', async () => {
    expect(await send({ candidate: null })).toEqual(DROPPED);
    expect(await send()).toEqual(DROPPED);
    expect(await at.callee.next('webrtc:ice-candidate')).toEqual({
      fromUserId: at.pair.patient.id,
      candidate: CANDIDATE,
    });
    expect(await heardBy(at.caller)).toEqual([]);
  });
});

describe('webrtc:ice-candidate is refused', () => {
  const expectCode = async (work: Promise<{ data: { code: string } }>, code: string) =>
    expect((await work).data).toMatchObject({ code, event: 'webrtc:ice-candidate' });

  test('to a callee who has not accepted', async () => {
    await at.ring();
    await expectCode(back(), 'no_such_call');
    expect(await heardBy(at.caller)).toEqual(['call:ringing']);
  });

  test('to a device that has not the call, and for another call than theirs', async () => {
    await at.talk();
    await expectCode(back({}, await at.enter(at.pair.consultant)), 'answered_elsewhere');
    await expectCode(send({ callId: NOBODY }), 'no_such_call');
    for (const socket of [at.caller, at.callee])
      expect(await heardBy(socket)).not.toContain('webrtc:ice-candidate');
  });

  test('where it is none', async () => {
    await at.talk();
    for (const candidate of [CANDIDATE.candidate, { ...CANDIDATE, sdpMLineIndex: -1 }, undefined])
      await expectCode(send({ candidate }), 'validation_failed');
  });
});

test('webrtc:ice-candidate of a stranger reaches nobody, not even by the id of a call', async () => {
  const callId = await at.talk();
  const { patient, conversation } = await makePair(at.server);
  const stranger = await at.sockets.inside(patient, conversation.id);
  for (const more of [{}, { callId }, { callId, ...at.toCaller }])
    expect((await send(more, stranger)).data).toMatchObject({ code: 'no_such_call' });
  for (const socket of [at.caller, at.callee])
    expect(await heardBy(socket)).not.toContain('webrtc:ice-candidate');
});
