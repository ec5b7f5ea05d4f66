import { expect, test } from 'vitest';
import { FakeClock } from '../../testing/fake-clock.ts';
import { Recovery } from './recovery.ts';

function make(isCaller = true) {
  const clock = new FakeClock();
  const begun = clock.now();
  const log: string[] = [];
  const can = { try: true };
  const recovery = new Recovery({
    clock,
    isCaller,
    canTry: () => can.try,
    tryAgain: (attempt, isLast) => log.push(`${clock.now() - begun}: ${isLast ? 'last' : 'try'} ${attempt}`),
    giveUp: () => log.push(`${clock.now() - begun}: given up`),
  });
  return { clock, log, can, recovery };
}

test('the caller waits two seconds, then tries three times, ten seconds each', async () => {
  const { clock, log, recovery } = make();
  recovery.lost(false);
  await clock.pass(60_000);
  expect(log).toEqual(['2000: try 1', '12000: try 2', '22000: last 3', '32000: given up']);
  expect(clock.waiting).toBe(0);
});

test('what is broken for good is tried at once, by the callee five seconds later', async () => {
  const caller = make();
  caller.recovery.lost(true);
  expect(caller.log).toEqual(['0: try 1']);
  const callee = make(false);
  callee.recovery.lost(true);
  await callee.clock.pass(60_000);
  expect(callee.log).toEqual(['5000: try 1', '15000: try 2', '25000: last 3', '35000: given up']);
});

test('what breaks while it is waited for is not waited for any longer', async () => {
  const { clock, log, recovery } = make();
  recovery.lost(false);
  await clock.pass(500);
  recovery.lost(true);
  expect(log).toEqual(['500: try 1']);
});

test('who is connected again is left alone', async () => {
  const { clock, log, recovery } = make();
  recovery.lost(false);
  await clock.pass(1_000);
  recovery.recovered();
  await clock.pass(60_000);
  expect(log).toEqual([]);
  expect(clock.waiting).toBe(0);
});

test('tries that nobody would hear are not counted, and are made as soon as they would be', async () => {
  const { clock, log, can, recovery } = make();
  can.try = false;
  recovery.lost(false);
  await clock.pass(20_000);
  recovery.review();
  expect(log).toEqual([]);
  can.try = true;
  recovery.review();
  expect(log).toEqual(['20000: try 1']);
  await clock.pass(60_000);
  expect(log).toEqual(['20000: try 1', '30000: try 2', '40000: given up']);
});

test('while the other side tries, ours waits', async () => {
  const { clock, log, recovery } = make(false);
  recovery.lost(false);
  await clock.pass(3_000);
  recovery.otherTries();
  await clock.pass(14_000);
  expect(log).toEqual([]);
  await clock.pass(1_000);
  expect(log).toEqual(['18000: try 1']);
});

test('a first connection is tried for once more, and is there within 25 seconds or never', async () => {
  const { clock, log, recovery } = make();
  recovery.connecting();
  await clock.pass(60_000);
  expect(log).toEqual(['12000: try 1', '22000: try 2', '25000: given up']);
  expect(clock.waiting).toBe(0);
});
