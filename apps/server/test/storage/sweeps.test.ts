import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { TestClock } from '../../src/auth/testing/auth-ground.ts';
import { Sweeps } from '../../src/jobs/sweeps.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';
import { jobNode } from './job-node.ts';

/* What is looked for again and again, on both databases and several nodes. */

const KIND = 'sweep for crumbs';
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const TIMES = { everyMs: MINUTE_MS, overlapMs: 5 * MINUTE_MS };

let server: TestServer;
const stops: (() => unknown)[] = [];
beforeAll(async () => {
  server = await startTestServer();
});
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
  await server.database.pool.query('delete from jobs');
});
afterAll(() => server.close());

/** One node that sweeps, or does not want to. */
function node(clock: TestClock, look?: (since: number) => Promise<void>) {
  const made = jobNode(server.database, clock);
  const sweeps = new Sweeps(made.jobs, server.database, clock, made.log);
  sweeps.set(KIND, look && { ...TIMES, look });
  sweeps.onApplicationBootstrap();
  made.start();
  const stop = () => {
    sweeps.onModuleDestroy();
    return made.stop();
  };
  stops.push(stop);
  return { ...made, stop };
}
/** Sweeps that wait, and how far back they will look, in minutes from now. */
async function waiting({ clock }: { clock: TestClock }) {
  const { rows } = await server.database.pool.query<{ since: number; at: string }>(
    `select (payload->>'since')::float8 as since, run_at as at from jobs where kind = $1 and not is_running`,
    [KIND],
  );
  const inMinutes = (ms: number) => Math.round((ms - clock.now()) / MINUTE_MS);
  return rows.map(({ since, at }) => [inMinutes(since), inMinutes(Date.parse(at))]);
}

it('of several nodes one looks, each minute, and a little farther back than the last one', async () => {
  const clock = new TestClock();
  const looked: number[] = [];
  const look = async (since: number) => void looked.push(clock.now() - since);
  const one = node(clock, look);
  const two = node(clock, look);
  await expect.poll(() => waiting(one)).toEqual([[-5, 1]]);
  expect(looked).toEqual([DAY_MS]);
  for (let minute = 1; minute <= 3; minute += 1) {
    one.pass(MINUTE_MS);
    two.jobs.wake();
    await expect.poll(() => looked.length).toBe(minute + 1);
    await expect.poll(() => waiting(one)).toEqual([[-5, 1]]);
  }
  expect(looked.slice(1)).toEqual([6, 6, 6].map((minutes) => minutes * MINUTE_MS));
});

it('what happened while no node was there is looked at by the first that comes', async () => {
  const clock = new TestClock();
  const first = node(clock, async () => {});
  await expect.poll(() => waiting(first)).toEqual([[-5, 1]]);
  await first.stop();
  clock.pass(180 * MINUTE_MS);
  const looked: number[] = [];
  const second = node(clock, async (since) => void looked.push(clock.now() - since));
  await expect.poll(() => looked).toEqual([185 * MINUTE_MS]);
  await expect.poll(() => waiting(second)).toEqual([[-5, 1]]);
});

it('one that fails is tried again, from where it began', async () => {
  const clock = new TestClock();
  const looked: number[] = [];
  const one = node(clock, async (since) => {
    looked.push(since);
    if (looked.length === 1) throw new Error('the database is away');
  });
  await expect.poll(() => looked.length).toBe(1);
  await one.jobs.settled();
  one.pass(2_000);
  await expect.poll(() => looked.length).toBe(2);
  expect(looked[1]).toBe((looked[0] ?? 0) + 2_000); // no farther back than a day
  await expect.poll(() => waiting(one)).toEqual([[-5, 1]]);
});

it('none waits for ever where it is not wanted any more', async () => {
  const clock = new TestClock();
  const wanting = node(clock, async () => {});
  await expect.poll(() => waiting(wanting)).toHaveLength(1);
  await wanting.stop();
  const other = node(clock);
  await expect.poll(() => waiting(other)).toEqual([]);
});
