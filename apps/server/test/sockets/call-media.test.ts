import { describe, expect, test } from 'vitest';
import { callStage, heardBy, NOBODY } from '../support/call-stage.ts';
import { makePair } from '../support/people.ts';
import type { TestSocket } from '../support/sockets.ts';

const at = callStage();

const MUTED = { audio: false, video: true, screen: false };
const tell = (more: object = {}, by: TestSocket = at.caller) =>
  by.ask('call:media', { ...at.toCallee, ...MUTED, ...more });

describe('call:media', () => {
  test('in a running call tells the other side’s device alone what is on', async () => {
    const calleeToo = await at.enter(at.pair.consultant);
    const callId = await at.talk();
    expect(await tell({ callId, name: 'what nobody asked for' })).toEqual({
      event: 'call:media',
      data: { callId },
    });
    expect(await at.callee.next('call:media')).toEqual({ fromUserId: at.pair.patient.id, ...MUTED, callId });
    for (const socket of [calleeToo, at.caller]) expect(await heardBy(socket)).not.toContain('call:media');
  });

  test('of the callee reaches the caller', async () => {
    await at.talk();
    await tell(at.toCaller, at.callee);
    expect(await at.caller.next('call:media')).toMatchObject({ fromUserId: at.pair.consultant.id, ...MUTED });
  });

  test('while it rings is kept, and the newest is told once it is accepted', async () => {
    const callId = await at.ring();
    expect(await tell()).toEqual({ event: 'call:media', data: { callId } });
    await tell({ audio: true });
    expect(await heardBy(at.callee)).toEqual(['call:incoming']);
    await at.callee.ask('call:accept', at.toCaller);
    expect(await at.callee.next('call:media')).toMatchObject({ audio: true, callId });
    expect(at.callee.all('call:media')).toHaveLength(1);
  });

  test('that comes late is dropped without a word', async () => {
    await at.talk();
    await at.caller.ask('call:end', {});
    at.callee.clear();
    expect(await tell()).toEqual({ event: 'call:media', data: {} });
    expect(await heardBy(at.callee)).toEqual([]);
  });
});

describe('call:media is refused', () => {
  const expectCode = async (work: Promise<{ data: { code: string } }>, code: string) =>
    expect((await work).data).toMatchObject({ code, event: 'call:media' });

  test('without a call, though both are in the room', async () => {
    await expectCode(tell(), 'no_such_call');
    expect(await heardBy(at.callee)).toEqual([]);
  });

  test('for another call than theirs', async () => {
    await at.talk();
    await expectCode(tell({ callId: NOBODY }), 'no_such_call');
  });

  test('to a callee who has not accepted, and to a device that has not the call', async () => {
    await at.ring();
    await expectCode(tell(at.toCaller, at.callee), 'no_such_call');
    await expectCode(tell({}, await at.enter(at.pair.patient)), 'answered_elsewhere');
    expect(await heardBy(at.caller)).toEqual(['call:ringing']);
  });

  test('where it does not say all that is on', async () => {
    await at.talk();
    for (const bad of [{ audio: 'yes' }, { screen: undefined }, { video: null }])
      await expectCode(tell(bad), 'validation_failed');
    expect(await heardBy(at.callee)).not.toContain('call:media');
  });
});

test('call:media of a stranger reaches nobody, not even by the id of a call', async () => {
  const callId = await at.talk();
  const { patient, conversation } = await makePair(at.server);
  const stranger = await at.sockets.inside(patient, conversation.id);
  for (const more of [{}, { callId }, { callId, ...at.toCaller }]) {
    expect((await tell(more, stranger)).data).toMatchObject({ code: 'no_such_call' });
  }
  for (const socket of [at.caller, at.callee]) expect(await heardBy(socket)).not.toContain('call:media');
});
