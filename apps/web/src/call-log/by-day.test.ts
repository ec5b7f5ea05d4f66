import { expect, it } from 'vitest';
import type { PastCall } from '../calls/past-call.ts';
import { byDay } from './by-day.ts';

function call(id: string, when: Date): PastCall {
  return {
    id,
    conversationId: 'c',
    otherId: 'ada',
    direction: 'incoming',
    type: 'audio',
    ending: 'talked',
    at: when.getTime(),
    talkMs: 1000,
  };
}

it('puts the calls of one day of the calendar together, newest first', () => {
  const days = byDay([
    call('d', new Date(2026, 10, 22, 0, 5)),
    call('c', new Date(2026, 10, 21, 23, 55)),
    call('b', new Date(2026, 10, 21, 0, 1)),
    call('a', new Date(2025, 10, 21, 12, 0)),
  ]);
  expect(days.map(({ calls }) => calls.map(({ id }) => id).join(''))).toEqual(['d', 'cb', 'a']);
  expect(new Set(days.map(({ key }) => key)).size).toBe(3);
  expect(byDay([])).toEqual([]);
});
