import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { countStatements } from '../../test/support/statements.ts';
import { bookings, messages } from '../database/schema.ts';
import { DomainError } from '../errors/domain-error.ts';
import type { ChatSocket } from '../realtime/chat-socket.ts';
import { conversationRoom, personRoom } from '../realtime/rooms.ts';
import type { Device } from './rules/call-record.ts';
import { CalleeOffline } from './rules/call-refusals.ts';
import { answerOf, candidateOf, offerOf } from './rules/testing/call-fixtures.ts';
import { type BenchPair, CallBench, type CallNode, World } from './testing/call-bench.ts';

let bench: CallBench;
let world: World;
let node: CallNode;
let pair: BenchPair;
let ada: Device;
let ben: Device;

beforeAll(async () => {
  bench = await CallBench.open();
}, 60_000);
afterAll(() => bench.close());
beforeEach(async () => {
  pair = await bench.pair();
  world = new World();
  node = bench.node(world);
  ada = world.connect(pair.patient.id);
  ben = world.connect(pair.consultant.id);
});
afterEach(() => node.kill());

const call = (by = ada) => node.initiate(by, pair.conversation);
const toBen = () => ({ toUserId: pair.consultant.id });
const toAda = () => ({ toUserId: pair.patient.id });
const log = async (who = pair.patient) =>
  (await bench.log.list(who.id, { limit: 50, offset: 0, onlyMissed: false })).map(({ status }) => status);
const codeOf = async (work: Promise<unknown>) => {
  const outcome = await work.catch((thrown: unknown) => thrown);
  return outcome instanceof DomainError ? outcome.code : outcome;
};

describe('placing a call', () => {
  test('rings at every device of the callee and at nobody else', async () => {
    const [benToo, adaToo] = [world.connect(ben.userId), world.connect(ada.userId)];
    const placed = await call();
    expect(world.heardBy(ada)).toEqual([
      {
        to: ada.socketId,
        event: 'call:ringing',
        payload: {
          toUserId: ben.userId,
          conversationId: pair.conversation.id,
          callType: 'video',
          callId: placed.id,
          expiresAt: new Date(placed.ringEndsAt).toISOString(),
        },
      },
    ]);
    for (const device of [ben, benToo]) {
      expect(world.heardBy(device).map(({ event, payload }) => [event, payload])).toEqual([
        [
          'call:incoming',
          {
            fromUserId: ada.userId,
            conversationId: pair.conversation.id,
            callType: 'video',
            callId: placed.id,
            fromName: 'Some patient',
            expiresAt: new Date(placed.ringEndsAt).toISOString(),
          },
        ],
      ]);
    }
    expect(world.eventsOf(adaToo)).toEqual([]);
  });

  test('asks the database five times, begin and commit included', async () => {
    const asked = countStatements(bench.database.pool);
    await bench.node(world, { rateLimitFactor: 1 }).initiate(ada, pair.conversation);
    // How things stand; then, in one transaction, the lock of the booking and the call itself.
    expect(asked()).toBe(5);
  });

  test('a stranger, nobody at all and oneself are refused alike', async () => {
    const stranger = await bench.person('consultant');
    world.connect(stranger.id);
    const place = (toUserId: string) =>
      node.placing.initiate({ by: ada, conversation: pair.conversation, toUserId, callType: 'video' });
    const nobody = '7d9f6f5e-0000-4000-8000-000000000001';
    const refusals = await Promise.all(
      [stranger.id, nobody, ada.userId].map((id) => place(id).catch(String)),
    );
    expect(new Set(refusals).size).toBe(1);
    expect(await codeOf(place(stranger.id))).toBe('not_found');
    expect([world.sent, await log()]).toEqual([[], []]);
  });

  test('someone who is offline is logged as having missed it', async () => {
    world.sockets.delete(ben.socketId);
    const refusal = await call().catch((thrown: unknown) => thrown);
    expect(refusal).toBeInstanceOf(CalleeOffline);
    expect(refusal).toMatchObject({ code: 'callee_offline', message: expect.stringContaining('offline') });
    expect([world.sent, await log(pair.consultant)]).toEqual([[], ['missed']]);
    expect(node.outcomes).toEqual(['missed']);
    expect(await bench.log.countUnseen(pair.consultant.id)).toBe(1);
  });

  test('someone in another call is busy: nothing rings, and it is logged', async () => {
    const other = await bench.person('patient');
    const conversation = await bench.converse(other, pair.consultant);
    const cleo = world.connect(other.id);
    await call();
    await node.calls.accept(ben, toAda());
    world.sent.length = 0;
    expect(await node.initiate(cleo, conversation)).toMatchObject({ status: 'busy' });
    expect(world.heardBy(cleo).map(({ event, payload }) => [event, payload.reason])).toEqual([
      ['call:rejected', 'Busy'],
    ]);
    expect(world.eventsOf(ben)).toEqual(['call:missed']);
    expect(world.eventsOf(ada)).toEqual([]);
    expect(await log(other)).toEqual(['busy']);
    expect((await node.store.findLiveOf(ben.userId))?.call.status).toBe('active');
  });

  test('who is in a call cannot call a third one', async () => {
    const other = await bench.person('consultant');
    const conversation = await bench.converse(pair.patient, other);
    world.connect(other.id);
    await call();
    expect(await codeOf(node.initiate(ada, conversation))).toBe('in_another_call');
    expect(await log(other)).toEqual([]);
  });

  test('a cancelled booking has no calls', async () => {
    const { bookingId } = pair.conversation;
    await bench.database.db.update(bookings).set({ status: 'cancelled' }).where(eq(bookings.id, bookingId));
    expect(await codeOf(call())).toBe('booking_cancelled');
    expect([world.sent, await log()]).toEqual([[], []]);
  });

  test('the same again while it rings is answered again and rings once', async () => {
    const first = await call();
    expect((await call()).id).toBe(first.id);
    expect(world.eventsOf(ada)).toEqual(['call:ringing', 'call:ringing']);
    expect(world.eventsOf(ben)).toEqual(['call:incoming']);
    expect(await log()).toEqual(['ringing']);
  });

  test('anew, in a running call, ends that one first', async () => {
    const first = await call();
    await node.calls.accept(ben, toAda());
    const adaToo = world.connect(ada.userId);
    world.sent.length = 0;
    const second = await call(adaToo);
    expect(second.id).not.toBe(first.id);
    expect(world.heardBy(ben).map(({ event, payload }) => [event, payload.reason])).toEqual([
      ['call:ended', 'replaced'],
      ['call:incoming', undefined],
    ]);
    expect(world.eventsOf(ada)).toEqual(['call:ended']);
    expect(world.eventsOf(adaToo)).toEqual(['call:ringing']);
    expect(await log()).toEqual(['ringing', 'ended']);
  });

  test('back, while one is being rung, counts as accepting', async () => {
    const first = await call();
    expect(await call(ben)).toMatchObject({ id: first.id, status: 'active' });
    expect(world.eventsOf(ben)).toEqual(['call:incoming', 'call:connected']);
    expect(world.eventsOf(ada)).toEqual(['call:ringing', 'call:stop-ringing', 'call:accepted']);
  });
});

