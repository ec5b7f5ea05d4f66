import type { CallStatus } from '@jiggy-care/protocol';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { makePair, type Pair, type TestPerson } from '../support/people.ts';
import { Sockets, type TestSocket } from '../support/sockets.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';

/** Less than a page is given as a rule, so that nobody has to wait for that here. */
const GRACE_MS = 1_200;
const OFFER = { type: 'offer', sdp: 'v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\n' };

let server: TestServer;
let sockets: Sockets;
let pair: Pair;
let page: TestSocket;
let callee: TestSocket;
let callId: string;

beforeAll(async () => {
  server = await startTestServer({ CALL_RECONNECT_GRACE_MS: String(GRACE_MS) });
  sockets = new Sockets(server);
});
beforeEach(async () => {
  pair = await makePair(server);
  page = await open(pair.patient, 'phone');
  callee = await open(pair.consultant, 'laptop');
  const { data } = await page.ask('call:initiate', {
    toUserId: pair.consultant.id,
    conversationId: pair.conversation.id,
    callType: 'video',
  });
  callId = data.callId;
  await callee.next('call:incoming');
});
afterEach(() => sockets.closeAll());
afterAll(() => server.close());

const open = (person: TestPerson, deviceId: string) =>
  sockets.inside(person, pair.conversation.id, { deviceId, client: 'page/1' });
const accept = async () => {
  await callee.ask('call:accept', { toUserId: pair.patient.id, callId });
  await page.next('call:accepted');
};
/** As a browser does it: the last word, and the connection is gone without a goodbye. */
const unload = async (socket: TestSocket, toUserId: string) => {
  expect(await socket.ask('call:away', { toUserId, callId })).toEqual({
    event: 'call:away',
    data: { callId },
  });
  socket.socket.io.engine.close();
};
const statusOf = async (): Promise<CallStatus> => {
  const { body } = await pair.patient.ask('GET', '/chat/calls');
  return body.calls[0].status;
};

/** As a browser does it that sends nothing any more: its websocket says by its code that the page goes away. */
const vanish = async (socket: TestSocket) => {
  const { engine } = socket.socket.io;
  if (engine.transport.name !== 'websocket') await new Promise((resolve) => engine.once('upgrade', resolve));
  (engine.transport as unknown as { ws: { close(code: number): void } }).ws.close(1001);
};

describe('an accept that comes too late', () => {
  const late = () => callee.ask('call:accept', { toUserId: pair.patient.id });
  const named = { fromUserId: '', reason: '' };

  test.each([
    ['was cancelled', () => page.ask('call:end', {}), 'cancelled'],
    ['was declined', () => callee.ask('call:reject', { toUserId: pair.patient.id }), 'declined-elsewhere'],
  ])(
    'after the ring %s is refused, and whoever waits for the connection hears that it is over',
    async (_, over, reason) => {
      await over();
      callee.heard.length = 0;
      expect(await late()).toMatchObject({ event: 'error', data: { code: 'no_such_call' } });
      expect(await callee.next('call:ended')).toEqual({ ...named, fromUserId: pair.patient.id, reason });
    },
  );

  test('on a device when another one has it, leaves that one alone', async () => {
    await accept();
    const tablet = await open(pair.consultant, 'tablet');
    expect(await tablet.ask('call:accept', { toUserId: pair.patient.id })).toMatchObject({
      data: { code: 'answered_elsewhere' },
    });
    expect(await tablet.next('call:ended')).toMatchObject({ reason: 'answered-elsewhere' });
    await callee.settled();
    expect(callee.names).not.toContain('call:ended');
  });

  test('by the caller itself ends nothing', async () => {
    const wrong = await page.ask('call:accept', { toUserId: pair.consultant.id });
    expect(wrong).toMatchObject({ data: { code: 'no_such_call' } });
    await page.settled();
    expect(page.names).not.toContain('call:ended');
    await accept();
  });
});

