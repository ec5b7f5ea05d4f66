import { expect, test } from 'vitest';
import { ANN, BOB, CallDesk } from '../testing/call-desk.ts';
import { inCall, sitDown } from '../testing/call-scenes.ts';

test('a call rings, is taken, and both see and hear each other', async () => {
  const { desk, ann, bob } = sitDown();
  const call = ann.place();
  expect(call.state.get().phase).toBe('calling');
  await desk.clock.pass(100);
  expect(ann.state?.phase).toBe('ringing');
  expect(bob.state?.phase).toBe('incoming');
  expect(bob.call?.other).toEqual({ id: 'ann', name: 'Ann' });
  expect(ann.platform.tones.playing).toEqual(['ringback']);
  expect(bob.platform.tones.playing).toEqual(['incoming']);
  expect(desk.net.peers).toHaveLength(0);
  bob.call?.accept();
  await desk.clock.pass(100);
  expect([ann.state?.phase, bob.state?.phase]).toEqual(['live', 'live']);
  expect(ann.platform.tones.wanted).toEqual([]);
  expect(bob.platform.tones.wanted).toEqual([]);
  expect(desk.net.peers).toHaveLength(2);
  expect(bob.call?.remote.get()).toMatchObject({ audio: true, video: true, screen: false });
  expect(ann.call?.remote.get()).toMatchObject({ audio: true, video: true, screen: false });
  ann.call?.end();
  await desk.clock.pass(100);
  expect(ann.state?.outcome).toEqual({ kind: 'hung-up', by: 'me' });
  expect(bob.state?.outcome).toEqual({ kind: 'hung-up', by: 'other' });
  expect(desk.net.open).toEqual([]);
  expect(desk.net.faults).toEqual([]);
  expect([...ann.platform.openTracks, ...bob.platform.openTracks]).toEqual([]);
  expect([ann.held, bob.held]).toEqual([0, 0]);
  expect(desk.clock.waiting).toBe(0);
});

export { inCall };

test('cancelling while the camera is being asked for tells nobody', async () => {
  const { desk, ann, bob } = sitDown();
  ann.platform.camera = 'asking';
  ann.place();
  await desk.clock.pass(100);
  ann.call?.end();
  expect(ann.state?.outcome).toEqual({ kind: 'cancelled', by: 'me' });
  ann.platform.answer();
  await desk.clock.pass(100);
  expect(ann.connection.names()).toEqual([]);
  expect(ann.platform.openTracks).toEqual([]);
  expect(bob.call).toBeUndefined();
  expect(desk.clock.waiting).toBe(0);
});

test('cancelling before the server has answered takes the ring back as soon as it is known', async () => {
  const { desk, ann, bob } = sitDown();
  const answer = ann.connection.withholdAnswer('call:initiate');
  ann.place();
  await desk.clock.pass(100);
  ann.call?.end();
  const next = ann.place('audio');
  await desk.clock.pass(100);
  answer();
  await desk.clock.pass(100);
  expect(desk.records.map(({ status, callType }) => `${callType} ${status}`)).toEqual([
    'video cancelled',
    'audio ringing',
  ]);
  expect(next.state.get().phase).toBe('ringing');
  expect(bob.call?.type).toBe('audio');
});

test('when both call at once, the one who was second is in the call of the other, with the same object', async () => {
  const { desk, ann, bob } = sitDown();
  bob.platform.camera = 'asking';
  const bobs = bob.calls.place({ conversationId: 'conv', type: 'video' });
  ann.place();
  await desk.clock.pass(100);
  expect(ann.state?.phase).toBe('ringing');
  expect(bob.call).toBe(bobs);
  bob.platform.answer();
  await desk.clock.pass(100);
  expect(bob.call).toBe(bobs);
  expect(bobs.id).toBe('call-1');
  expect([ann.state?.phase, bob.state?.phase]).toEqual(['live', 'live']);
  expect(desk.net.peers).toHaveLength(2);
  expect(desk.net.faults).toEqual([]);
  bobs.end();
  await desk.clock.pass(100);
  expect(bob.call).toBe(bobs);
  expect(desk.clock.waiting).toBe(0);
});

test('a ring that came while one placed a call oneself is heard when that call is given up', async () => {
  const { desk, ann, bob } = sitDown();
  bob.platform.camera = 'asking';
  bob.place();
  ann.place();
  await desk.clock.pass(100);
  bob.call?.end();
  await desk.clock.pass(1);
  expect(bob.state?.phase).toBe('incoming');
  expect(bob.platform.tones.playing).toEqual(['incoming']);
});