describe('the call that is meant', () => {
  test('must be the one with this person, and the one with this id', async () => {
    const { id } = await call();
    const other = '7d9f6f5e-0000-4000-8000-000000000001';
    expect(await codeOf(node.calls.accept(ben, { toUserId: other }))).toBe('no_such_call');
    expect(await codeOf(node.calls.accept(ben, { ...toAda(), callId: other }))).toBe('no_such_call');
    expect(await codeOf(node.calls.accept(ben, { toUserId: ben.userId }))).toBe('no_such_call');
    expect(await codeOf(node.calls.reject(ben, { ...toAda(), callId: other }))).toBe('no_such_call');
    expect(await node.calls.end(ben, { ...toAda(), callId: other })).toBeUndefined();
    expect(await node.calls.accept(ben, { ...toAda(), callId: id })).toMatchObject({ id, status: 'active' });
  });

  test('is the only one of the person where an end does not say', async () => {
    await call();
    await node.calls.accept(ben, toAda());
    expect(await node.calls.end(ada, {})).toMatchObject({ status: 'ended' });
    expect(await node.calls.end(ada, {})).toBeUndefined();
    expect(await node.calls.end(ben, toAda())).toBeUndefined();
    expect(world.eventsOf(ben).filter((event) => event === 'call:ended')).toHaveLength(1);
  });

  test('is over for accept and reject once it was declined', async () => {
    await call();
    await node.calls.reject(ben, { ...toAda(), reason: null });
    expect(world.heardBy(ada).at(-1)).toMatchObject({
      event: 'call:rejected',
      payload: { reason: 'Declined' },
    });
    expect(await codeOf(node.calls.accept(ben, toAda()))).toBe('no_such_call');
    expect(await codeOf(node.calls.reject(ben, toAda()))).toBe('no_such_call');
  });
});

