import { expect, test } from 'vitest';
import { ChatError } from '../errors.ts';
import { ANN, BOB } from '../testing/call-desk.ts';
import { inCall, ringing, sitDown } from '../testing/call-scenes.ts';
import { refusalOf } from './peer/description-refusal.ts';

const refuseOnce = (code: ConstructorParameters<typeof ChatError>[0]) => () =>
  Promise.reject(new ChatError(code, code));

test('there is one call at a time', async () => {
  const { ann } = sitDown();
  const call = ann.place();
  expect(() => ann.place()).toThrow(expect.objectContaining({ code: 'in_another_call' }));
  expect(ann.call).toBe(call);
  call.end();
  expect(ann.place()).toBe(ann.call);
});

test('whom nobody knows is not called', () => {
  const { ann } = sitDown();
  expect(() => ann.calls.place({ conversationId: 'unknown', type: 'audio' })).toThrow(
    expect.objectContaining({ code: 'not_found' }),
  );
  const other = { id: 'bob', name: 'B' };
  expect(ann.calls.place({ conversationId: 'unknown', type: 'audio', other }).other).toEqual(other);
});

test('a decline carries what was written, as one line', async () => {
  const { desk, ann, bob } = await ringing();
  bob.call?.decline(`  In a meeting,\n back at\u0007 ten ${'!'.repeat(300)}`);
  expect(bob.state?.outcome).toMatchObject({ kind: 'declined', by: 'me' });
  await desk.clock.pass(100);
  const { outcome } = ann.state ?? {};
  expect(outcome).toMatchObject({ kind: 'declined', by: 'other' });
  expect(outcome?.reason).toMatch(/^In a meeting, back at ten !+$/);
  expect(outcome?.reason).toHaveLength(200);
  expect(desk.clock.waiting).toBe(0);
});

test('a plain decline has no reason', async () => {
  const { desk, ann, bob } = await ringing();
  bob.call?.end();
  await desk.clock.pass(100);
  expect(ann.state?.outcome).toEqual({ kind: 'declined', by: 'other' });
  expect(bob.state?.outcome).toEqual({ kind: 'declined', by: 'me' });
});

test('a second accept does nothing', async () => {
  const { desk, bob } = await ringing();
  bob.call?.accept();
  bob.call?.accept({ video: false });
  await desk.clock.pass(100);
  expect(bob.connection.names().filter((name) => name === 'call:accept')).toHaveLength(1);
  expect(bob.platform.wishes).toHaveLength(1);
  expect(bob.state?.phase).toBe('live');
});

test('a video call can be taken without one’s own camera', async () => {
  const { desk, ann, bob } = await ringing();
  bob.call?.accept({ video: false });
  await desk.clock.pass(100);
  expect(bob.call?.local.get()).toMatchObject({ microphone: 'on', camera: 'off' });
  expect(ann.call?.remote.get()).toMatchObject({ audio: true, video: false });
  expect(bob.call?.remote.get()).toMatchObject({ audio: true, video: true });
});

test('who may use neither camera nor microphone still hears and sees', async () => {
  const { desk, ann, bob } = await ringing();
  Object.assign(bob.platform, { camera: 'denied', microphone: 'denied' });
  bob.call?.accept();
  await desk.clock.pass(100);
  expect([ann.state?.phase, bob.state?.phase]).toEqual(['live', 'live']);
  expect(bob.call?.local.get()).toMatchObject({
    microphoneProblem: { kind: 'denied' },
    cameraProblem: { kind: 'denied' },
  });
  expect(bob.call?.remote.get()).toMatchObject({ audio: true, video: true });
  expect(desk.net.faults).toEqual([]);
});

test('a camera that is turned on in an audio call is seen', async () => {
  const { desk, ann, bob } = await ringing('audio');
  bob.call?.accept();
  await desk.clock.pass(100);
  expect(ann.call?.remote.get()).toMatchObject({ audio: true, video: false });
  expect(await bob.call?.setCamera(true)).toBeUndefined();
  await desk.clock.pass(100);
  expect(ann.call?.remote.get()).toMatchObject({ video: true });
  expect(desk.net.faults).toEqual([]);
});

