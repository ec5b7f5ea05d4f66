import { describe, expect, test } from 'vitest';
import { ANSWER, callStage, heardBy, NOBODY, OFFER } from '../support/call-stage.ts';
import { makePair } from '../support/people.ts';
import type { TestSocket } from '../support/sockets.ts';

const at = callStage();

const answer = (more: object = {}, by: TestSocket = at.callee) =>
  by.ask('webrtc:answer', { ...at.toCaller, answer: ANSWER, ...more });
const DROPPED = { event: 'webrtc:answer', data: {} };

describe('webrtc:answer', () => {
  test('reaches the device that has the other side, and is acknowledged with the id of the call', async () => {
    const callerToo = await at.enter(at.pair.patient);
    const callId = await at.talk();
    await at.caller.ask('webrtc:offer', { ...at.toCallee, offer: OFFER });
    expect(await answer({ callId, name: 'what nobody asked for' })).toEqual({
      event: 'webrtc:answer',
      data: { callId },
    });
    expect(await at.caller.next('webrtc:answer')).toEqual({
      fromUserId: at.pair.consultant.id,
      answer: ANSWER,
      callId,
    });
    for (const socket of [callerToo, at.callee]) expect(await heardBy(socket)).not.toContain('webrtc:answer');
  });

  test('of the caller reaches the callee, who offered', async () => {
    await at.talk();
    await at.callee.ask('webrtc:offer', { ...at.toCaller, offer: OFFER });
    await answer(at.toCallee, at.caller);
    expect(await at.callee.next('webrtc:answer')).toMatchObject({ fromUserId: at.pair.patient.id });
  });

  test('that comes late is dropped without a word', async () => {
    const callId = await at.talk();
    await at.caller.ask('call:end', {});
    for (const dropped of [answer(), answer({ callId })]) expect(await dropped).toEqual(DROPPED);
    expect(await heardBy(at.caller)).not.toContain('webrtc:answer');
  });

  test('without a call passes between two who are in the room, as the document says', async () => {
    expect(await answer()).toEqual(DROPPED);
    expect(await at.caller.next('webrtc:answer')).toEqual({
      fromUserId: at.pair.consultant.id,
      answer: ANSWER,
    });
    expect(await heardBy(at.callee)).toEqual([]);
  });
});

describe('webrtc:answer is refused', () => {
  const expectCode = async (work: Promise<{ data: { code: string } }>, code: string) =>
    expect((await work).data).toMatchObject({ code, event: 'webrtc:answer' });

  test('before the accept, to either of the two', async () => {
    await at.ring();
    await expectCode(answer(), 'no_such_call');
    await expectCode(answer(at.toCallee, at.caller), 'no_such_call');
    expect([await heardBy(at.caller), await heardBy(at.callee)]).toEqual([
      ['call:ringing'],
      ['call:incoming'],
    ]);
  });

  test('to a device that has not the call, and for another call than theirs', async () => {
    await at.talk();
    await expectCode(answer({}, await at.enter(at.pair.consultant)), 'answered_elsewhere');
    await expectCode(answer({ callId: NOBODY }), 'no_such_call');
    expect(await heardBy(at.caller)).not.toContain('webrtc:answer');
  });

  test('where it is none', async () => {
    await at.talk();
    for (const bad of [{ type: 'offer', sdp: ANSWER.sdp }, { type: 'answer' }, null])
      await expectCode(answer({ answer: bad }), 'validation_failed');
    expect(await heardBy(at.caller)).not.toContain('webrtc:answer');
  });
});

test('webrtc:answer of a stranger reaches nobody, not even by the id of a call', async () => {
  const callId = await at.talk();
  const { consultant, conversation } = await makePair(at.server);
  const stranger = await at.sockets.inside(consultant, conversation.id);
  for (const more of [{}, { callId }, { callId, ...at.toCallee }])
    expect((await answer(more, stranger)).data).toMatchObject({ code: 'no_such_call' });
  for (const socket of [at.caller, at.callee]) expect(await heardBy(socket)).not.toContain('webrtc:answer');
});
