import { describe, expect, it } from 'vitest';
import { endingOfOutcome, endingOfRecord, isMissed } from './ending.ts';

const CALLER = '6f0f3ad1-6f35-4c8e-8b0a-2f1f8f2a7f11';
const CALLEE = '0b7f3b8e-3c4d-4a55-9b35-6a1c4b0e9d22';

const record = (status: Parameters<typeof endingOfRecord>[0]['status']) => ({
  id: '2f6f2f0c-7a3e-4b58-8d55-5b8b7c1d3e33',
  conversationId: '9a1d6c1e-4f3b-4b0e-9c8d-7e6f5a4b3c44',
  callerId: CALLER,
  calleeId: CALLEE,
  callType: 'video' as const,
  status,
  startedAt: '2026-03-02T10:00:00.000Z',
  answeredAt: null,
  endedAt: '2026-03-02T10:00:45.000Z',
});

describe('how a call ended', () => {
  it.each([
    ['missed', 'no-answer', 'missed'],
    ['cancelled', 'cancelled', 'missed'],
    ['busy', 'busy', 'missed-busy'],
    ['rejected', 'declined', 'declined-by-me'],
    ['failed', 'not-connected', 'not-connected'],
    ['ended', 'talked', 'talked'],
  ] as const)('a call that was %s is to its caller %s, to the other %s', (status, caller, callee) => {
    expect(endingOfRecord(record(status), CALLER)).toBe(caller);
    expect(endingOfRecord(record(status), CALLEE)).toBe(callee);
  });

  it('a caller who gives up leaves a missed call behind', () => {
    expect(endingOfOutcome({ kind: 'cancelled', by: 'me' }, 'outgoing')).toBe('cancelled');
    expect(isMissed(endingOfOutcome({ kind: 'cancelled', by: 'other' }, 'incoming'))).toBe(true);
  });

  it('whoever declined does not read that they were declined', () => {
    expect(endingOfOutcome({ kind: 'declined', by: 'me' }, 'incoming')).toBe('declined-by-me');
    expect(endingOfOutcome({ kind: 'declined', by: 'other' }, 'outgoing')).toBe('declined');
  });

  it('it was a talk whoever hung up', () => {
    expect(endingOfOutcome({ kind: 'hung-up', by: 'me' }, 'incoming')).toBe('talked');
    expect(endingOfOutcome({ kind: 'hung-up', by: 'other' }, 'outgoing')).toBe('talked');
  });
});
