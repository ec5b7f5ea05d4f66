import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { TestLog } from '../auth/testing/auth-ground.ts';
import { Metrics } from '../operations/metrics.ts';
import type { ClockRepository } from './clock.repository.ts';
import { DatabaseClock } from './database-clock.ts';

const NOON = Date.parse('2027-01-01T12:00:00.000Z');
const MINUTE_MS = 60_000;

let log: TestLog;
beforeEach(() => {
  vi.useFakeTimers({ now: NOON + MINUTE_MS }); // this machine's clock is a minute ahead
  log = new TestLog();
});
afterEach(() => vi.useRealTimers());

function clockOf(read: () => Promise<number>, isRemote = true) {
  return new DatabaseClock({ isRemote, read } as ClockRepository, log, new Metrics());
}

test("it is what the database's clock says, and goes on from there, whatever is done to this machine's", async () => {
  const clock = clockOf(async () => NOON);
  await clock.onModuleInit();
  expect(clock.now()).toBe(NOON);
  vi.advanceTimersByTime(20_000);
  expect(clock.now()).toBe(NOON + 20_000);
  vi.setSystemTime(NOON - 24 * 60 * MINUTE_MS);
  expect(clock.now()).toBe(NOON + 20_000);
  expect(log.lines).toEqual([expect.stringContaining('"aheadMs":60000')]);
  clock.onModuleDestroy();
});

test('it is read again and again, and a database that is away changes nothing', async () => {
  let answer: () => Promise<number> = async () => NOON;
  const clock = clockOf(() => answer());
  await clock.onModuleInit();
  answer = () => Promise.reject(new Error('away'));
  await vi.advanceTimersByTimeAsync(30_000);
  expect(clock.now()).toBe(NOON + 30_000);
  answer = async () => NOON + 31 * MINUTE_MS;
  await vi.advanceTimersByTimeAsync(30_000);
  expect(clock.now()).toBe(NOON + 31 * MINUTE_MS);
  clock.onModuleDestroy();
});

test('an answer that was long on its way says too little', async () => {
  const clock = clockOf(async () => {
    await new Promise((resolve) => setTimeout(resolve, 5_000));
    return NOON;
  });
  const read = clock.read();
  await vi.advanceTimersByTimeAsync(5_000);
  await read;
  expect(clock.now()).toBe(NOON + MINUTE_MS + 5_000);
});

test('an embedded database has the clock of this process', async () => {
  const clock = clockOf(() => Promise.reject(new Error('never asked')), false);
  await clock.onModuleInit();
  expect(clock.now()).toBe(NOON + MINUTE_MS);
});