test.each([
  ['callee_offline', { kind: 'offline' }],
  ['booking_cancelled', { kind: 'booking-cancelled' }],
  ['in_another_call', { kind: 'refused' }],
  ['rate_limited', { kind: 'refused' }],
] as const)('a refusal of the server, %s, ends the call with its cause', async (code, outcome) => {
  const { desk, ann } = sitDown();
  ann.connection.intercept = (event) => (event === 'call:initiate' ? refuseOnce(code)() : undefined);
  ann.place();
  await desk.clock.pass(100);
  expect(ann.state?.outcome).toMatchObject(outcome);
  ann.connection.intercept = () => undefined;
  ann.place();
  // Told of the refused one, after all.
  desk.tell('ann', 'call:no-answer', { toUserId: 'bob', reason: 'offline' });
  desk.tell('ann', 'call:no-answer', { toUserId: 'bob', reason: 'offline', callId: 'refused' });
  await desk.clock.pass(100);
  expect(ann.state?.phase).toBe('ringing');
});

test('who is in another call is busy, and nobody is told of an end', async () => {
  const { desk, ann } = sitDown();
  const rejected = { fromUserId: 'bob', reason: 'Busy', callId: 'call-7' };
  ann.connection.intercept = (event) => {
    if (event !== 'call:initiate') return undefined;
    desk.tell('ann', 'call:rejected', rejected);
    return Promise.resolve({ event: 'call:rejected', data: rejected });
  };
  ann.place();
  await desk.clock.pass(100);
  expect(ann.state?.outcome).toEqual({ kind: 'busy' });
  expect(ann.connection.names()).not.toContain('call:end');
});

test('a call whose answer was lost is found again, and not placed twice', async () => {
  const { desk, ann, bob } = sitDown();
  ann.connection.withholdAnswer('call:initiate');
  ann.place();
  await desk.clock.pass(100);
  expect(ann.state?.phase).toBe('calling');
  ann.connection.goDown();
  await desk.clock.pass(2_000);
  desk.comeBack(ANN);
  await desk.clock.pass(1_000);
  expect(ann.state?.phase).toBe('ringing');
  bob.call?.accept();
  await desk.clock.pass(100);
  expect(ann.state?.phase).toBe('live');
  expect(ann.connection.names().filter((name) => name === 'call:initiate')).toHaveLength(1);
});

test('a call that did not get through is placed when there is a connection, and refused when there is none', async () => {
  const { desk, ann } = sitDown();
  ann.connection.goDown();
  const first = ann.place();
  await desk.clock.pass(5_000);
  desk.comeBack(ANN);
  await desk.clock.pass(100);
  expect(first.state.get().phase).toBe('ringing');
  first.end();
  await desk.clock.pass(100);
  ann.connection.goDown();
  const second = ann.place();
  await desk.clock.pass(15_000);
  expect(second.state.get().outcome).toMatchObject({ kind: 'refused', error: { code: 'unreachable' } });
  expect(ann.held).toBe(0);
  expect(desk.clock.waiting).toBe(0);
});

test('an accept whose answer was lost is asked for again', async () => {
  const { desk, ann, bob } = await ringing();
  bob.connection.withholdAnswer('call:accept');
  bob.connection.hear = () => {};
  bob.call?.accept();
  await desk.clock.pass(100);
  expect(bob.state?.phase).toBe('answering');
  Reflect.deleteProperty(bob.connection, 'hear');
  bob.connection.goDown();
  await desk.clock.pass(1_000);
  desk.comeBack(BOB);
  await desk.clock.pass(1_000);
  expect(bob.connection.names().filter((name) => name === 'call:accept')).toHaveLength(2);
  expect([ann.state?.phase, bob.state?.phase]).not.toContain('ended');
});

