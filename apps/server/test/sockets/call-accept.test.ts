import { describe, expect, test } from 'vitest';
import { callStage, heardBy, NOBODY, OFFER } from '../support/call-stage.ts';
import { makePair } from '../support/people.ts';
import type { TestSocket } from '../support/sockets.ts';

const at = callStage();

const accept = (more: object = {}, by: TestSocket = at.callee) =>
  by.ask('call:accept', { ...at.toCaller, ...more });
const SDK = { deviceId: 'tablet', client: 'sdk/1' };

describe('call:accept', () => {
  test('connects the two, in the order in which the document’s client needs it', async () => {
    const callId = await at.ring();
    await at.caller.ask('webrtc:offer', { ...at.toCallee, offer: OFFER });
    const reply = await accept({ callId });
    expect(reply).toEqual({
      event: 'call:connected',
      data: {
        fromUserId: at.pair.patient.id,
        conversationId: at.pair.conversation.id,
        callType: 'video',
        callId,
      },
    });
    expect(await at.callee.next('call:connected')).toEqual(reply.data);
    expect(await heardBy(at.callee)).toEqual(['call:incoming', 'call:connected', 'webrtc:offer']);
    expect(await at.caller.next('call:stop-ringing')).toEqual({ ...at.toCallee, callId });
    expect(await at.caller.next('call:accepted')).toEqual({ fromUserId: at.pair.consultant.id, callId });
    expect(await heardBy(at.caller)).toEqual(['call:ringing', 'call:stop-ringing', 'call:accepted']);
    expect(await at.logOf()).toEqual(['active']);
  });

  test('stops the ring on the callee’s other devices, each in the words that it knows', async () => {
    const [plain, sdk] = [await at.enter(at.pair.consultant), await at.enter(at.pair.consultant, SDK)];
    await at.ring();
    await accept();
    for (const device of [plain, sdk])
      expect(await device.next('call:ended')).toMatchObject({ reason: 'answered-elsewhere' });
    expect(await plain.next('call:missed')).toMatchObject({ reason: 'answered-elsewhere' });
    expect(await heardBy(sdk)).toEqual(['call:incoming', 'call:ended']);
    expect(await heardBy(at.callee)).toEqual(['call:incoming', 'call:connected']);
  });

  test('is open to a device that is not in the room', async () => {
    await at.ring();
    expect((await accept({}, await at.sockets.as(at.pair.consultant))).event).toBe('call:connected');
  });

  test('twice by the same device is answered as the first time', async () => {
    await at.ring();
    const first = await accept();
    expect(await accept()).toEqual(first);
    expect(await heardBy(at.caller)).toEqual(['call:ringing', 'call:stop-ringing', 'call:accepted']);
  });
});

describe('call:accept is refused', () => {
  test.each([
    ['was cancelled', () => at.caller.ask('call:end', {}), 'cancelled'],
    ['was declined', () => at.callee.ask('call:reject', at.toCaller), 'declined-elsewhere'],
  ])(
    'after the ring %s, and whoever waits for the connection hears that it is over',
    async (_, over, reason) => {
      await at.ring();
      await over();
      at.callee.clear();
      const { event, data } = await accept();
      expect([event, data.code]).toEqual(['error', 'no_such_call']);
      expect(await at.callee.next('error')).toEqual(data);
      expect(await at.callee.next('call:ended')).toEqual({ fromUserId: at.pair.patient.id, reason });
    },
  );

  test('on a device when another one has it, and leaves that one alone', async () => {
    await at.talk();
    at.callee.clear();
    const tablet = await at.enter(at.pair.consultant, SDK);
    expect((await accept({}, tablet)).data).toMatchObject({ code: 'answered_elsewhere' });
    expect(await tablet.next('call:ended')).toMatchObject({ reason: 'answered-elsewhere' });
    expect(await heardBy(at.callee)).toEqual([]);
  });

  test('for another call than the one that rings, which goes on ringing', async () => {
    const callId = await at.ring();
    expect((await accept({ callId: NOBODY })).data).toMatchObject({ code: 'no_such_call' });
    expect(await at.callee.next('call:ended')).toMatchObject({ callId: NOBODY });
    expect((await accept({ callId })).event).toBe('call:connected');
  });

  test('to the caller itself, and ends nothing', async () => {
    await at.ring();
    expect((await accept(at.toCallee, at.caller)).data).toMatchObject({ code: 'no_such_call' });
    expect(await heardBy(at.caller)).toEqual(['call:ringing']);
    expect((await accept()).event).toBe('call:connected');
  });

  test('where it has not its shape, and says nothing about the call', async () => {
    await at.ring();
    for (const bad of [{ toUserId: 'abc' }, { callId: 'abc' }, { callId: null }]) {
      expect((await accept(bad)).data).toMatchObject({ code: 'validation_failed' });
    }
    expect(await heardBy(at.callee)).toEqual(['call:incoming']);
  });
});

test('call:accept of a stranger takes nobody’s call, not even by its id', async () => {
  const callId = await at.ring();
  const { consultant, conversation } = await makePair(at.server);
  const stranger = await at.sockets.inside(consultant, conversation.id);
  for (const more of [{}, { callId }, { callId, ...at.toCallee }]) {
    expect((await accept(more, stranger)).data).toMatchObject({ code: 'no_such_call' });
  }
  // What is not there is said to be cancelled, whether there ever was such a call or not.
  for (const { reason } of stranger.all('call:ended')) expect(reason).toBe('cancelled');
  expect([await heardBy(at.caller), await at.logOf()]).toEqual([['call:ringing'], ['ringing']]);
});
