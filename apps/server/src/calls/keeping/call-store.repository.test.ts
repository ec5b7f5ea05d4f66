import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { bookings, callParties, calls, conversations } from '../../database/schema.ts';
import { type CallRecord, isLive } from '../rules/call-record.ts';
import { decide } from '../rules/decide.ts';
import { emptyLeg, newCall } from '../rules/new-call.ts';
import { device, offerOf, TIMES } from '../rules/testing/call-fixtures.ts';
import { type BenchPair, CallBench } from '../testing/call-bench.ts';
import { World } from '../testing/world.ts';
import type { CallStoreRepository, Loaded } from './call-store.repository.ts';

let bench: CallBench;
let store: CallStoreRepository;
let pair: BenchPair;

beforeAll(async () => {
  bench = await CallBench.open();
  store = bench.node(new World()).store;
}, 60_000);
afterAll(() => bench.close());
beforeEach(async () => {
  pair = await bench.pair();
});

/** Placed a moment ago between the two, unless it says otherwise. */
function callOf(more: Partial<CallRecord> = {}, { patient, consultant, conversation } = pair): CallRecord {
  const by = { ...device('s1'), userId: patient.id };
  const request = {
    by,
    toUserId: consultant.id,
    conversationId: conversation.id,
    callType: 'audio' as const,
  };
  const { call } = newCall(request, {
    id: randomUUID(),
    status: 'ringing',
    now: Date.now(),
    ringTimeoutMs: 45_000,
    callerName: 'Ada "the first" Ü 茶',
  });
  return { ...call, ...more };
}

async function ring(): Promise<Loaded> {
  const call = callOf();
  expect(await store.insert(call)).toBe('stored');
  return (await store.find(call.id)) as Loaded;
}

const over = ({ call, now }: Loaded): CallRecord => ({ ...call, status: 'ended', endedAt: now });
const listOfPair = async () =>
  (await store.listLive()).filter(({ call }) => call.caller.userId === pair.patient.id);
const lastChange = async () => {
  const { id } = pair.conversation;
  const [row] = await bench.database.db.select().from(conversations).where(eq(conversations.id, id));
  return row?.lastChange;
};

describe('a stored call', () => {
  test('comes back as it was, held signals too', async () => {
    const { call, now } = await ring();
    const by = { ...device('s1'), userId: pair.patient.id };
    const held = decide(call, { kind: 'offer', by, offer: offerOf('ü"茶') }, now, TIMES).call;
    expect(await store.save((await store.find(call.id)) as Loaded, held)).toBe(true);
    const found = await store.findLiveOf(pair.consultant.id);
    expect(found?.call).toEqual(held);
    expect(found?.revision).toBe(1);
    expect(Math.abs((found?.now ?? 0) - Date.now())).toBeLessThan(5_000);
  });

  test('is read by nodes of an older version, under the names that they know, and theirs is read here', async () => {
    const successor = { socketId: 's2', deviceId: 'd', queuesCandidates: true, since: 7 };
    const { caller, ...rest } = callOf();
    const call = { ...rest, caller: { ...caller, successor } };
    await store.insert(call);
    const [row] = await bench.database.db.select().from(calls).where(eq(calls.id, call.id));
    expect(row?.live).toMatchObject({ caller: { heir: successor }, callee: { heir: null } });
    expect((await store.find(call.id))?.call).toEqual(call);
  });

  test('is found for both people, by its booking, and among all live ones without its signals', async () => {
    const { call } = await ring();
    for (const { id } of [pair.patient, pair.consultant]) {
      expect((await store.findLiveOf(id))?.call.id).toBe(call.id);
    }
    expect(await store.listLiveOf([pair.patient.id, pair.consultant.id])).toHaveLength(1);
    expect((await store.findLiveOfBooking(pair.conversation.bookingId))?.call.id).toBe(call.id);
    const all = (await store.listLive()).find(({ call: { id } }) => id === call.id);
    expect(all?.call).toMatchObject({ status: 'ringing', ringEndsAt: call.ringEndsAt });
    expect(JSON.stringify(all)).not.toContain('signals');
  });

  test('that is over frees both, keeps nothing but the log, and is remembered for a while', async () => {
    const loaded = await ring();
    expect(await store.save(loaded, over(loaded))).toBe(true);
    const db = bench.database.db;
    expect(await db.select().from(callParties).where(eq(callParties.callId, loaded.call.id))).toEqual([]);
    const [row] = await db.select().from(calls).where(eq(calls.id, loaded.call.id));
    expect(row).toMatchObject({ status: 'ended', live: null, revision: 1 });
    expect(await store.find(loaded.call.id)).toBeUndefined();
    expect((await store.listLive()).some(({ call }) => call.id === loaded.call.id)).toBe(false);
    const { patient, consultant } = pair;
    expect(await store.hasEndedBetween(consultant.id, patient.id, 60_000)).toBe(true);
    expect(await store.hasEndedBetween(consultant.id, patient.id, 0)).toBe(false);
    expect(await store.hasEndedBetween(consultant.id, randomUUID(), 60_000)).toBe(false);
  });

  test('keeps what was not delivered for who was away', async () => {
    const loaded = await ring();
    const { caller, callee, id } = loaded.call;
    const last = { event: 'call:ended', payload: { fromUserId: callee.userId, callId: id } } as const;
    const ended = over({ ...loaded, call: { ...loaded.call, caller: { ...caller, undelivered: [last] } } });
    await store.save(loaded, ended);
    expect((await store.findEndedWithUndelivered(pair.patient.id, 60_000))?.call).toEqual(ended);
    expect(await store.findEndedWithUndelivered(pair.patient.id, 0)).toBeUndefined();
    expect(await store.findLiveOf(pair.patient.id)).toBeUndefined();
  });
});