test('a ring that ends while the camera is being asked for stops what arrives late', async () => {
  const { desk, ann, bob } = sitDown();
  ann.place();
  await desk.clock.pass(100);
  bob.platform.camera = 'asking';
  bob.call?.accept();
  await desk.clock.pass(100);
  expect(bob.state?.phase).toBe('answering');
  expect(bob.platform.tones.wanted).toEqual([]);
  ann.call?.end();
  await desk.clock.pass(100);
  expect(bob.state?.outcome).toEqual({ kind: 'cancelled', by: 'other' });
  bob.platform.answer();
  await desk.clock.pass(100);
  expect(bob.platform.openTracks).toEqual([]);
  expect(bob.connection.names()).toEqual([]);
  expect(desk.clock.waiting).toBe(0);
});

test('a lost path is found again by a restart with fresh servers, the caller first', async () => {
  const { desk, ann, bob } = await inCall();
  desk.net.cut();
  await desk.clock.pass(10);
  expect(ann.state).toMatchObject({ phase: 'reconnecting', trouble: 'other-network' });
  expect(bob.state?.phase).toBe('reconnecting');
  desk.net.healElsewhere();
  await desk.clock.pass(1_900);
  expect(ann.state?.phase).toBe('reconnecting');
  await desk.clock.pass(200);
  expect([ann.state?.phase, bob.state?.phase]).toEqual(['live', 'live']);
  expect(desk.net.peers).toHaveLength(2);
  expect(desk.net.faults).toEqual([]);
});

test('a path that is not found again ends the call with its cause, on both sides and in time', async () => {
  const { desk, ann, bob } = await inCall();
  desk.net.cut();
  await desk.clock.pass(10_000);
  expect(ann.state).toMatchObject({ phase: 'reconnecting', attempt: 1, trouble: 'no-route' });
  await desk.clock.pass(31_000);
  expect(ann.state?.outcome).toEqual({ kind: 'connection-lost', trouble: 'no-route' });
  expect(bob.state?.outcome).toEqual({ kind: 'connection-lost', trouble: 'no-route' });
  expect(desk.clock.waiting).toBe(0);
  expect(desk.net.open).toEqual([]);
});

test('peers that never meet end the call with its cause', async () => {
  const { desk, ann, bob } = sitDown();
  desk.net.cut();
  ann.place();
  await desk.clock.pass(100);
  bob.call?.accept();
  await desk.clock.pass(100);
  expect(ann.state?.phase).toBe('connecting');
  expect(ann.state?.trouble).toBeUndefined();
  await desk.clock.pass(13_000);
  expect(ann.state).toMatchObject({ phase: 'connecting', attempt: 1, trouble: 'no-route' });
  await desk.clock.pass(13_000);
  expect(ann.state?.outcome).toEqual({ kind: 'not-connected', trouble: 'no-route' });
  expect(bob.state?.outcome?.kind).toBe('not-connected');
  expect(ann.connection.said.at(-1)).toMatchObject({ event: 'call:end', payload: { neverConnected: true } });
  expect(desk.clock.waiting).toBe(0);
});

test('a page that is loaded anew in a live call comes back into it, and the other side makes a new peer', async () => {
  const { desk, ann, bob } = await inCall();
  bob.platform.hidePage();
  await desk.clock.pass(10);
  expect(ann.state).toMatchObject({ phase: 'reconnecting', trouble: 'other-away' });
  expect(bob.platform.openTracks).toEqual([]);
  const back = desk.sit(BOB, { memory: bob.memory });
  desk.comeBack(BOB);
  expect(back.state?.phase).toBe('reconnecting');
  await desk.clock.pass(1_000);
  expect([ann.state?.phase, back.state?.phase]).toEqual(['live', 'live']);
  expect(back.state?.liveSince).toBe(ann.state?.liveSince);
  expect(desk.net.peers).toHaveLength(4);
  expect(desk.net.open).toHaveLength(2);
  expect(desk.net.faults).toEqual([]);
  expect(back.call?.remote.get()).toMatchObject({ audio: true, video: true });
  ann.call?.end();
  await desk.clock.pass(100);
  expect(back.state?.phase).toBe('ended');
  expect(back.memory.texts.size).toBe(0);
});

test('while a page is loaded anew the other side is not told of a firewall, unless it takes too long', async () => {
  const { desk, ann, bob } = await inCall();
  const troubles: (string | undefined)[] = [];
  ann.call?.state.subscribe(() => troubles.push(ann.state?.trouble));
  bob.platform.hidePage();
  await desk.clock.pass(1_000);
  desk.net.cut();
  const again = desk.sit(BOB, { memory: bob.memory });
  await desk.clock.pass(2_900);
  expect(again.state?.phase).toBe('reconnecting');
  expect(new Set(troubles)).toEqual(new Set(['other-away']));
  await desk.clock.pass(5_000);
  expect(ann.state?.trouble).toBe('no-route');
});