test.each([
  ['answered_elsewhere', { kind: 'answered-elsewhere', by: 'me' }],
  ['no_such_call', { kind: 'cancelled', by: 'other' }],
] as const)('an accept that comes too late, %s, says why', async (code, outcome) => {
  const { desk, bob } = await ringing();
  desk.change('cancelled');
  bob.connection.intercept = (event) => (event === 'call:accept' ? refuseOnce(code)() : undefined);
  bob.call?.accept();
  await desk.clock.pass(100);
  expect(bob.state?.outcome).toEqual(outcome);
  expect(bob.platform.openTracks).toEqual([]);
  expect(bob.connection.names()).not.toContain('call:end');
});

test('hanging up while the answer to the accept is on its way ends the call for both', async () => {
  const { desk, ann, bob } = await ringing();
  const answer = bob.connection.withholdAnswer('call:accept');
  bob.connection.hear = () => {};
  bob.call?.accept();
  await desk.clock.pass(100);
  bob.call?.end();
  expect(bob.state?.outcome).toEqual({ kind: 'declined', by: 'me' });
  answer();
  await desk.clock.pass(100);
  expect(ann.state?.phase).toBe('ended');
  expect(desk.net.open).toEqual([]);
  expect(desk.clock.waiting).toBe(0);
});

test('a ring that another device has taken, or declined, is over here without a word of ours', async () => {
  for (const reason of ['answered-elsewhere', 'declined-elsewhere'] as const) {
    const { desk, bob } = await ringing();
    desk.tell('bob', 'call:ended', { fromUserId: 'ann', reason, callId: 'call-1' });
    desk.tell('bob', 'call:missed', { fromUserId: 'ann', conversationId: 'conv', callId: 'call-1' });
    expect(bob.state?.outcome).toEqual({ kind: reason, by: 'me' });
    await desk.clock.pass(100);
    expect(bob.connection.names()).toEqual([]);
  }
});

test('a ring to which nobody comes ends as missed here and without answer there', async () => {
  const { desk, ann, bob } = await ringing();
  desk.change('missed');
  desk.tell('ann', 'call:no-answer', { toUserId: 'bob', reason: 'timeout', callId: 'call-1' });
  desk.tell('bob', 'call:missed', { fromUserId: 'ann', conversationId: 'conv', callId: 'call-1' });
  expect(ann.state?.outcome).toEqual({ kind: 'no-answer' });
  expect(bob.state?.outcome).toEqual({ kind: 'missed' });
});

test('a ring whose end nobody told is found over in the log', async () => {
  const { desk, ann, bob } = await ringing();
  desk.change('missed');
  await desk.clock.pass(49_000);
  expect([ann.state?.phase, bob.state?.phase]).toEqual(['ringing', 'incoming']);
  await desk.clock.pass(2_000);
  expect(ann.state?.outcome).toEqual({ kind: 'no-answer' });
  expect(bob.state?.outcome).toEqual({ kind: 'missed' });
});

test('a ring does not go on for ever without a connection', async () => {
  const { desk, ann, bob } = await ringing();
  ann.connection.goDown();
  bob.connection.goDown();
  await desk.clock.pass(40_000);
  expect(ann.state?.outcome).toEqual({ kind: 'no-answer', trouble: 'own-network' });
  expect(bob.state?.outcome).toEqual({ kind: 'missed', trouble: 'own-network' });
});

test('events of another call, and of another person, are left alone', async () => {
  const { desk, ann } = await inCall();
  desk.tell('ann', 'call:ended', { fromUserId: 'bob', reason: 'hangup', callId: 'another' });
  desk.tell('ann', 'call:ended', { fromUserId: 'eve', reason: 'hangup', callId: 'call-1' });
  desk.tell('ann', 'webrtc:offer', {
    fromUserId: 'eve',
    offer: { type: 'offer', sdp: 'v=0' },
    callId: 'call-1',
  });
  await desk.clock.pass(100);
  expect(ann.state?.phase).toBe('live');
  expect(desk.net.faults).toEqual([]);
});

test('a server that names no call ends the only one there is', async () => {
  const { desk, ann } = await inCall();
  desk.tell('ann', 'call:ended', { fromUserId: 'bob' });
  expect(ann.state?.outcome).toEqual({ kind: 'hung-up', by: 'other' });
});

