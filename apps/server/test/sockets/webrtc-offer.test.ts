import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { callStage, heardBy, NOBODY, OFFER } from '../support/call-stage.ts';
import { book, makePair, openConversation, signUp } from '../support/people.ts';
import { Sockets, type TestSocket } from '../support/sockets.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';

const at = callStage();

const offer = (more: object = {}, by: TestSocket = at.caller) =>
  by.ask('webrtc:offer', { ...at.toCallee, offer: OFFER, ...more });
const back = (more: object = {}, by: TestSocket = at.callee) => offer({ ...at.toCaller, ...more }, by);
const named = (sdp: string) => ({ offer: { ...OFFER, sdp } });
const expectCode = async (work: Promise<{ data: { code: string } }>, code: string) =>
  expect((await work).data).toMatchObject({ code, event: 'webrtc:offer' });
const DROPPED = { event: 'webrtc:offer', data: {} };

describe('webrtc:offer in a running call', () => {
  test('reaches the device that has the other side, and is acknowledged with the id of the call', async () => {
    const calleeToo = await at.enter(at.pair.consultant);
    const callId = await at.talk();
    expect(await offer({ callId, name: 'what nobody asked for' })).toEqual({
      event: 'webrtc:offer',
      data: { callId },
    });
    expect(await at.callee.next('webrtc:offer')).toEqual({
      fromUserId: at.pair.patient.id,
      offer: OFFER,
      callId,
    });
    for (const socket of [calleeToo, at.caller]) expect(await heardBy(socket)).not.toContain('webrtc:offer');
  });

  test('may come from the callee', async () => {
    await at.talk();
    await back();
    expect(await at.caller.next('webrtc:offer')).toMatchObject({ fromUserId: at.pair.consultant.id });
  });
});

describe('webrtc:offer while it rings', () => {
  test('is kept, and the newest is passed on to the device that accepts', async () => {
    const callId = await at.ring();
    await offer(named('v=0\r\nold\r\n'));
    expect(await offer(named('v=0\r\nnew\r\n'))).toEqual({ event: 'webrtc:offer', data: { callId } });
    expect(await heardBy(at.callee)).toEqual(['call:incoming']);
    await at.callee.ask('call:accept', at.toCaller);
    expect(await at.callee.next('webrtc:offer')).toMatchObject({ offer: { sdp: 'v=0\r\nnew\r\n' } });
    expect(at.callee.all('webrtc:offer')).toHaveLength(1);
  });

  test('is refused after a few, and after the accept it passes', async () => {
    await at.ring();
    for (let n = 0; n < 5; n += 1) expect((await offer()).event).toBe('webrtc:offer');
    expect((await offer()).data).toMatchObject({ code: 'rate_limited', retryAfterMs: expect.any(Number) });
    await at.callee.ask('call:accept', at.toCaller);
    expect((await offer()).event).toBe('webrtc:offer');
  });

  test('is refused to the callee, who has not consented, and to another device of the caller', async () => {
    await at.ring();
    await expectCode(back(), 'no_such_call');
    await expectCode(offer({}, await at.enter(at.pair.patient)), 'answered_elsewhere');
    expect(await heardBy(at.caller)).toEqual(['call:ringing']);
  });
});

describe('webrtc:offer that is of no use any more is dropped without a word', () => {
  test('for a while after the call, whoever sends it', async () => {
    const callId = await at.talk();
    await at.caller.ask('call:end', {});
    for (const dropped of [offer(), offer({ callId }), back({ callId })])
      expect(await dropped).toEqual(DROPPED);
    for (const socket of [at.caller, at.callee]) expect(await heardBy(socket)).not.toContain('webrtc:offer');
  });

  test('in the call after the one that it names', async () => {
    const callId = await at.talk();
    await at.caller.ask('call:end', {});
    await at.talk();
    expect(await offer({ callId })).toEqual(DROPPED);
    expect(await heardBy(at.callee)).not.toContain('webrtc:offer');
  });

  test('along with a ring that was refused, until there is a call; what the other sends is not', async () => {
    const { event } = await at.caller.ask('call:initiate', { ...at.initiation, callType: 'hologram' });
    expect(event).toBe('error');
    expect(await offer()).toEqual(DROPPED);
    expect(await heardBy(at.callee)).toEqual([]);
    await back();
    expect(await at.caller.next('webrtc:offer')).toMatchObject({ offer: OFFER });
    await at.talk();
    await offer();
    expect(await at.callee.next('webrtc:offer')).toMatchObject({ offer: OFFER });
  });
});