test('both pages are loaded anew at once', async () => {
  const { desk, ann, bob } = await inCall();
  bob.platform.hidePage();
  ann.platform.hidePage();
  const anns = desk.sit(ANN, { memory: ann.memory });
  const bobs = desk.sit(BOB, { memory: bob.memory });
  desk.comeBack(BOB);
  desk.comeBack(ANN);
  await desk.clock.pass(1_000);
  expect([anns.state?.phase, bobs.state?.phase]).toEqual(['live', 'live']);
  expect(desk.net.open).toHaveLength(2);
});

test('a caller whose page is loaded anew rings on', async () => {
  const { desk, ann, bob } = sitDown();
  ann.place();
  await desk.clock.pass(100);
  ann.platform.hidePage();
  const back = desk.sit(ANN, { memory: ann.memory });
  desk.comeBack(ANN);
  await desk.clock.pass(1_000);
  expect(back.state?.phase).toBe('ringing');
  bob.call?.accept();
  await desk.clock.pass(100);
  expect([back.state?.phase, bob.state?.phase]).toEqual(['live', 'live']);
});

test('the call goes on while our connection is away, and signals wait for it', async () => {
  const { desk, ann, bob } = await inCall();
  ann.connection.goDown();
  await ann.call?.setCamera(false);
  await desk.clock.pass(5_000);
  expect(ann.state?.phase).toBe('live');
  expect(bob.call?.remote.get().video).toBe(true);
  desk.comeBack(ANN);
  await desk.clock.pass(1_000);
  expect(bob.call?.remote.get()).toMatchObject({ audio: true, video: false });
});

test('an end that could not be told is told on the next connection', async () => {
  const { desk, ann, bob } = await inCall();
  ann.connection.goDown();
  ann.call?.end();
  await desk.clock.pass(5_000);
  expect(bob.state?.phase).not.toBe('ended');
  desk.comeBack(ANN);
  await desk.clock.pass(1_000);
  expect(bob.state?.outcome).toEqual({ kind: 'hung-up', by: 'other' });
  await desk.clock.pass(1_000);
  expect(desk.clock.waiting).toBe(0);
});

test('what became of a ring while we were away is found in the log', async () => {
  const { desk, ann, bob } = sitDown();
  ann.place();
  await desk.clock.pass(100);
  bob.connection.goDown();
  desk.change('cancelled');
  bob.connection.comeUp();
  await desk.clock.pass(1_000);
  expect(bob.state?.outcome).toEqual({ kind: 'cancelled', by: 'other' });
});

test('a caller who was away when the call was taken goes on with it', async () => {
  const { desk, ann, bob } = sitDown();
  ann.place();
  await desk.clock.pass(100);
  ann.connection.goDown();
  bob.call?.accept();
  await desk.clock.pass(3_000);
  expect(ann.state?.phase).toBe('ringing');
  desk.comeBack(ANN);
  await desk.clock.pass(1_000);
  expect([ann.state?.phase, bob.state?.phase]).toEqual(['live', 'live']);
  expect(desk.net.faults).toEqual([]);
});

test('signing out and disconnecting end the call here at once', async () => {
  const { desk, ann, bob } = await inCall();
  ann.connection.state.update((state) => ({ ...state, status: 'idle' }));
  expect(ann.state?.outcome).toEqual({ kind: 'hung-up', by: 'me' });
  bob.session.set(undefined);
  expect(bob.call).toBeUndefined();
  expect([...ann.platform.openTracks, ...bob.platform.openTracks]).toEqual([]);
  expect(desk.net.open).toEqual([]);
});

test('what the other side told before the answer to the accept is not lost', async () => {
  const { desk, ann, bob } = sitDown();
  ann.place();
  await desk.clock.pass(100);
  const answer = bob.connection.withholdAnswer('call:accept');
  bob.connection.hear = hushed(bob.connection.hear.bind(bob.connection), 'call:connected');
  bob.call?.accept();
  await desk.clock.pass(1_000);
  expect([ann.state?.phase, bob.state?.phase]).toEqual(['connecting', 'answering']);
  answer();
  await desk.clock.pass(100);
  expect([ann.state?.phase, bob.state?.phase]).toEqual(['live', 'live']);
  expect(desk.net.faults).toEqual([]);
});

