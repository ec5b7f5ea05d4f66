import { LIMITS } from '@jiggy-care/protocol';
import { describe, expect, test } from 'vitest';
import { callStage, heardBy, NOBODY } from '../support/call-stage.ts';
import { makePair } from '../support/people.ts';
import type { TestSocket } from '../support/sockets.ts';

const at = callStage();

const reject = (more: object = {}, by: TestSocket = at.callee) =>
  by.ask('call:reject', { ...at.toCaller, ...more });

describe('call:reject', () => {
  test('tells the caller with its reason, and is acknowledged with the id of the call', async () => {
    const callId = await at.ring();
    expect(await reject({ reason: 'I am on the train' })).toEqual({ event: 'call:reject', data: { callId } });
    expect(await at.caller.next('call:rejected')).toEqual({
      fromUserId: at.pair.consultant.id,
      reason: 'I am on the train',
      callId,
    });
    expect(await heardBy(at.caller)).toEqual(['call:ringing', 'call:rejected']);
    expect(await heardBy(at.callee)).toEqual(['call:incoming']);
    expect(await at.logOf()).toEqual(['rejected']);
  });

  test.each([undefined, null, '', '  '])('with the reason %j says that it was declined', async (reason) => {
    await at.ring();
    await reject({ reason });
    expect(await at.caller.next('call:rejected')).toMatchObject({ reason: 'Declined' });
  });

  test('stops the ring on the callee’s other devices, each in the words that it knows', async () => {
    const plain = await at.enter(at.pair.consultant);
    const sdk = await at.enter(at.pair.consultant, { deviceId: 'tablet', client: 'sdk/1' });
    await at.ring();
    await reject();
    for (const device of [plain, sdk])
      expect(await device.next('call:ended')).toMatchObject({ reason: 'declined-elsewhere' });
    expect(await plain.next('call:missed')).toMatchObject({ reason: 'declined-elsewhere' });
    expect(await heardBy(sdk)).toEqual(['call:incoming', 'call:ended']);
  });
});

describe('call:reject is refused', () => {
  const expectCode = async (work: Promise<{ data: { code: string } }>, code: string) =>
    expect((await work).data).toMatchObject({ code, event: 'call:reject' });

  test('once the call is over', async () => {
    await at.ring();
    await reject();
    await expectCode(reject(), 'no_such_call');
    expect(await at.logOf()).toEqual(['rejected']);
  });

  test('once it was accepted, on this device or on another, and the call goes on', async () => {
    await at.talk();
    await expectCode(reject(), 'no_such_call');
    await expectCode(reject({}, await at.enter(at.pair.consultant)), 'answered_elsewhere');
    expect([await heardBy(at.caller), await at.logOf()]).toEqual([
      ['call:ringing', 'call:stop-ringing', 'call:accepted'],
      ['active'],
    ]);
  });

  test('to the caller itself, and for another call than the one that rings', async () => {
    await at.ring();
    await expectCode(reject(at.toCallee, at.caller), 'no_such_call');
    await expectCode(reject({ callId: NOBODY }), 'no_such_call');
    expect(await at.logOf()).toEqual(['ringing']);
  });

  test('where its reason is longer than a line, and it rings on', async () => {
    await at.ring();
    for (const reason of ['x'.repeat(LIMITS.callReasonChars + 1), 'two\nlines'])
      await expectCode(reject({ reason }), 'validation_failed');
    expect(await at.logOf()).toEqual(['ringing']);
  });
});

test('call:reject of a stranger declines nobody’s call, not even by its id', async () => {
  const callId = await at.ring();
  const { consultant, conversation } = await makePair(at.server);
  const stranger = await at.sockets.inside(consultant, conversation.id);
  for (const more of [{}, { callId }, { callId, ...at.toCallee }]) {
    expect((await reject(more, stranger)).data).toMatchObject({ code: 'no_such_call' });
  }
  expect([await heardBy(at.caller), await at.logOf()]).toEqual([['call:ringing'], ['ringing']]);
});