describe('ringing again', () => {
  const limited = () => bench.node(world, { rateLimitFactor: 1 });
  const tryCall = (who: CallNode, by = ada) => codeOf(who.initiate(by, pair.conversation));
  const declined = async (who: CallNode) => {
    await who.initiate(ada, pair.conversation);
    await who.calls.reject(ben, { ...toAda(), reason: null });
  };
  /** As many as were declined in a row just now. */
  const declineTwice = async (who: CallNode) => {
    await declined(who);
    await declined(who);
  };
  const say = (by: Device, seq: number, inMs = 0) =>
    bench.database.db.insert(messages).values({
      id: randomUUID(),
      conversationId: pair.conversation.id,
      seq,
      change: seq,
      senderId: by.userId,
      senderType: by === ada ? 'patient' : 'consultant',
      content: 'hello',
      createdAt: new Date(Date.now() + inMs).toISOString(),
    });

  test('waits after the second decline in a row, on every node, and the caller is told how long', async () => {
    const [here, there] = [limited(), limited()];
    await declineTwice(here);
    for (const who of [here, there]) {
      const refusal = await who.initiate(ada, pair.conversation).catch((thrown: unknown) => thrown);
      expect(refusal).toMatchObject({ code: 'rate_limited', retryAfterMs: expect.any(Number) });
      expect((refusal as DomainError).retryAfterMs).toBeGreaterThan(5_000);
    }
    expect(await tryCall(bench.node(world))).toMatchObject({ status: 'ringing' });
  });

  test('does not wait for whoever declined, and a call of theirs opens the way back', async () => {
    const here = limited();
    await declineTwice(here);
    expect(await tryCall(here, ben)).toMatchObject({ status: 'ringing' });
    await here.calls.end(ben, toAda());
    expect(await tryCall(here)).toMatchObject({ status: 'ringing' });
  });

  test('does not wait once the two have talked', async () => {
    const here = limited();
    await declined(here);
    await here.initiate(ada, pair.conversation);
    await here.calls.accept(ben, toAda());
    await here.calls.end(ada, {});
    await declined(here);
    expect(await tryCall(here)).toMatchObject({ status: 'ringing' });
  });

  test('does not wait once the other has written, and a word of the caller changes nothing', async () => {
    const here = limited();
    await declineTwice(here);
    await say(ada, 1);
    expect(await tryCall(here)).toBe('rate_limited');
    await say(ben, 2, 20_000);
    expect(await tryCall(here)).toMatchObject({ status: 'ringing' });
  });

  test('waits also where the other has written why they decline', async () => {
    const here = limited();
    for (const seq of [1, 2]) {
      await declined(here);
      await say(ben, seq);
    }
    expect(await tryCall(here)).toBe('rate_limited');
  });

  test('waits where the line rang in vain for minutes', async () => {
    const here = limited();
    for (const _ of [1, 2, 3, 4]) {
      const { id } = await here.initiate(ada, pair.conversation);
      await here.calls.end(ada, toBen());
      await bench.database.pool.query(
        "update calls set started_at = ended_at - interval '45 seconds' where id = $1",
        [id],
      );
    }
    expect(await tryCall(here)).toBe('rate_limited');
    expect(await tryCall(here, ben)).toMatchObject({ status: 'ringing' });
  });
});

