import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Cluster } from '../../cluster/cluster.ts';
import type { Device } from '../rules/call-record.ts';
import { type BenchPair, CallBench } from '../testing/call-bench.ts';
import { type CallNode } from '../testing/call-node.ts';
import { World } from '../testing/world.ts';

const QUICK = { ringTimeoutMs: 400, reconnectGraceMs: 300 };
const CLUSTER = { pair: {}, isReady: () => true } as unknown as Cluster;

/** The sweep looks so many times as often as it does, so that what takes some of its seconds takes as little of ours. */
const FASTER = 5;
const seconds = (count: number) => sleep((count * 1_000) / FASTER);

let bench: CallBench;
let world: World;
let pair: BenchPair;
let ada: Device;
let ben: Device;
let nodes: CallNode[];

beforeAll(async () => {
  bench = await CallBench.open();
}, 60_000);
afterAll(() => bench.close());
beforeEach(async () => {
  const { setInterval } = globalThis;
  const hastened = vi
    .spyOn(globalThis, 'setInterval')
    .mockImplementation((work: () => void, ms = 0) => setInterval(work, ms / FASTER));
  pair = await bench.pair();
  world = new World();
  nodes = [];
  ada = world.connect(pair.patient.id);
  ben = world.connect(pair.consultant.id);
  return async () => {
    for (const node of nodes) node.kill();
    hastened.mockRestore();
    await bench.clear();
  };
});

async function start(times = QUICK, cluster?: Cluster): Promise<CallNode> {
  const node = bench.node(world, times, cluster);
  nodes.push(node);
  await node.sweep.onApplicationBootstrap();
  return node;
}

const talk = async (node: CallNode) => {
  await node.initiate(ada, pair.conversation);
  await node.calls.accept(ben, { toUserId: ada.userId });
};
const count = (device: Device, event: string) =>
  world.eventsOf(device).filter((name) => name === event).length;
const liveCall = async (node: CallNode) => (await node.store.findLiveOf(ada.userId))?.call;

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 8_000;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`it did not come to pass: ${JSON.stringify(world.sent)}`);
    await sleep(10);
  }
}

describe('after a restart', () => {
  test('a ring whose time passed meanwhile ends, once', async () => {
    const before = await start();
    await before.initiate(ada, pair.conversation);
    before.kill();
    await sleep(QUICK.ringTimeoutMs);
    const after = await start();
    await until(async () => (await liveCall(after)) === undefined);
    await sleep(50);
    expect([count(ada, 'call:no-answer'), count(ben, 'call:missed')]).toEqual([1, 1]);
  });

  test('a running call waits for its people, and goes on with those who come back', async () => {
    const before = await start();
    await talk(before);
    before.kill();
    world.sockets.clear();
    const after = await start();
    const call = await liveCall(after);
    expect([call?.caller.graceEndsAt, call?.callee.graceEndsAt]).toEqual([
      expect.any(Number),
      expect.any(Number),
    ]);
    for (const person of [pair.patient, pair.consultant]) {
      await after.join(world.connect(person.id), pair.conversation);
    }
    await sleep(QUICK.reconnectGraceMs + 100);
    expect(await liveCall(after)).toMatchObject({ status: 'active' });
  });

  test('and ends when nobody does', async () => {
    const before = await start();
    await talk(before);
    before.kill();
    world.sockets.clear();
    const after = await start();
    await until(async () => (await liveCall(after)) === undefined);
    expect(after.outcomes).toEqual(['failed']);
  });

  test('a grace that was running begins anew', async () => {
    const before = await start();
    await talk(before);
    before.depart(ben, false);
    await until(async () => (await liveCall(before))?.callee.graceEndsAt !== null);
    before.kill();
    await sleep(QUICK.reconnectGraceMs + 50);
    const after = await start();
    await after.join(world.connect(ben.userId), pair.conversation);
    await sleep(50);
    expect(await liveCall(after)).toMatchObject({ status: 'active', callee: { graceEndsAt: null } });
  });
});

