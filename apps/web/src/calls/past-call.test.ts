import type { CallRecord } from '@jiggy-care/client/calls';
import { describe, expect, it } from 'vitest';
import { pastCall, unseenMissed } from './past-call.ts';

let count = 0;

function record(change: Partial<CallRecord> = {}): CallRecord {
  count += 1;
  return {
    id: `call-${count}`,
    conversationId: 'c',
    callerId: 'ada',
    calleeId: 'noor',
    callType: 'video',
    status: 'missed',
    startedAt: '2026-11-20T10:00:00.000Z',
    answeredAt: null,
    endedAt: '2026-11-20T10:00:45.000Z',
    ...change,
  };
}

describe('a call that is over', () => {
  it.each([
    ['missed', 'no-answer', 'missed'],
    ['cancelled', 'cancelled', 'missed'],
    ['busy', 'busy', 'missed-busy'],
    ['rejected', 'declined', 'declined-by-me'],
    ['failed', 'not-connected', 'not-connected'],
    ['ended', 'talked', 'talked'],
  ] as const)(
    'that is %s in the log was %s to who called, and %s to who was called',
    (status, own, others) => {
      expect(pastCall(record({ status }), 'ada')).toMatchObject({
        ending: own,
        direction: 'outgoing',
        otherId: 'noor',
      });
      expect(pastCall(record({ status }), 'noor')).toMatchObject({
        ending: others,
        direction: 'incoming',
        otherId: 'ada',
      });
    },
  );

  it('lasted from the answer to the end', () => {
    const talk = record({
      status: 'ended',
      answeredAt: '2026-11-20T10:00:20.000Z',
      endedAt: '2026-11-20T10:12:20.000Z',
    });
    expect(pastCall(talk, 'ada')).toMatchObject({ talkMs: 12 * 60_000, at: Date.UTC(2026, 10, 20, 10) });
    expect(pastCall(record(), 'ada')?.talkMs).toBeUndefined();
  });

  it('is nothing of the past while it rings or goes on', () => {
    expect(pastCall(record({ status: 'ringing' }), 'ada')).toBeUndefined();
    expect(pastCall(record({ status: 'active' }), 'ada')).toBeUndefined();
  });
});

describe('what waits to be seen', () => {
  it('is the newest of the missed calls, as many as the badge counts', () => {
    const calls = [
      record({ status: 'ringing' }),
      record(),
      record({ status: 'rejected' }),
      record({ status: 'busy' }),
      record(),
    ];
    const ids = (missedCount: number, reader = 'noor') =>
      unseenMissed({ calls, missedCount }, reader).map(({ id }) => id);
    expect(ids(2)).toEqual([calls[1]?.id, calls[3]?.id]);
    expect(ids(0)).toEqual([]);
    expect(ids(9)).toHaveLength(3);
    // who called has missed nothing
    expect(ids(9, 'ada')).toEqual([]);
  });

  it('is what the server says, where it says which', () => {
    const calls = [record({ seen: true }), record({ seen: false }), record({ status: 'rejected' })];
    expect(unseenMissed({ calls, missedCount: 1 }, 'noor').map(({ id }) => id)).toEqual([calls[1]?.id]);
  });
});