describe('webrtc:offer without a call', () => {
  test('passes between two who are in the room, as the document says, to the other one only', async () => {
    const [callerToo, calleeToo] = [await at.enter(at.pair.patient), await at.enter(at.pair.consultant)];
    expect(await offer()).toEqual(DROPPED);
    for (const device of [at.callee, calleeToo])
      expect(await device.next('webrtc:offer')).toEqual({ fromUserId: at.pair.patient.id, offer: OFFER });
    for (const device of [at.caller, callerToo]) expect(await heardBy(device)).toEqual([]);
  });

  test('is refused where one of the two is not in the room, or it means a call', async () => {
    const outside = await at.sockets.as(at.pair.patient);
    await expectCode(offer({}, outside), 'no_such_call');
    await expectCode(offer({ callId: NOBODY }), 'no_such_call');
    await at.callee.ask('leave_conversation', { conversationId: at.pair.conversation.id });
    await expectCode(offer(), 'no_such_call');
    expect(await heardBy(at.callee)).toEqual([]);
  });

  test('is refused once the booking was cancelled', async () => {
    await at.pair.patient.ask('PATCH', `/bookings/${at.pair.booking.id}`, { status: 'cancelled' });
    await expectCode(offer(), 'booking_cancelled');
    await expectCode(back(), 'booking_cancelled');
    expect([await heardBy(at.caller), await heardBy(at.callee)]).toEqual([[], []]);
  });

  test('is refused while one of the two is in a call with someone else', async () => {
    const { patient } = at.pair;
    const consultant = await signUp(at.server, 'consultant');
    const { id } = await openConversation(patient, consultant, await book(patient, consultant));
    await at.sockets.inside(consultant, id);
    await at.caller.join(id, patient);
    await at.caller.ask('call:initiate', { toUserId: consultant.id, conversationId: id, callType: 'audio' });
    for (const refused of [offer(), back()]) await expectCode(refused, 'no_such_call');
  });
});

describe('webrtc:offer is refused', () => {
  test('to a device that has not the call', async () => {
    await at.talk();
    await expectCode(back({}, await at.enter(at.pair.consultant)), 'answered_elsewhere');
    expect(await heardBy(at.caller)).not.toContain('webrtc:offer');
  });

  test('where it is none, and what it says does not come back', async () => {
    await at.talk();
    for (const bad of [{ type: 'answer', sdp: OFFER.sdp }, { type: 'offer', sdp: 7 }, OFFER.sdp, null])
      await expectCode(offer({ offer: bad }), 'validation_failed');
    expect(await heardBy(at.callee)).not.toContain('webrtc:offer');
  });
});

test('webrtc:offer of a stranger reaches nobody, not even by the id of a call', async () => {
  const callId = await at.talk();
  const { patient, conversation } = await makePair(at.server);
  const stranger = await at.sockets.inside(patient, conversation.id);
  for (const more of [{}, { callId }, { callId, ...at.toCaller }])
    await expectCode(offer(more, stranger), 'no_such_call');
  for (const socket of [at.caller, at.callee]) expect(await heardBy(socket)).not.toContain('webrtc:offer');
});

describe('in production', () => {
  let production: TestServer;
  beforeAll(async () => {
    production = await startTestServer({
      NODE_ENV: 'production',
      ALLOW_EMBEDDED_DATABASE: 'true',
      JWT_SECRET: 'a secret that is long enough for the tests of production',
      HOST: '127.0.0.1',
      CONSULTANT_SIGNUP: 'open',
    });
  });
  afterAll(() => production.close());

  test('webrtc:offer passes in an accepted call alone, since whoever hears one answers with an address', async () => {
    const sockets = new Sockets(production);
    const { patient, consultant, conversation } = await makePair(production);
    const caller = await sockets.inside(patient, conversation.id);
    const callee = await sockets.inside(consultant, conversation.id);
    const toCallee = { toUserId: consultant.id };
    const sent = { ...toCallee, offer: OFFER };
    await expectCode(caller.ask('webrtc:offer', sent), 'no_such_call');
    expect(await heardBy(callee)).toEqual([]);
    const initiation = { ...toCallee, conversationId: conversation.id, callType: 'video' };
    const { data } = await caller.ask('call:initiate', initiation);
    await callee.ask('call:accept', { toUserId: patient.id });
    expect((await caller.ask('webrtc:offer', sent)).data).toEqual({ callId: data.callId });
    expect(await callee.next('webrtc:offer')).toMatchObject({ offer: OFFER });
    sockets.closeAll();
  });
});
