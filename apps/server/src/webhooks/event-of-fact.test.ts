import { WEBHOOK_EVENTS } from '@jiggy-care/protocol';
import { describe, expect, it } from 'vitest';
import { TOLD } from './event-of-fact.ts';

describe('the list of what is told', () => {
  it('has every event of the protocol, and no other', () => {
    const types = Object.values(TOLD).flatMap((told) => told.types);
    expect([...types].sort()).toEqual(Object.keys(WEBHOOK_EVENTS).sort());
  });

  it.each([
    [undefined, 'ringing', 'call.started'],
    ['ringing', 'active', 'call.answered'],
    ['active', 'ended', 'call.ended'],
    ['ringing', 'missed', 'call.ended'],
    ['ringing', 'rejected', 'call.ended'],
    [undefined, 'busy', 'call.ended'],
  ] as const)('makes of a call that goes from %s to %s: %s', (from, to, type) => {
    const people = { callerId: 'a', calleeId: 'b' };
    const change = { callId: 'c', conversationId: 'd', ...people, callType: 'audio', from, to } as const;
    expect(TOLD['call.changed'].toEvent(change, false)).toMatchObject({ type, data: { status: to } });
  });
});
