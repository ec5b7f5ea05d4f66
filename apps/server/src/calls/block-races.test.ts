import pg from 'pg';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { type RealPostgres, startRealPostgres } from '../../test/support/real-postgres.ts';
import { BlocksRepository } from '../bookings/blocks.repository.ts';
import type { Device } from './rules/call-record.ts';
import { type BenchPair, CallBench } from './testing/call-bench.ts';
import { type CallNode } from './testing/call-node.ts';
import { World } from './testing/world.ts';

let server: RealPostgres;
let bench: CallBench;
/** Holds a row, so that what comes to it stands still there. */
let holder: pg.Client;
let blocks: BlocksRepository;
let pair: BenchPair;
let node: CallNode;
let caller: Device;
/** What was done, in the order in which it was. */
let done: string[];

beforeAll(async () => {
  server = await startRealPostgres();
  bench = await CallBench.open(server.url);
  holder = new pg.Client({ connectionString: server.url });
  await holder.connect();
  blocks = new BlocksRepository(bench.database);
}, 90_000);
afterAll(async () => {
  await holder.end();
  await bench.close();
  await server.stop();
});
beforeEach(async () => {
  done = [];
  pair = await bench.pair();
  const world = new World();
  node = bench.node(world);
  caller = world.connect(pair.patient.id);
  world.connect(pair.consultant.id);
  return () => node.kill();
});

const ring = () =>
  node.initiate(caller, pair.conversation).then(
    () => void done.push('rings'),
    ({ code }) => void done.push(code),
  );
const block = () => blocks.add(pair.consultant.id, pair.patient.id).then(() => void done.push('blocked'));
const hold = async (table: 'conversations' | 'users', id: string) => {
  await holder.query('begin');
  await holder.query(`select from ${table} where id = $1 for update`, [id]);
};
const letGo = () => holder.query('commit');
const untilWaiting = (count: number) =>
  vi.waitFor(async () => {
    const { rows } = await bench.database.pool.query(
      "select pid from pg_stat_activity where wait_event_type = 'Lock'",
    );
    expect(rows).toHaveLength(count);
  });

test('a block waits for the ring that is just being stored, and so finds it to end it', async () => {
  await hold('conversations', pair.conversation.id);
  const ringing = ring();
  await untilWaiting(1);
  const found = block().then(() => node.store.findLiveOf(pair.consultant.id));
  await untilWaiting(2);
  await letGo();
  expect((await found)?.call.status).toBe('ringing');
  await ringing;
  expect(done).toContain('rings');
});

test('a ring waits for the block that is just being set, and does not ring', async () => {
  await hold('users', pair.patient.id);
  const blocking = block();
  await untilWaiting(1);
  const ringing = ring();
  await untilWaiting(2);
  await letGo();
  await Promise.all([ringing, blocking]);
  expect(done).toContain('not_available');
  expect(await node.store.findLiveOf(pair.consultant.id)).toBeUndefined();
});