describe('on several nodes', () => {
  test('a ring whose node has died ends on another', async () => {
    const [first, second] = [await start(QUICK, CLUSTER), await start(QUICK, CLUSTER)];
    await first.initiate(ada, pair.conversation);
    first.kill();
    await until(() => count(ada, 'call:no-answer') > 0);
    expect([count(ben, 'call:missed'), second.outcomes]).toEqual([1, ['missed']]);
  });

  test('a ring ends once, though all nodes watch over it', async () => {
    const watchers = await Promise.all(Array.from({ length: 4 }, () => start(QUICK, CLUSTER)));
    await watchers[0]?.initiate(ada, pair.conversation);
    await until(() => count(ada, 'call:no-answer') > 0);
    await sleep(600);
    expect([count(ada, 'call:no-answer'), count(ben, 'call:missed')]).toEqual([1, 1]);
    expect(watchers.flatMap(({ outcomes }) => outcomes)).toEqual(['missed']);
  });

  test('a leg that one look misses is not away, one that two miss is', async () => {
    const first = await start({ ...QUICK, reconnectGraceMs: 60_000 }, CLUSTER);
    await talk(first);
    const seen: unknown[] = [];
    const looks = vi.spyOn(world.presence, 'isConnected').mockImplementation(async () => {
      seen.push((await liveCall(first))?.caller.graceEndsAt);
      return false;
    });
    await until(async () => (await liveCall(first))?.callee.graceEndsAt !== null);
    expect(seen).toEqual([null, null, null, expect.anything()].slice(0, seen.length));
    expect(seen.length).toBeGreaterThan(2);
    looks.mockRestore();
    await until(async () => (await liveCall(first))?.callee.graceEndsAt === null);
  });

  test('nobody counts as away while the other nodes cannot be asked', async () => {
    const deaf = { pair: {}, isReady: () => false } as unknown as Cluster;
    const node = await start({ ...QUICK, reconnectGraceMs: 60_000 }, deaf);
    await talk(node);
    const looks = vi.spyOn(world.presence, 'isConnected').mockResolvedValue(false);
    await seconds(3.5);
    expect(looks).not.toHaveBeenCalled();
    looks.mockRestore();
  });

  test('a grace that runs is left alone by a node that starts', async () => {
    const long = { ...QUICK, reconnectGraceMs: 60_000 };
    const first = await start(long, CLUSTER);
    await talk(first);
    first.depart(ben, false);
    await until(async () => (await liveCall(first))?.callee.graceEndsAt !== null);
    const before = (await liveCall(first))?.callee.graceEndsAt;
    const second = await start(long, CLUSTER);
    expect((await liveCall(second))?.callee.graceEndsAt).toBe(before);
  });

  test('everyone in a call is known everywhere within the next look', async () => {
    const [first, second] = [await start(QUICK, CLUSTER), await start(QUICK, CLUSTER)];
    await talk(first);
    await until(() => second.people.has(ada.userId) && second.people.has(ben.userId));
    await first.calls.end(ada, {});
    await until(() => !second.people.has(ada.userId));
  });
});

describe('the sweep itself', () => {
  test('asks nothing while nothing is live on the only node', async () => {
    const node = await start();
    const asked = vi.spyOn(node.store, 'listLive');
    await seconds(1.1);
    expect(asked).not.toHaveBeenCalled();
  });

  test('finds a ring that a process left behind which nobody here knew of', async () => {
    const node = await start();
    const stranger = bench.node(world, QUICK);
    await stranger.initiate(ada, pair.conversation);
    stranger.kill();
    expect(node.people.isIdle()).toBe(true);
    const later = performance.now() + 31_000;
    const clock = vi.spyOn(performance, 'now').mockImplementation(() => later);
    await until(() => count(ada, 'call:no-answer') > 0);
    clock.mockRestore();
    expect(node.outcomes).toEqual(['missed']);
  });

  test('survives a database that is away, and makes good what was missed', async () => {
    const node = await start({ ...QUICK, ringTimeoutMs: 100 });
    await node.initiate(ada, pair.conversation);
    const away = () => Promise.reject(new Error('connect ECONNREFUSED'));
    const spies = [
      vi.spyOn(node.store, 'find').mockImplementation(away),
      vi.spyOn(node.store, 'listLive').mockImplementation(away),
    ];
    await seconds(1.2);
    expect(count(ada, 'call:no-answer')).toBe(0);
    for (const spy of spies) spy.mockRestore();
    await until(() => count(ada, 'call:no-answer') === 1);
  });

  test('never overlaps itself', async () => {
    const node = await start({ ...QUICK, ringTimeoutMs: 60_000 });
    await node.initiate(ada, pair.conversation);
    let running = 0;
    let most = 0;
    vi.spyOn(node.store, 'listLive').mockImplementation(async () => {
      running += 1;
      most = Math.max(most, running);
      await seconds(1.5);
      running -= 1;
      return [];
    });
    await seconds(2.6);
    expect(most).toBe(1);
  });
});
