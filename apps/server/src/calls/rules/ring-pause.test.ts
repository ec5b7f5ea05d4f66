import { describe, expect, test } from 'vitest';
import { pauseLeftMs, type VainRing } from './ring-pause.ts';

const NOW = 1_800_000_000_000;
const MINUTE = 60_000;
/** That many, each declined at once, the last of them just now. */
const declined = (count: number): VainRing[] =>
  Array.from({ length: count }, (_, n) => ({ status: 'rejected', startedAt: NOW - n, endedAt: NOW - n }));
const withdrawn = (count: number, ringMs = 1_000): VainRing[] =>
  Array.from({ length: count }, (_, n) => ({
    status: 'cancelled',
    startedAt: NOW - n - ringMs,
    endedAt: NOW - n,
  }));
const unanswered = (startedAt: number, ringMs = 45_000): VainRing => ({
  status: 'missed',
  startedAt,
  endedAt: startedAt + ringMs,
});

describe('after a decline', () => {
  test('the caller may ring once more at once, and then each decline doubles the pause, up to an hour', () => {
    const pauses = [0, 1, 2, 3, 4, 5, 10, 11, 12, 2_000].map((count) => pauseLeftMs(declined(count), NOW, 1));
    expect(pauses.map((ms) => ms / 1_000)).toEqual([0, 0, 10, 20, 40, 80, 2_560, 3_600, 3_600, 3_600]);
  });

  test('the pause runs from the last one', () => {
    expect(pauseLeftMs(declined(2), NOW + 9_000, 1)).toBe(1_000);
    expect(pauseLeftMs(declined(2), NOW + 10_000, 1)).toBe(0);
  });
});

describe('rings that are taken back at once', () => {
  test('are wrong buttons at first, and then each counts like a decline', () => {
    const pauses = [1, 3, 4, 5, 6, 13].map((count) => pauseLeftMs(withdrawn(count), NOW, 1));
    expect(pauses.map((ms) => ms / 1_000)).toEqual([0, 0, 10, 20, 40, 3_600]);
    expect(pauseLeftMs([...withdrawn(3), ...declined(1)], NOW, 1)).toBe(10_000);
  });

  test('are none where there was time to take them, or where nothing rang', () => {
    expect(pauseLeftMs(withdrawn(6, 20_000), NOW, 1)).toBe(0);
    expect(
      pauseLeftMs(
        Array.from({ length: 50 }, () => unanswered(NOW, 0)),
        NOW,
        1,
      ),
    ).toBe(0);
  });
});

describe('a line that nobody answers', () => {
  test('is free of one caller for most of the time, however patiently that one rings', () => {
    const rings: VainRing[] = [];
    let occupiedMs = 0;
    for (let at = 0; at < 120 * MINUTE; ) {
      const pauseMs = pauseLeftMs(rings, at, 1);
      if (pauseMs === 0) {
        rings.push(unanswered(at));
        occupiedMs += 45_000;
      }
      at += pauseMs === 0 ? 45_000 : pauseMs;
    }
    expect(occupiedMs).toBeLessThan(120 * MINUTE * 0.4);
  });

  test('does not punish a second and a third try', () => {
    const rings = [unanswered(NOW - 140_000), unanswered(NOW - 95_000), unanswered(NOW - 45_000)];
    expect(pauseLeftMs(rings, NOW, 1)).toBe(0);
    const one = unanswered(NOW, 60_000);
    expect(pauseLeftMs([...rings, one], NOW + MINUTE, 1)).toBe(10 * MINUTE + 45_000 - 140_000 - MINUTE);
  });
});

test('limits that are off or loosened loosen the pause', () => {
  expect(pauseLeftMs(declined(9), NOW, undefined)).toBe(0);
  expect(pauseLeftMs(declined(2), NOW, 10)).toBe(1_000);
});