describe('signals', () => {
  const offer = offerOf('ada');
  const relay = { event: 'webrtc:offer' as const, payload: { fromUserId: '', offer } };
  /** A socket of the device that sees these sockets in the room of the joined conversation. */
  const socketOf = (device: Device, inRoom: readonly Device[]): ChatSocket => {
    const everyone = [...world.sockets.values()];
    const namesOf = (devices: readonly Device[]) => new Set(devices.map(({ socketId }) => socketId));
    const rooms = new Map([[conversationRoom(pair.conversation.id), namesOf(inRoom)]]);
    for (const { userId } of everyone) {
      rooms.set(personRoom(userId), namesOf(everyone.filter((one) => one.userId === userId)));
    }
    const joined = inRoom.includes(device) ? [[pair.conversation.id, pair.conversation] as const] : [];
    return { data: { joined: new Map(joined) }, nsp: { adapter: { rooms } } } as unknown as ChatSocket;
  };
  const send = (by: Device, inRoom: readonly Device[] = [], callId?: string) => {
    const other = by.userId === ada.userId ? ben : ada;
    const addressed = { toUserId: other.userId, callId };
    return node.signals.pass(socketOf(by, inRoom), addressed, { kind: 'offer', by, offer }, relay);
  };

  test('of a running call reach the device that has it, and are answered with its id', async () => {
    const benToo = world.connect(ben.userId);
    const { id } = await call();
    await node.calls.accept(ben, toAda());
    world.sent.length = 0;
    expect(await send(ada)).toBe(id);
    expect([world.eventsOf(ben), world.eventsOf(benToo)]).toEqual([['webrtc:offer'], []]);
    expect(await codeOf(send(benToo))).toBe('answered_elsewhere');
  });

  test('and moves that do not wait for each other happen in their order', async () => {
    await call();
    world.sent.length = 0;
    await Promise.all([
      node.calls.accept(ben, toAda()),
      send(ada),
      send(ben),
      send(ada),
      node.calls.end(ada, toBen()),
      send(ben),
    ]);
    expect(world.sent.filter(({ to }) => [ada, ben].some(({ socketId }) => socketId === to))).toMatchObject(
      [
        'call:connected',
        'call:stop-ringing',
        'call:accepted',
        'webrtc:offer',
        'webrtc:offer',
        'webrtc:offer',
        'call:ended',
      ].map((event) => ({ event })),
    );
  });

  test('that come late are dropped without a word, for a while', async () => {
    const { id } = await call();
    await node.calls.end(ada, {});
    world.sent.length = 0;
    expect(await send(ada, [ada, ben])).toBeUndefined();
    expect(await send(ben, [ada, ben], id)).toBeUndefined();
    expect(world.sent).toEqual([]);
  });

  test('of the call before, in the call after, are dropped or refused by its id', async () => {
    const first = await call();
    await node.calls.end(ada, {});
    await call();
    await node.calls.accept(ben, toAda());
    world.sent.length = 0;
    expect(await send(ada, [], first.id)).toBeUndefined();
    expect(world.sent).toEqual([]);
  });

  test('along with a call that was refused are dropped without a word', async () => {
    node.refused.note(ada.userId, ben.userId);
    expect(await send(ada)).toBeUndefined();
    expect(await codeOf(send(ben))).toBe('no_such_call');
    await call(ben);
    await node.calls.accept(ada, toBen());
    await send(ada);
    expect(world.eventsOf(ben)).toContain('webrtc:offer');
  });

  test('without any call pass between two people who are in the room, to the other one only', async () => {
    await send(ada, [ada, ben]);
    expect(world.sent).toEqual([{ to: `${pair.conversation.id} but ${personRoom(ada.userId)}`, ...relay }]);
  });

  test('without any call are refused in production, where nothing reaches anybody before an accept', async () => {
    const strict = bench.node(world, { environment: 'production' });
    const event = { kind: 'offer' as const, by: ada, offer };
    expect(await codeOf(strict.signals.pass(socketOf(ada, [ada, ben]), toBen(), event, relay))).toBe(
      'no_such_call',
    );
    expect(world.sent).toEqual([]);
    const placed = await strict.initiate(ada, pair.conversation);
    await strict.calls.accept(ben, toAda());
    expect(await strict.signals.pass(socketOf(ada, []), toBen(), event)).toBe(placed.id);
    strict.kill();
  });

  test('without any call are refused once the booking was cancelled', async () => {
    await bench.database.db
      .update(bookings)
      .set({ status: 'cancelled' })
      .where(eq(bookings.id, pair.conversation.bookingId));
    for (const by of [ada, ben]) expect(await codeOf(send(by, [ada, ben]))).toBe('booking_cancelled');
    expect(world.sent).toEqual([]);
  });

  test('that only some clients understand are told to nobody where there is no call', async () => {
    const event = { kind: 'candidate' as const, by: ada, candidate: null };
    const told = { event: 'webrtc:ice-candidate' as const, payload: { fromUserId: '', candidate: null } };
    expect(await node.signals.pass(socketOf(ada, [ada, ben]), toBen(), event, told)).toBeUndefined();
    expect(world.sent).toEqual([]);
  });

  test('without any call are refused where one of them is not in the room, or means a call', async () => {
    for (const inRoom of [[], [ada], [ben]]) expect(await codeOf(send(ada, inRoom))).toBe('no_such_call');
    const id = '7d9f6f5e-0000-4000-8000-000000000001';
    expect(await codeOf(send(ada, [ada, ben], id))).toBe('no_such_call');
    expect(world.sent).toEqual([]);
  });

  test('are refused while one of the two is in a call with someone else', async () => {
    const other = await bench.person('consultant');
    const conversation = await bench.converse(pair.patient, other);
    world.connect(other.id);
    await node.initiate(ada, conversation);
    for (const by of [ada, ben]) expect(await codeOf(send(by, [ada, ben]))).toBe('no_such_call');
  });

  test('about what is muted need a call', async () => {
    const event = { kind: 'media' as const, by: ada, media: { audio: true, video: true, screen: false } };
    expect(await codeOf(node.signals.pass(socketOf(ada, [ada, ben]), toBen(), event))).toBe('no_such_call');
  });

  test('that only pass through leave the stored call as it is', async () => {
    const { id } = await call();
    await node.calls.accept(ben, toAda());
    await send(ada);
    await node.signals.pass(socketOf(ben, []), toAda(), { kind: 'answer', by: ben, answer: answerOf('ben') });
    const before = (await node.store.find(id))?.revision;
    const candidate = candidateOf('ben');
    await node.signals.pass(socketOf(ben, []), toAda(), { kind: 'candidate', by: ben, candidate });
    expect(world.eventsOf(ada).at(-1)).toBe('webrtc:ice-candidate');
    expect((await node.store.find(id))?.revision).toBe(before);
  });
});
