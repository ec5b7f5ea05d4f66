import { describe, expect, test } from 'vitest';
import { type Costs, coresFor, type Habits, loadOf, machinesFor } from '../../bench/capacity/model.ts';

const COSTS: Costs = {
  socketMsPerMin: { server: 0.6, database: 0.3 },
  baseMsPerS: { server: 100, database: 50 },
  messageMs: { server: 0.5, database: 0.2 },
  ringMs: { server: 4, database: 2 },
  foreignMs: 0.05,
  socketBytes: 64 * 1_024,
  messageBytes: 512,
};
const HABITS: Habits = {
  onlineShare: 0.1,
  consultantsPerPatient: 0.1,
  messagesPerDay: 3.6,
  callsPerDay: 0.1,
  busiestHourShare: 0.1,
  burst: 2,
  callMinutes: 15,
  relayedShare: 0.2,
  relayedMbitPerS: 6,
  fill: 0.5,
};

describe('the model of capacity', () => {
  test('adds up what sockets, messages and rings take of a core', () => {
    const cores = coresFor(COSTS, { sockets: 6_000, messagesPerS: 400, ringsPerS: 10 });
    expect(cores.server).toBeCloseTo(0.06 + 0.1 + 0.2 + 0.04);
    expect(cores.database).toBeCloseTo(0.03 + 0.05 + 0.08 + 0.02);
  });

  test('turns patients into the busiest second', () => {
    const load = loadOf(100_000, HABITS);
    expect(load.sockets).toBeCloseTo(11_000);
    expect(load.messagesPerS).toBeCloseTo(20);
    expect(load.ringsPerS).toBeCloseTo(100_000 * 0.1 * 0.1 * (2 / 3_600));
  });

  test('takes one node for few, and more as they become more', () => {
    expect(machinesFor(1_000, HABITS, COSTS).nodes).toBe(1);
    const sizes = [1_000, 1_000_000, 5_000_000].map((patients) => machinesFor(patients, HABITS, COSTS).nodes);
    expect(sizes).toEqual([...sizes].sort((a, b) => a - b));
    expect(sizes.at(-1)).toBeGreaterThan(2);
  });

  test('says when no number of nodes is enough, since each is full with hearing the others', () => {
    const all = machinesFor(60_000_000, HABITS, COSTS);
    expect(all.nodes).toBe(Number.POSITIVE_INFINITY);
    expect(machinesFor(60_000_000, HABITS, COSTS, false).nodes).toBeLessThan(1_000);
  });

  test('lets the database pay for each node, which gathers only what its own people write', () => {
    const habits = { ...HABITS, fill: 0.2 };
    const together = machinesFor(5_000_000, HABITS, COSTS);
    const apart = machinesFor(5_000_000, habits, COSTS);
    expect(apart.nodes).toBeGreaterThan(together.nodes);
    expect(apart.databaseCores * habits.fill).toBeGreaterThan(together.databaseCores * HABITS.fill);
  });

  test('reckons the relay by the calls that go on at once', () => {
    const { callsAtOnce, relayGbitPerS } = machinesFor(100_000, HABITS, COSTS);
    expect(callsAtOnce).toBeCloseTo((100_000 * 0.1 * 0.1 * 15) / 60);
    expect(relayGbitPerS).toBeCloseTo((callsAtOnce * 0.2 * 6) / 1_000);
  });
});