test('an end that the server tells while they connect leaves nothing behind', async () => {
  const { desk, ann, bob } = await ringing();
  desk.net.cut();
  bob.call?.accept();
  await desk.clock.pass(100);
  expect(ann.state?.phase).toBe('connecting');
  desk.tell('ann', 'call:ended', { fromUserId: 'bob', reason: 'connection-lost', callId: 'call-1' });
  expect(ann.state?.outcome).toEqual({ kind: 'not-connected', trouble: 'other-network' });
  bob.call?.end();
  await desk.clock.pass(10_000);
  expect(desk.clock.waiting).toBe(0);
  expect(desk.net.open).toEqual([]);
});

test('a path that breaks while our connection is away is our own trouble, and is mended when it is back', async () => {
  const { desk, ann, bob } = await inCall();
  ann.connection.goDown();
  desk.net.cut();
  desk.net.giveUp();
  await desk.clock.pass(10_000);
  expect(ann.state).toMatchObject({ phase: 'reconnecting', trouble: 'own-network' });
  expect(ann.state?.attempt).toBeUndefined();
  desk.net.healElsewhere();
  desk.comeBack(ANN);
  await desk.clock.pass(200);
  expect([ann.state?.phase, bob.state?.phase]).toEqual(['live', 'live']);
});

test('a page that goes away while it is being called tells nobody, and one that has asked says so', async () => {
  const { desk, ann, bob } = await ringing();
  bob.platform.hidePage();
  await desk.clock.pass(100);
  expect(bob.connection.names()).toEqual([]);
  expect(bob.memory.texts.size).toBe(0);
  expect(ann.state?.phase).toBe('ringing');
  ann.platform.hidePage();
  await desk.clock.pass(100);
  expect(ann.connection.names().at(-1)).toBe('call:away');
  expect(ann.platform.openTracks).toEqual([]);
});

test('a call that ended while the page was loaded anew is over, and rings nobody', async () => {
  const { desk, ann, bob } = await inCall();
  ann.platform.hidePage();
  bob.call?.end();
  await desk.clock.pass(100);
  const back = desk.sit(ANN, { memory: ann.memory });
  desk.connections.get('ann')?.comeUp();
  expect(back.state?.phase).toBe('reconnecting');
  await desk.clock.pass(1_000);
  expect(back.state?.outcome).toEqual({ kind: 'hung-up', by: 'other' });
  expect(back.platform.openTracks).toEqual([]);
  expect(desk.net.open).toEqual([]);
});

test('the note of another person, and an old one, are not followed', async () => {
  const { desk, ann } = await inCall();
  ann.platform.hidePage();
  const stranger = desk.sit(BOB, { memory: ann.memory });
  stranger.connection.comeUp();
  expect(stranger.call).toBeUndefined();
  const second = await inCall();
  second.ann.platform.hidePage();
  await second.desk.clock.pass(61_000);
  const late = second.desk.sit(ANN, { memory: second.ann.memory });
  late.connection.comeUp();
  expect(late.call).toBeUndefined();
});

test('the ended call stays until it is dismissed', async () => {
  const { ann } = await ringing();
  ann.calls.dismiss();
  expect(ann.state?.phase).toBe('ringing');
  ann.call?.end();
  expect(ann.state?.phase).toBe('ended');
  ann.call?.end();
  ann.call?.setMuted(true);
  expect(await ann.call?.setCamera(true)).toBeUndefined();
  ann.calls.dismiss();
  expect(ann.call).toBeUndefined();
});

test('a call that was given up before its answer came is ended when the connection is back, however late', async () => {
  const { desk, ann, bob } = sitDown();
  ann.connection.withholdAnswer('call:initiate');
  ann.place();
  await desk.clock.pass(100);
  ann.call?.end();
  ann.connection.goDown();
  await desk.clock.pass(20_000);
  expect(bob.state?.phase).toBe('incoming');
  desk.comeBack(ANN);
  await desk.clock.pass(3_000);
  expect(bob.state?.outcome).toEqual({ kind: 'cancelled', by: 'other' });
  await desk.clock.pass(3_000);
  expect(desk.clock.waiting).toBe(0);
});

