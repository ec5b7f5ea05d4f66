import { describe, expect, it } from 'vitest';
import { InboxPace } from './inbox-pace.ts';

const A = 'conversation a';
const ALL = 200;

describe('a message', () => {
  it('is told at once where nothing was told for a while', () => {
    const pace = new InboxPace();
    expect(pace.message(A, 'patient', 0)).toEqual({ id: A, by: new Set(['patient']), inRoomToo: true });
    expect(pace.isIdle).toBe(true);
  });

  it('of a burst waits half a second, and then one telling stands for all, outside of the room', () => {
    const pace = new InboxPace();
    pace.message(A, 'patient', 0);
    expect(pace.message(A, 'consultant', 100)).toBeUndefined();
    expect(pace.message(A, 'patient', 499)).toBeUndefined();
    expect(pace.due(499, ALL)).toEqual([]);
    expect(pace.due(500, ALL)).toEqual([{ id: A, by: new Set(['consultant', 'patient']), inRoomToo: false }]);
    expect(pace.due(501, ALL)).toEqual([]);
  });

  it('is told to those in the room, who hear it anyway, within three seconds', () => {
    const pace = new InboxPace();
    pace.message(A, 'patient', 0);
    for (let now = 100; now < 3_000; now += 100) {
      pace.message(A, 'patient', now);
      for (const { inRoomToo } of pace.due(now, ALL)) expect(inRoomToo).toBe(false);
    }
    expect(pace.due(3_000, ALL)).toEqual([{ id: A, by: new Set(['patient']), inRoomToo: true }]);
    expect(pace.isIdle).toBe(true);
  });
});

describe('another change', () => {
  it('is told to all within 50 ms, with what came meanwhile', () => {
    const pace = new InboxPace();
    pace.message(A, 'patient', 0);
    pace.message(A, 'patient', 10);
    pace.change(A, 'consultant', 20);
    pace.change(A, 'consultant', 60);
    expect(pace.due(69, ALL)).toEqual([]);
    expect(pace.due(70, ALL)).toEqual([{ id: A, by: new Set(['patient', 'consultant']), inRoomToo: true }]);
    expect(pace.isIdle).toBe(true);
  });
});

it('conversations have nothing to do with each other, and no more than so many are taken at a time', () => {
  const pace = new InboxPace();
  for (const id of ['a', 'b', 'c']) pace.change(id, 'patient', 0);
  expect(pace.due(50, 2).map(({ id }) => id)).toEqual(['a', 'b']);
  expect(pace.due(50, 2).map(({ id }) => id)).toEqual(['c']);
});

it('a conversation that has been quiet is forgotten, and told at once again', () => {
  const pace = new InboxPace();
  pace.message(A, 'patient', 0);
  pace.due(3_000, ALL);
  expect(pace.message(A, 'consultant', 3_001)).toEqual({
    id: A,
    by: new Set(['consultant']),
    inRoomToo: true,
  });
});
