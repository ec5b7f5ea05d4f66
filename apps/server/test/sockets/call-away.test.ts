import { beforeEach, describe, expect, test } from 'vitest';
import { callStage, heardBy, OFFER } from '../support/call-stage.ts';
import { makePair } from '../support/people.ts';
import type { TestSocket } from '../support/sockets.ts';

/** Less than a page is given as a rule, so that nobody has to wait for that here. */
const GRACE_MS = 1_200;
const PHONE = { deviceId: 'phone', client: 'page/1' };

const at = callStage(
  { CALL_RECONNECT_GRACE_MS: String(GRACE_MS) },
  { caller: PHONE, callee: { ...PHONE, deviceId: 'laptop' } },
);
let callId: string;

const statusOf = async () => (await at.logOf())[0];
/** As a browser does it: the last word, and the connection is gone without a goodbye. */
const unload = async (socket: TestSocket, to: { toUserId: string }) => {
  expect(await socket.ask('call:away', { ...to, callId })).toEqual({ event: 'call:away', data: { callId } });
  socket.socket.io.engine.close();
};
/** As a browser does it that sends nothing any more: its websocket says by its code that the page goes away. */
const vanish = async (socket: TestSocket) => {
  const { engine } = socket.socket.io;
  if (engine.transport.name !== 'websocket') await new Promise((resolve) => engine.once('upgrade', resolve));
  (engine.transport as unknown as { ws: { close(code: number): void } }).ws.close(1001);
};

describe('a page that goes away in a running call', () => {
  beforeEach(async () => {
    callId = await at.talk();
  });

  test('without a word is told to the other side all the same, by how its connection closed', async () => {
    await vanish(at.caller);
    expect(await at.callee.next('call:away')).toEqual({ fromUserId: at.pair.patient.id, callId });
    expect(await at.callee.next('call:ended')).toMatchObject({ reason: 'hangup', callId });
  });

  test('is told to the other side at once, and ends the call as a hang-up if it does not come back', async () => {
    await unload(at.caller, at.toCallee);
    expect(await at.callee.next('call:away')).toEqual({ fromUserId: at.pair.patient.id, callId });
    expect(await at.callee.next('call:ended')).toEqual({
      fromUserId: at.pair.patient.id,
      reason: 'hangup',
      callId,
    });
    expect(await statusOf()).toBe('ended');
  });

  test('goes on with the call when it is loaded anew in time, and hears what it missed', async () => {
    await unload(at.caller, at.toCallee);
    await at.callee.next('call:away');
    await at.callee.ask('call:media', { ...at.toCaller, audio: false, video: true, screen: false });
    const reloaded = await at.enter(at.pair.patient, PHONE);
    expect(await reloaded.next('call:media')).toMatchObject({ audio: false, callId });
    await reloaded.ask('webrtc:offer', { ...at.toCallee, callId, offer: OFFER });
    expect(await at.callee.next('webrtc:offer')).toMatchObject({ callId });
    await new Promise((resolve) => setTimeout(resolve, GRACE_MS + 100));
    expect(await heardBy(at.callee)).not.toContain('call:ended');
    expect(await statusOf()).toBe('active');
  });

  test('is not given up where it stayed after all and goes on talking', async () => {
    await at.caller.ask('call:away', at.toCallee);
    await at.caller.ask('webrtc:offer', { ...at.toCallee, offer: OFFER });
    await at.callee.next('webrtc:offer');
    await new Promise((resolve) => setTimeout(resolve, GRACE_MS + 100));
    expect(await statusOf()).toBe('active');
  });

  test('may be the one of the callee as well', async () => {
    await unload(at.callee, at.toCaller);
    expect(await at.caller.next('call:away')).toEqual({ fromUserId: at.pair.consultant.id, callId });
    expect(await at.caller.next('call:ended')).toMatchObject({ reason: 'hangup' });
  });

  test('means nothing on another device, for another call, or to someone else', async () => {
    const laptop = await at.enter(at.pair.patient, { ...PHONE, deviceId: 'other' });
    const strangers = await makePair(at.server);
    const other = { ...at.toCallee, callId: strangers.conversation.id };
    expect(await laptop.ask('call:away', at.toCallee)).toMatchObject({ data: { callId } });
    expect(await at.caller.ask('call:away', other)).toEqual({ event: 'call:away', data: {} });
    for (const toUserId of [strangers.consultant.id, at.pair.patient.id]) {
      expect(await at.caller.ask('call:away', { toUserId })).toEqual({ event: 'call:away', data: {} });
    }
    expect(await heardBy(at.callee)).not.toContain('call:away');
  });
});

describe('a page that goes away while it rings', () => {
  beforeEach(async () => {
    callId = await at.ring();
  });

  test('as the one that called has cancelled if it does not come back', async () => {
    await unload(at.caller, at.toCallee);
    expect(await at.callee.next('call:ended')).toMatchObject({ reason: 'cancelled', callId });
    expect(await at.callee.next('call:missed')).toMatchObject({ fromUserId: at.pair.patient.id, callId });
    expect(await statusOf()).toBe('cancelled');
    expect(at.callee.names).not.toContain('call:away');
  });

  test('as the one that called rings on when it is loaded anew, and hears the answer', async () => {
    await unload(at.caller, at.toCallee);
    const reloaded = await at.enter(at.pair.patient, PHONE);
    await at.callee.ask('call:accept', at.toCaller);
    expect(await reloaded.next('call:accepted')).toMatchObject({ callId });
  });

  test('as one that is called changes nothing', async () => {
    expect(await at.callee.ask('call:away', at.toCaller)).toMatchObject({ data: { callId } });
    await new Promise((resolve) => setTimeout(resolve, GRACE_MS + 100));
    expect(await statusOf()).toBe('ringing');
  });
});

test('a page that goes away without a call is answered, and nobody hears of it', async () => {
  await at.ring();
  await at.caller.ask('call:end', {});
  at.callee.clear();
  expect(await at.caller.ask('call:away', at.toCallee)).toEqual({ event: 'call:away', data: {} });
  expect(await heardBy(at.callee)).toEqual([]);
});

test('call:away without its shape is refused, and its page has not gone', async () => {
  await at.talk();
  for (const bad of [{}, { toUserId: 'abc' }, { ...at.toCallee, callId: null }]) {
    expect((await at.caller.ask('call:away', bad)).data).toMatchObject({ code: 'validation_failed' });
  }
  expect(await heardBy(at.callee)).not.toContain('call:away');
});

test('call:away of a stranger is of no account, not even by the id of a call', async () => {
  callId = await at.talk();
  const { consultant, conversation } = await makePair(at.server);
  const stranger = await at.sockets.inside(consultant, conversation.id);
  for (const payload of [at.toCaller, { ...at.toCaller, callId }, { ...at.toCallee, callId }]) {
    expect(await stranger.ask('call:away', payload)).toEqual({ event: 'call:away', data: {} });
  }
  for (const socket of [at.caller, at.callee]) expect(await heardBy(socket)).not.toContain('call:away');
});