test('a page that is loaded anew ends the call that the one before it could not end', async () => {
  const { desk, ann, bob } = sitDown();
  ann.connection.withholdAnswer('call:initiate');
  ann.place();
  await desk.clock.pass(100);
  ann.connection.goDown();
  ann.platform.hidePage();
  const back = desk.sit(ANN, { memory: ann.memory });
  back.connection.comeUp();
  await desk.clock.pass(100);
  expect(back.call).toBeUndefined();
  expect(bob.state?.outcome).toEqual({ kind: 'cancelled', by: 'other' });
});

test('a call of which this page knows nothing, and which the server gives to it, is ended', async () => {
  const { desk, ann, bob } = await inCall();
  // The page was lost without a word.
  const back = desk.sit(ANN);
  desk.connections.get('ann')?.comeUp();
  await bob.call?.setCamera(false);
  await desk.clock.pass(100);
  expect(back.connection.names()).toEqual(['call:end']);
  expect(bob.state?.phase).toBe('ended');
  ann.call?.end();
});

test('an offer that was meant for the page before is not answered by the new one', async () => {
  const { desk, ann, bob } = await inCall();
  bob.connection.goDown();
  bob.platform.hidePage();
  desk.net.noticeGone();
  await desk.clock.pass(3_000);
  expect(ann.connection.names().filter((name) => name === 'webrtc:offer')).toHaveLength(2);
  const back = desk.sit(BOB, { memory: bob.memory });
  desk.comeBack(BOB);
  await desk.clock.pass(100);
  expect([ann.state?.phase, back.state?.phase]).toEqual(['live', 'live']);
  expect(back.connection.names().filter((name) => name === 'webrtc:answer')).toEqual([]);
  expect(desk.net.faults).toEqual([]);
});

test.each(['call:end', 'webrtc:offer'] as const)('a %s that was not answered is said again', async (said) => {
  const { desk, ann, bob } = await ringing('audio');
  bob.call?.accept();
  await desk.clock.pass(100);
  ann.connection.intercept = (event) => {
    if (event !== said) return undefined;
    ann.connection.intercept = () => undefined;
    return Promise.reject(new ChatError('no_answer', 'no answer in time'));
  };
  if (said === 'call:end') ann.call?.end();
  else await ann.call?.setCamera(true);
  await desk.clock.pass(3_000);
  if (said === 'call:end') expect(bob.state?.phase).toBe('ended');
  else expect(bob.call?.remote.get().video).toBe(true);
});

test('a device without peers rings nobody, takes nothing, and says why', async () => {
  const { desk, ann, bob } = sitDown();
  for (const { platform } of [ann, bob]) platform.canCreatePeer = () => false;
  expect(ann.calls.isSupported).toBe(false);
  ann.place();
  await desk.clock.pass(100);
  expect(ann.state).toMatchObject({
    phase: 'ended',
    outcome: { kind: 'refused', error: { code: 'unsupported' } },
  });
  expect([ann.connection.names(), ann.platform.wishes]).toEqual([[], []]);
  ann.platform.canCreatePeer = () => true;
  ann.place();
  await desk.clock.pass(100);
  bob.call?.accept();
  await desk.clock.pass(100);
  expect(bob.state).toMatchObject({ phase: 'ended', outcome: { error: { code: 'unsupported' } } });
  // It rings on: another device of Bob's may take it.
  expect(ann.state?.phase).toBe('ringing');
});

test.each(['ann', 'bob'] as const)(
  'where %s makes no peer after all, the call ends and no network is blamed',
  async (who) => {
    const room = await ringing();
    room[who].platform.failsToCreatePeers = true;
    room.bob.call?.accept();
    await room.desk.clock.pass(1_000);
    expect(room[who].state?.outcome).toMatchObject({ kind: 'refused', error: { code: 'unsupported' } });
    expect(room[who].platform.warnings).toHaveLength(1);
    expect(room[who === 'ann' ? 'bob' : 'ann'].state?.phase).toBe('ended');
  },
);

