import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startRealPostgres } from '../../test/support/real-postgres.ts';
import { callParties } from '../database/schema.ts';
import { DomainError } from '../errors/domain-error.ts';
import type { CallRecord, Device } from './rules/call-record.ts';
import { type BenchPair, CallBench } from './testing/call-bench.ts';
import { type CallNode } from './testing/call-node.ts';
import { World } from './testing/world.ts';

/** Two nodes share one database; on the embedded one their statements queue, on PostgreSQL they really race. */
describe.each(['embedded', 'postgres'] as const)('races on the %s database', (kind) => {
  const ROUNDS = kind === 'embedded' ? 5 : 50;
  let bench: CallBench;
  let stop: () => Promise<void> = async () => {};
  let pair: BenchPair;
  let world: World;
  let here: CallNode;
  let there: CallNode;
  let caller: Device;
  let callee: Device;
  let calleeToo: Device;

  beforeAll(async () => {
    const server = kind === 'postgres' ? await startRealPostgres() : undefined;
    bench = await CallBench.open(server?.url);
    stop = async () => {
      await bench.close();
      await server?.stop();
    };
    pair = await bench.pair();
  }, 90_000);
  afterAll(() => stop());

  beforeEach(() => {
    world = new World();
    here = bench.node(world);
    there = bench.node(world);
    caller = world.connect(pair.patient.id);
    callee = world.connect(pair.consultant.id);
    calleeToo = world.connect(pair.consultant.id);
    return () => {
      here.kill();
      there.kill();
    };
  });

  const ring = (): Promise<CallRecord> => {
    world.sent.length = 0;
    return here.initiate(caller, pair.conversation);
  };
  const count = (device: Device, event: string) =>
    world.eventsOf(device).filter((name) => name === event).length;
  const toCallee = () => ({ toUserId: pair.consultant.id });
  const toCaller = () => ({ toUserId: pair.patient.id });
  const expectAllFree = async () => {
    expect(await bench.database.db.select().from(callParties)).toEqual([]);
  };
  const expire = ({ id, ringEndsAt, caller: a, callee: b }: CallRecord, node: CallNode) =>
    node.moves.between(a.userId, b.userId, (calls) =>
      calls.apply(() => node.store.find(id), { kind: 'ring_expired', deadline: ringEndsAt }),
    );

  test('two devices accept at once: one has the call, the other is told that it is elsewhere', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      await ring();
      const outcomes = await Promise.allSettled([
        here.calls.accept(callee, toCaller()),
        there.calls.accept(calleeToo, toCaller()),
      ]);
      expect(outcomes.map(refusal).sort()).toEqual(['answered_elsewhere', 'done']);
      expect(count(callee, 'call:connected') + count(calleeToo, 'call:connected')).toBe(1);
      expect(count(caller, 'call:accepted')).toBe(1);
      await here.calls.end(caller, {});
      expect(count(callee, 'call:ended') + count(calleeToo, 'call:ended')).toBe(2);
    }
    await expectAllFree();
  }, 60_000);

  test('an accept and the end of the ring at once: exactly one of them happens', async () => {
    const seen = new Set<string>();
    for (let round = 0; round < ROUNDS; round += 1) {
      const call = await ring();
      const [accepted] = await Promise.allSettled(
        inEitherOrder(
          round,
          () => here.calls.accept(callee, toCaller()),
          () => expire(call, there),
        ),
      );
      const outcome = refusal(accepted as PromiseSettledResult<unknown>);
      seen.add(outcome);
      if (outcome === 'done') {
        expect([count(caller, 'call:accepted'), count(caller, 'call:no-answer')]).toEqual([1, 0]);
        expect(count(callee, 'call:missed')).toBe(0);
        await here.calls.end(callee, {});
      } else {
        expect(outcome).toBe('no_such_call');
        expect([count(caller, 'call:accepted'), count(caller, 'call:no-answer')]).toEqual([0, 1]);
        expect(count(callee, 'call:missed')).toBe(1);
      }
    }
    expect(seen).toEqual(new Set(['done', 'no_such_call']));
    await expectAllFree();
  }, 60_000);

  test('a cancel and an accept at once: the callee never has a call that the caller has not', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      await ring();
      const [accepted] = await Promise.allSettled(
        inEitherOrder(
          round,
          () => there.calls.accept(callee, toCaller()),
          () => here.calls.end(caller, toCallee()),
        ),
      );
      // The cancel of a call that was accepted just before ends it.
      const outcome = refusal(accepted as PromiseSettledResult<unknown>);
      expect(count(callee, 'call:connected')).toBe(outcome === 'done' ? 1 : 0);
      expect(count(callee, 'call:ended')).toBe(1);
      await expectAllFree();
    }
  }, 60_000);

  test('both call each other at once: they are in one call, and nobody hears a ring without an end', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      world.sent.length = 0;
      const [a, b] = await Promise.all([
        here.initiate(caller, pair.conversation),
        there.initiate(callee, pair.conversation),
      ]);
      expect(a.id).toBe(b.id);
      const live = await here.store.listLive();
      expect(live.map(({ call }) => [call.id, call.status])).toEqual([[a.id, 'active']]);
      expect(count(caller, 'call:connected') + count(callee, 'call:connected')).toBe(1);
      expect(count(caller, 'call:accepted') + count(callee, 'call:accepted')).toBe(1);
      await here.calls.end(caller, {});
      await expectAllFree();
    }
  }, 60_000);

  test('everything at once, over and over: one call at most, and both are free afterwards', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const call = await ring();
      const attempts = [
        () => here.calls.accept(callee, toCaller()),
        () => there.calls.accept(calleeToo, toCaller()),
        () => here.calls.reject(callee, toCaller()),
        () => there.calls.end(caller, {}),
        () => expire(call, here),
        () => expire(call, there),
      ];
      await Promise.allSettled(inEitherOrder(round, ...attempts));
      await there.calls.end(callee, {});
      await expectAllFree();
      const outcomes = ['call:rejected', 'call:no-answer', 'call:accepted'].map((name) =>
        count(caller, name),
      );
      expect(outcomes.reduce((sum, times) => sum + times, 0)).toBeLessThanOrEqual(1);
      expect(count(callee, 'call:incoming')).toBe(1);
      expect(here.outcomes.length + there.outcomes.length).toBe(round + 1);
    }
  }, 60_000);

  test('a person who is called by two at once is in one call, and the other caller hears busy', async () => {
    const other = await bench.person('patient');
    const conversation = await bench.converse(other, pair.consultant);
    const otherCaller = world.connect(other.id);
    for (let round = 0; round < ROUNDS; round += 1) {
      const placed = await Promise.all([
        here.initiate(caller, pair.conversation),
        there.initiate(otherCaller, conversation),
      ]);
      expect(placed.map(({ status }) => status).sort()).toEqual(['busy', 'ringing']);
      await Promise.all([here.calls.end(caller, {}), there.calls.end(otherCaller, {})]);
      await expectAllFree();
    }
  }, 60_000);

  // With its one connection the embedded database lets nobody come between.
  if (kind === 'postgres') {
    test('a booking that is being cancelled has no new call', async () => {
      const other = await bench.pair();
      const { pool } = bench.database;
      const canceller = await pool.connect();
      await canceller.query('begin');
      await canceller.query("update bookings set status = 'cancelled' where id = $1", [
        other.conversation.bookingId,
      ]);
      world.connect(other.consultant.id);
      const placing = here.initiate(world.connect(other.patient.id), other.conversation);
      const outcome = Promise.allSettled([placing]);
      await sleep(100);
      await canceller.query('commit');
      canceller.release();
      expect((await outcome).map(refusal)).toEqual(['booking_cancelled']);
      await expectAllFree();
    });
  }

  test('a ring on several nodes ends once, though each has its timer', async () => {
    const impatient = [bench.node(world, { ringTimeoutMs: 80 }), bench.node(world, { ringTimeoutMs: 80 })];
    const [first, second] = impatient as [CallNode, CallNode];
    await Promise.all(impatient.map((node) => node.sweep.onApplicationBootstrap()));
    world.sent.length = 0;
    const call = await first.initiate(caller, pair.conversation);
    second.deadlines.watch(call, call.startedAt);
    await until(() => count(caller, 'call:no-answer') > 0);
    await until(() => first.deadlines.size + second.deadlines.size === 0);
    await sleep(50);
    expect([count(caller, 'call:no-answer'), count(callee, 'call:missed')]).toEqual([1, 1]);
    for (const node of impatient) node.kill();
    await expectAllFree();
  });
});

function refusal(outcome: PromiseSettledResult<unknown>): string {
  if (outcome.status === 'fulfilled') return 'done';
  if (outcome.reason instanceof DomainError) return outcome.reason.code;
  throw outcome.reason;
}

/**
 * Starts all at once, now from the front and now from the back, and each fourth time the next when the one before has
 * ended, so that each is the first for certain now and then; gives the promises in the order of the list.
 */
function inEitherOrder(round: number, ...works: (() => Promise<unknown>)[]): Promise<unknown>[] {
  const order = round % 2 === 0 ? works : works.toReversed();
  let before: Promise<unknown> = Promise.resolve();
  const started = order.map((work) => {
    const mine = round % 4 === 3 ? before.then(work, work) : work();
    before = mine;
    return mine;
  });
  return round % 2 === 0 ? started : started.toReversed();
}

async function until(holds: () => boolean): Promise<void> {
  const deadline = Date.now() + 5_000;
  while (!holds()) {
    if (Date.now() > deadline) throw new Error('it did not come to pass');
    await sleep(5);
  }
}
