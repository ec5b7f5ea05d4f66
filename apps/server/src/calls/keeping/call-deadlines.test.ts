import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { active, RING_MS, ringing, T0 } from '../rules/testing/call-fixtures.ts';
import { CallDeadlines, type DeadlineEvent } from './call-deadlines.ts';

let deadlines: CallDeadlines;
let due: DeadlineEvent[];

beforeEach(() => {
  vi.useFakeTimers();
  deadlines = new CallDeadlines();
  due = [];
  deadlines.onDue((_call, event) => due.push(event));
});
afterEach(() => {
  deadlines.onModuleDestroy();
  vi.useRealTimers();
});

const awayUntil = (deadline: number) => ({
  ...active(),
  caller: { ...active().caller, graceEndsAt: deadline },
});

test('a ring is due when its time is over, not before', () => {
  deadlines.watch(ringing(), T0 + 5_000);
  vi.advanceTimersByTime(RING_MS - 5_001);
  expect(due).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(due).toEqual([{ kind: 'ring_expired', deadline: T0 + RING_MS }]);
  expect(deadlines.size).toBe(0);
});

test('a clock that jumps changes nothing about how long it rings', () => {
  deadlines.watch(ringing(), T0);
  vi.setSystemTime(Date.now() + 3_600_000);
  vi.advanceTimersByTime(RING_MS - 1);
  deadlines.watch(ringing(), T0 + 3_600_000);
  expect(due).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(due).toHaveLength(1);
});

test('a call that was taken has no ring time any more, one that is over has none at all', () => {
  deadlines.watch(ringing(), T0);
  deadlines.watch(active(), T0);
  expect(deadlines.size).toBe(0);
  deadlines.watch(ringing(), T0);
  deadlines.forget(ringing().id);
  expect(deadlines.size).toBe(0);
});

test('a newer absence replaces the older deadline, a return removes it', () => {
  deadlines.watch(awayUntil(T0 + 100), T0);
  deadlines.watch(awayUntil(T0 + 200), T0);
  vi.advanceTimersByTime(150);
  expect(due).toEqual([]);
  vi.advanceTimersByTime(50);
  expect(due).toEqual([{ kind: 'grace_expired', side: 'caller', deadline: T0 + 200 }]);
  deadlines.watch(awayUntil(T0 + 300), T0 + 200);
  deadlines.watch(active(), T0 + 200);
  vi.runAllTimers();
  expect(due).toHaveLength(1);
});

test('what was due and could not be done is due again at the next look', () => {
  deadlines.watch(ringing(), T0 + RING_MS + 9);
  vi.runAllTimers();
  deadlines.watch(ringing(), T0 + RING_MS + 1_009);
  vi.runAllTimers();
  expect(due).toHaveLength(2);
});

test('another node gets its time to be first', () => {
  deadlines.watch(ringing(), T0, 300);
  vi.advanceTimersByTime(RING_MS + 299);
  expect(due).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(due).toHaveLength(1);
});