/** It rings at Bob, and the device of one of the two understands nothing of what the other's offers. */
async function misunderstood(whose: 'ann' | 'bob') {
  const room = await ringing();
  const { platform } = room[whose];
  const { createPeer } = platform;
  platform.createPeer = (configuration) => {
    const peer = createPeer(configuration);
    peer.setRemoteDescription = () => Promise.reject(new Error('a codec collision'));
    return peer;
  };
  return room;
}

test('an offer that this device does not understand is no fault of the network', async () => {
  const { desk, ann, bob } = await misunderstood('bob');
  bob.call?.accept();
  await desk.clock.pass(2_000);
  expect(bob.state).toMatchObject({ phase: 'connecting', trouble: 'refused' });
  expect(bob.platform.warnings[0]).toMatchObject({ cause: { message: 'a codec collision' } });
  await desk.clock.pass(60_000);
  expect(bob.state?.outcome).toMatchObject({ kind: 'not-connected', trouble: 'refused' });
  expect(ann.state?.phase).toBe('ended');
});

test.each(['ann', 'bob'] as const)(
  'where the device of %s does not understand the other one, both are told so, and no network is blamed',
  async (whose) => {
    const { desk, ann, bob } = await misunderstood(whose);
    bob.call?.accept();
    await desk.clock.pass(2_000);
    for (const { state } of [ann, bob])
      expect(state).toMatchObject({ phase: 'connecting', trouble: 'refused' });
    await desk.clock.pass(60_000);
    for (const { state } of [ann, bob])
      expect(state?.outcome).toMatchObject({ kind: 'not-connected', trouble: 'refused' });
  },
);

test.each(['ann', 'bob'] as const)(
  'where the device of %s does not understand the other one, and somebody hangs up, the other one knows why',
  async (whose) => {
    const room = await misunderstood(whose);
    room.bob.call?.accept();
    await room.desk.clock.pass(2_000);
    room[whose].call?.end();
    await room.desk.clock.pass(100);
    const other = whose === 'ann' ? room.bob : room.ann;
    expect(other.state?.outcome).toMatchObject({ kind: 'not-connected', trouble: 'refused' });
  },
);

test('a device that understands the second offer is in the call, and nothing is said of the first', async () => {
  const { desk, ann, bob } = await ringing();
  const { createPeer } = bob.platform;
  let isFirst = true;
  bob.platform.createPeer = (configuration) => {
    const peer = createPeer(configuration);
    const set = peer.setRemoteDescription.bind(peer);
    peer.setRemoteDescription = (description) => {
      if (!isFirst) return set(description);
      isFirst = false;
      return Promise.reject(new Error('not yet'));
    };
    return peer;
  };
  bob.call?.accept();
  await desk.clock.pass(2_000);
  expect([ann.state?.trouble, bob.state?.trouble]).toEqual(['refused', 'refused']);
  await desk.clock.pass(20_000);
  expect([ann.state?.phase, bob.state?.phase]).toEqual(['live', 'live']);
  desk.tell('ann', 'call:away', { fromUserId: 'bob', callId: 'call-1' });
  expect(ann.state).toMatchObject({ phase: 'reconnecting', trouble: 'other-away' });
});

test('a refusal that comes while sound and picture flow says nothing of a later loss', async () => {
  const { desk, ann, bob } = await inCall();
  const { sdp } = refusalOf('v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:0\r\n') as { sdp: string };
  desk.tell('ann', 'webrtc:answer', { fromUserId: 'bob', answer: { type: 'answer', sdp }, callId: 'call-1' });
  await desk.clock.pass(100);
  expect([ann.state?.phase, bob.state?.phase]).toEqual(['live', 'live']);
  desk.net.cut();
  await desk.clock.pass(10);
  expect(ann.state).toMatchObject({ phase: 'reconnecting', trouble: 'other-network' });
});
