import type { CallRecord } from '@jiggy-care/client/calls';
import { describe, expect, it } from 'vitest';
import { freshMissed } from './fresh-missed.ts';

function record(id: string, status: CallRecord['status'], minute: number): CallRecord {
  return {
    id,
    conversationId: 'c',
    callerId: 'ada',
    calleeId: 'noor',
    callType: 'audio',
    status,
    startedAt: new Date(Date.UTC(2026, 10, 20, 10, minute)).toISOString(),
    answeredAt: null,
    endedAt: null,
  };
}

const fresh = (before: readonly CallRecord[], now: readonly CallRecord[], reader = 'noor') =>
  freshMissed(before, now, reader).map(({ id }) => id);

describe('news of missed calls', () => {
  const old = record('old', 'missed', 1);

  it('are those that were not there, or still rang', () => {
    const ringing = record('a', 'ringing', 5);
    const now = [record('b', 'cancelled', 6), record('a', 'missed', 5), old];
    expect(fresh([ringing, old], now)).toEqual(['b', 'a']);
    expect(fresh([], [old])).toEqual(['old']);
    expect(fresh(now, now)).toEqual([]);
  });

  it('are not older pages that are loaded', () => {
    expect(fresh([old], [old, record('older', 'missed', 0)])).toEqual([]);
  });

  it('are not what was declined, talked about, or placed by oneself', () => {
    const now = [record('a', 'rejected', 5), record('b', 'ended', 4), old];
    expect(fresh([old], now)).toEqual([]);
    expect(fresh([], [record('c', 'missed', 7)], 'ada')).toEqual([]);
  });
});