test('a callee whom nobody offers anything makes an offer, and does not connect for ever', async () => {
  const desk = new CallDesk();
  const bob = desk.sit(BOB);
  desk.records.push({
    id: 'call-9',
    conversationId: 'conv',
    callerId: 'ann',
    calleeId: 'bob',
    callType: 'video',
    status: 'ringing',
    startedAt: new Date(desk.clock.now()).toISOString(),
    answeredAt: null,
    endedAt: null,
  });
  desk.tell('bob', 'call:incoming', {
    fromUserId: 'ann',
    conversationId: 'conv',
    callType: 'video',
    callId: 'call-9',
  });
  bob.call?.accept();
  await desk.clock.pass(20_000);
  expect(bob.connection.names()).toContain('webrtc:offer');
  expect(bob.state).toMatchObject({ phase: 'connecting', trouble: 'other-network' });
  await desk.clock.pass(6_000);
  expect(bob.state?.outcome).toEqual({ kind: 'not-connected', trouble: 'other-network' });
  expect(bob.connection.names().at(-1)).toBe('call:end');
  expect(desk.clock.waiting).toBe(0);
});

test('a call that was given up at once takes the ring of the other with it, if the server made them one', async () => {
  const { desk, ann, bob } = sitDown();
  const answer = bob.connection.withholdAnswer('call:initiate');
  bob.platform.camera = 'asking';
  const own = bob.place();
  ann.place();
  await desk.clock.pass(100);
  bob.platform.answer();
  await desk.clock.pass(100);
  expect(bob.connection.names()).toContain('call:initiate');
  own.end();
  await desk.clock.pass(100);
  expect(own.state.get().outcome).toEqual({ kind: 'cancelled', by: 'me' });
  expect(bob.call).toBe(own);
  answer();
  await desk.clock.pass(100);
  expect(bob.call).toBe(own);
  expect(bob.platform.tones.wanted).toEqual([]);
  expect(desk.live).toBeUndefined();
  expect(ann.state?.phase).toBe('ended');
});

test.each(['ann', 'bob'] as const)(
  'what was said to a dead connection of %s is made up for when there is a new one',
  async (who) => {
    const { desk, ann, bob } = await inCall();
    const mover = who === 'ann' ? ann : bob;
    // The network has changed: no packet passes any more, and nobody has told the server.
    mover.connection.hear = () => {};
    mover.connection.intercept = () => new Promise(() => {});
    desk.net.cut();
    expect([ann.connection.probes, bob.connection.probes]).toEqual([1, 1]);
    desk.net.healElsewhere();
    await desk.clock.pass(2_500);
    expect([ann.state?.phase, bob.state?.phase]).toEqual(['reconnecting', 'reconnecting']);
    Reflect.deleteProperty(mover.connection, 'hear');
    mover.connection.intercept = () => undefined;
    mover.connection.goDown();
    desk.comeBack(who === 'ann' ? ANN : BOB);
    await desk.clock.pass(100);
    expect([ann.state?.phase, bob.state?.phase]).toEqual(['live', 'live']);
    expect(desk.net.open).toHaveLength(2);
    expect(desk.net.faults).toEqual([]);
  },
);

test('a device that makes no peer ends the call with a cause, and throws nothing at anybody', async () => {
  const { desk, ann, bob } = sitDown();
  Object.assign(bob.platform, {
    createPeer: () => {
      throw new Error('no WebRTC here');
    },
  });
  ann.place();
  await desk.clock.pass(100);
  bob.call?.accept();
  await desk.clock.pass(100);
  expect(bob.state?.outcome).toMatchObject({ kind: 'refused', error: { code: 'unsupported' } });
  expect(ann.state?.phase).toBe('ended');
});

test('a page that only seemed to go away is heard again', async () => {
  const { desk, ann } = await inCall();
  desk.tell('ann', 'call:away', { fromUserId: 'bob', callId: 'call-1' });
  expect(ann.state).toMatchObject({ phase: 'reconnecting', trouble: 'other-away' });
  desk.tell('ann', 'webrtc:ice-candidate', { fromUserId: 'bob', candidate: null, callId: 'call-1' });
  expect(ann.state?.phase).toBe('live');
});

test('a description that the peer refuses in a live call is mended by a new peer, once', async () => {
  const { desk, ann, bob } = await inCall();
  const offer = { type: 'offer', sdp: 'v=0\r\nnonsense' } as const;
  desk.tell('ann', 'webrtc:offer', { fromUserId: 'bob', offer, callId: 'call-1' });
  await desk.clock.pass(100);
  expect([ann.state?.phase, bob.state?.phase]).toEqual(['live', 'live']);
  expect(desk.net.peers).toHaveLength(4);
  desk.tell('ann', 'webrtc:offer', { fromUserId: 'bob', offer, callId: 'call-1' });
  await desk.clock.pass(100);
  expect([ann.state?.phase, bob.state?.phase]).toEqual(['live', 'live']);
  expect(desk.net.peers).toHaveLength(4);
});

/** Keeps one event from being heard. */
function hushed<H extends (event: never, payload: never) => void>(hear: H, silent: string): H {
  return ((event: never, payload: never) => {
    if (event !== silent) hear(event, payload);
  }) as H;
}
