import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Cluster } from '../../cluster/cluster.ts';
import { ADA, BEN, ringing } from '../rules/testing/call-fixtures.ts';
import { PeopleInCalls, RECENTLY_ENDED_MS } from './people-in-calls.ts';
import { RefusedCalls } from './refused-calls.ts';

const alone = { pair: undefined } as Cluster;
const CLEO = '00000000-0000-4000-8000-00000000000c';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => vi.useRealTimers());

describe('who is in a call', () => {
  test('is known from the moment it is noted until it is forgotten', () => {
    const people = new PeopleInCalls(alone);
    people.note(ringing());
    expect([people.has(ADA), people.has(BEN), people.has(CLEO)]).toEqual([true, true, false]);
    people.note({ ...ringing(), id: 'the next call' });
    people.forget(ringing(), []);
    expect(people.has(ADA)).toBe(true);
    people.forget({ ...ringing(), id: 'the next call' }, []);
    expect(people.has(ADA)).toBe(false);
  });

  test('is not ruled out before everything was seen, or while other nodes place calls', () => {
    const people = new PeopleInCalls(alone);
    expect([people.mayConcern(CLEO), people.isIdle()]).toEqual([true, false]);
    people.replace([], performance.now());
    expect([people.mayConcern(CLEO), people.isIdle()]).toEqual([false, true]);
    const clustered = new PeopleInCalls({ pair: {} } as Cluster);
    clustered.replace([], performance.now());
    expect([clustered.mayConcern(CLEO), clustered.isIdle()]).toEqual([true, false]);
  });

  test('is not what the database said before a newer change', () => {
    const people = new PeopleInCalls(alone);
    const askedAt = performance.now();
    vi.advanceTimersByTime(5);
    people.note(ringing());
    people.replace([], askedAt);
    expect(people.has(ADA)).toBe(true);
    vi.advanceTimersByTime(5);
    people.replace([], performance.now());
    expect(people.has(ADA)).toBe(false);
  });

  test('who was away at the end is of concern for a while', () => {
    const people = new PeopleInCalls(alone);
    people.replace([], performance.now());
    people.forget(ringing(), [ADA]);
    expect([people.mayConcern(ADA), people.mayConcern(BEN), people.has(ADA)]).toEqual([true, false, false]);
    vi.advanceTimersByTime(RECENTLY_ENDED_MS + 1);
    expect(people.mayConcern(ADA)).toBe(false);
  });
});

describe('a refused call', () => {
  test('is remembered for a while, from the one to the other only', () => {
    const refused = new RefusedCalls();
    refused.note(ADA, BEN);
    expect([refused.has(ADA, BEN), refused.has(BEN, ADA)]).toEqual([true, false]);
    vi.advanceTimersByTime(RECENTLY_ENDED_MS);
    expect(refused.has(ADA, BEN)).toBe(false);
  });

  test('is forgotten first where there are very many', () => {
    const refused = new RefusedCalls();
    for (let n = 0; n < 10_005; n += 1) refused.note(ADA, `someone ${n}`);
    expect([refused.has(ADA, 'someone 0'), refused.has(ADA, 'someone 10004')]).toEqual([false, true]);
  });
});