describe('a page that goes away in a running call', () => {
  beforeEach(accept);

  test('without a word is told to the other side all the same, by how its connection closed', async () => {
    await vanish(page);
    expect(await callee.next('call:away')).toEqual({ fromUserId: pair.patient.id, callId });
    expect(await callee.next('call:ended')).toMatchObject({ reason: 'hangup', callId });
  });

  test('is told to the other side at once, and ends the call as a hang-up if it does not come back', async () => {
    await unload(page, pair.consultant.id);
    expect(await callee.next('call:away')).toEqual({ fromUserId: pair.patient.id, callId });
    expect(await callee.next('call:ended')).toEqual({
      fromUserId: pair.patient.id,
      reason: 'hangup',
      callId,
    });
    expect(await statusOf()).toBe('ended');
  });

  test('goes on with the call when it is loaded anew in time, and hears what it missed', async () => {
    await unload(page, pair.consultant.id);
    await callee.next('call:away');
    await callee.ask('call:media', { toUserId: pair.patient.id, audio: false, video: true, screen: false });
    const reloaded = await open(pair.patient, 'phone');
    expect(await reloaded.next('call:media')).toMatchObject({ audio: false, callId });
    await reloaded.ask('webrtc:offer', { toUserId: pair.consultant.id, callId, offer: OFFER });
    expect(await callee.next('webrtc:offer')).toMatchObject({ callId });
    await new Promise((resolve) => setTimeout(resolve, GRACE_MS + 100));
    await callee.settled();
    expect(callee.names).not.toContain('call:ended');
    expect(await statusOf()).toBe('active');
  });

  test('is not given up where it stayed after all and goes on talking', async () => {
    await page.ask('call:away', { toUserId: pair.consultant.id });
    await page.ask('webrtc:offer', { toUserId: pair.consultant.id, offer: OFFER });
    await callee.next('webrtc:offer');
    await new Promise((resolve) => setTimeout(resolve, GRACE_MS + 100));
    expect(await statusOf()).toBe('active');
  });

  test('may be the one of the callee as well', async () => {
    await unload(callee, pair.patient.id);
    expect(await page.next('call:away')).toEqual({ fromUserId: pair.consultant.id, callId });
    expect(await page.next('call:ended')).toMatchObject({ reason: 'hangup' });
  });

  test('means nothing on another device, for another call, or to someone else', async () => {
    const laptop = await open(pair.patient, 'other');
    const strangers = await makePair(server);
    const other = { toUserId: pair.consultant.id, callId: strangers.conversation.id };
    expect(await laptop.ask('call:away', { toUserId: pair.consultant.id })).toMatchObject({
      data: { callId },
    });
    expect(await page.ask('call:away', other)).toEqual({ event: 'call:away', data: {} });
    for (const toUserId of [strangers.consultant.id, pair.patient.id]) {
      expect(await page.ask('call:away', { toUserId })).toEqual({ event: 'call:away', data: {} });
    }
    await callee.settled();
    expect(callee.names).not.toContain('call:away');
  });
});

describe('a page that goes away while it rings', () => {
  test('as the one that called has cancelled if it does not come back', async () => {
    await unload(page, pair.consultant.id);
    expect(await callee.next('call:ended')).toMatchObject({ reason: 'cancelled', callId });
    expect(await callee.next('call:missed')).toMatchObject({ fromUserId: pair.patient.id, callId });
    expect(await statusOf()).toBe('cancelled');
    expect(callee.names).not.toContain('call:away');
  });

  test('as the one that called rings on when it is loaded anew, and hears the answer', async () => {
    await unload(page, pair.consultant.id);
    const reloaded = await open(pair.patient, 'phone');
    await callee.ask('call:accept', { toUserId: pair.patient.id });
    expect(await reloaded.next('call:accepted')).toMatchObject({ callId });
  });

  test('as one that is called changes nothing', async () => {
    expect(await callee.ask('call:away', { toUserId: pair.patient.id })).toMatchObject({ data: { callId } });
    await new Promise((resolve) => setTimeout(resolve, GRACE_MS + 100));
    expect(await statusOf()).toBe('ringing');
  });
});

test('a page that goes away without a call is answered, and nobody hears of it', async () => {
  await page.ask('call:end', {});
  callee.clear();
  expect(await page.ask('call:away', { toUserId: pair.consultant.id })).toEqual({
    event: 'call:away',
    data: {},
  });
  await callee.settled();
  expect(callee.names).toEqual([]);
});