describe('of those who change a call at once', () => {
  test('the first wins, whatever the others do', async () => {
    const loaded = await ring();
    const active: CallRecord = { ...loaded.call, status: 'active', answeredAt: loaded.now };
    const attempts = [over(loaded), active, { ...loaded.call, callerName: 'x' }, over(loaded)];
    const results = await Promise.all(attempts.map((next) => store.save(loaded, next)));
    expect(results.filter((won) => won)).toHaveLength(1);
  });

  test('nobody undoes the other, even where the status stays', async () => {
    const loaded = await ring();
    const renamed = ['x', 'y', 'z'].map((callerName) => ({ ...loaded.call, callerName }));
    const results = await Promise.all(renamed.map((next) => store.save(loaded, next)));
    expect(results.filter((won) => won)).toHaveLength(1);
  });

  test('who comes too late leaves no trace', async () => {
    const loaded = await ring();
    await store.save(loaded, over(loaded));
    const before = await lastChange();
    expect(await store.save(loaded, { ...over(loaded), status: 'missed' })).toBe(false);
    expect(await lastChange()).toBe(before);
  });
});

describe('a new call', () => {
  test('is refused while one of the two is in another, in either role', async () => {
    await ring();
    const other = await bench.person('patient');
    const people = { ...pair, patient: other, conversation: await bench.converse(other, pair.consultant) };
    expect(await store.insert(callOf({}, people))).toBe('occupied');
    const back = callOf({
      caller: emptyLeg(pair.consultant.id),
      callee: emptyLeg(pair.patient.id),
    });
    expect(await store.insert(back)).toBe('occupied');
    expect(await listOfPair()).toHaveLength(1);
  });

  test('that is over from the start needs nobody to be free', async () => {
    const { now } = await ring();
    expect(await store.insert(callOf({ status: 'busy', endedAt: now }))).toBe('stored');
    expect(await listOfPair()).toHaveLength(1);
  });

  test('is refused once the booking is cancelled, and not before', async () => {
    const { bookingId } = pair.conversation;
    const set = (status: 'completed' | 'cancelled') =>
      bench.database.db.update(bookings).set({ status }).where(eq(bookings.id, bookingId));
    await set('cancelled');
    expect(await store.insert(callOf())).toBe('closed');
    await set('completed');
    expect(await store.insert(callOf())).toBe('stored');
  });

  test('and each status after it has the next change number, held signals have none', async () => {
    const loaded = await ring();
    expect(await lastChange()).toBe(1);
    await store.save(loaded, { ...loaded.call, callerName: 'changed' });
    expect(await lastChange()).toBe(1);
    const again = (await store.find(loaded.call.id)) as Loaded;
    await store.save(again, over(again));
    expect(await lastChange()).toBe(2);
    const changed = await bench.log.listChanged(pair.conversation.id, { after: 0, limit: 10 });
    expect(changed.map(({ change, call }) => [change, call.status])).toEqual([[2, 'ended']]);
  });
});

describe('the log', () => {
  const put = async (status: CallRecord['status'], startedAt: number, back = false) => {
    const ended = isLive({ status } as CallRecord) ? null : startedAt + 1;
    const { patient, consultant } = pair;
    const legs = back ? { caller: emptyLeg(consultant.id), callee: emptyLeg(patient.id) } : {};
    const call = callOf({ status, startedAt, endedAt: ended, ...legs });
    await store.insert(call);
    return call.id;
  };

  test('lists the calls of one person, newest first, by pages', async () => {
    const now = Date.now();
    const ids = [await put('missed', now - 3_000), await put('rejected', now - 2_000, true)];
    ids.push(await put('busy', now - 1_000));
    const all = await bench.log.list(pair.consultant.id, { limit: 10, offset: 0, onlyMissed: false });
    expect(all.map(({ id }) => id)).toEqual(ids.toReversed());
    const page = await bench.log.list(pair.patient.id, { limit: 1, offset: 1, onlyMissed: false });
    expect(page.map(({ id }) => id)).toEqual([ids[1]]);
    expect(page[0]).toEqual({
      id: ids[1],
      conversationId: pair.conversation.id,
      callerId: pair.consultant.id,
      calleeId: pair.patient.id,
      callType: 'audio',
      status: 'rejected',
      startedAt: new Date(now - 2_000).toISOString(),
      answeredAt: null,
      endedAt: new Date(now - 1_999).toISOString(),
    });
  });

  test('counts as missed what the callee could not take, until it is seen', async () => {
    const now = Date.now();
    const statuses = ['missed', 'cancelled', 'busy', 'rejected', 'ended', 'failed'] as const;
    for (const [index, status] of statuses.entries()) await put(status, now + index);
    const { log } = bench;
    const missed = await log.list(pair.consultant.id, { limit: 10, offset: 0, onlyMissed: true });
    expect(missed.map(({ status }) => status)).toEqual(['busy', 'cancelled', 'missed']);
    expect([await log.countUnseen(pair.consultant.id), await log.countUnseen(pair.patient.id)]).toEqual([
      3, 0,
    ]);
    await log.markSeen(pair.patient.id);
    expect(await log.countUnseen(pair.consultant.id)).toBe(3);
    await log.markSeen(pair.consultant.id);
    expect(await log.countUnseen(pair.consultant.id)).toBe(0);
    expect(await log.list(pair.consultant.id, { limit: 10, offset: 0, onlyMissed: true })).toHaveLength(3);
  });
});
