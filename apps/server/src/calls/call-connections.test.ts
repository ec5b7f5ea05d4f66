import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Device } from './rules/call-record.ts';
import { type BenchPair, CallBench } from './testing/call-bench.ts';
import { type CallNode } from './testing/call-node.ts';
import { World } from './testing/world.ts';

const GRACE_MS = 150;
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
  node = bench.node(world, { reconnectGraceMs: GRACE_MS });
  await node.sweep.onApplicationBootstrap();
  ada = world.connect(pair.patient.id);
  ben = world.connect(pair.consultant.id);
});
afterEach(() => node.kill());

const call = () => node.initiate(ada, pair.conversation);
const toAda = () => ({ toUserId: pair.patient.id });
const talk = async () => {
  const { id } = await call();
  await node.calls.accept(ben, toAda());
  return id;
};
const statusOf = async () =>
  (await bench.log.list(ada.userId, { limit: 1, offset: 0, onlyMissed: false }))[0]?.status;
const heard = (device: Device, event: string, times = 1) =>
  until(() => world.eventsOf(device).filter((name) => name === event).length === times);

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 5_000;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`it did not come to pass: ${JSON.stringify(world.sent)}`);
    await sleep(5);
  }
}

describe('a socket that connects', () => {
  test('hears at once that its person is being called', async () => {
    await call();
    const benToo = world.connect(ben.userId);
    node.arrive(benToo);
    await until(() =>
      world.sent.some(({ to, event }) => to === benToo.socketId && event === 'call:incoming'),
    );
  });

  test('asks the database for nothing when nobody is in a call', async () => {
    await talk();
    await node.calls.end(ada, {});
    const asked = countCalls(node);
    node.arrive(ada);
    await node.join(ada, pair.conversation);
    node.depart(ada, false);
    await sleep(10);
    expect(asked()).toBe(0);
  });

  test('finds its running call again', async () => {
    await talk();
    node.depart(ada, false);
    await until(async () => (await node.store.findLiveOf(ada.userId))?.call.caller.graceEndsAt !== null);
    const again = world.connect(ada.userId);
    node.arrive(again);
    await node.join(again, pair.conversation);
    await sleep(GRACE_MS + 50);
    expect(await statusOf()).toBe('active');
    await node.calls.end(ben, {});
    expect(world.eventsOf(again)).toEqual(['call:ended']);
  });
});

describe('a socket that goes', () => {
  test('for good ends the running call at once', async () => {
    await talk();
    node.depart(ben, true);
    await heard(ada, 'call:ended');
    expect(await statusOf()).toBe('ended');
  });

  test('by accident ends it after the grace', async () => {
    await talk();
    const lostAt = Date.now();
    node.depart(ben, false);
    await heard(ada, 'call:ended');
    expect(Date.now() - lostAt).toBeGreaterThanOrEqual(GRACE_MS - 1);
    expect(world.heardBy(ada).at(-1)?.payload).toMatchObject({ reason: 'connection-lost' });
  });

  test('as the last of a callee for good ends the ring, as one of two does not', async () => {
    await call();
    const benToo = world.connect(ben.userId);
    node.depart(benToo, true);
    await sleep(30);
    expect(await statusOf()).toBe('ringing');
    node.depart(ben, true);
    await heard(ada, 'call:no-answer');
    expect(await statusOf()).toBe('missed');
  });

  test('with the server that is stopped changes nothing', async () => {
    await talk();
    node.kill();
    node.depart(ada, false);
    node.depart(ben, true);
    await sleep(30);
    expect((await node.store.findLiveOf(ada.userId))?.call).toMatchObject({
      status: 'active',
      caller: { graceEndsAt: null },
      callee: { graceEndsAt: null },
    });
  });
});

/** Counts what is asked of the database from now on. */
function countCalls({ store }: CallNode): () => number {
  let asked = 0;
  const count = () => {
    asked += 1;
    return Promise.resolve(undefined);
  };
  Object.assign(store, { findLiveOf: count, findEndedWithUndelivered: count });
  return () => asked;
}
