import { expect, it } from 'vitest';
import { changesOf, isAhead } from './booking-time.ts';

const booking = { status: 'scheduled', scheduledAt: '2026-11-28T15:00:00Z', durationMinutes: 30 } as const;
const at = (time: string) => Date.parse(`2026-11-28T${time}Z`);

it.each([
  ['14:59:59', true, { move: true, cancel: true, complete: false }],
  ['15:00:00', true, { move: false, cancel: true, complete: true }],
  ['15:29:59', true, { move: false, cancel: true, complete: true }],
  ['15:30:00', false, { move: false, cancel: false, complete: true }],
])('an appointment from 15:00 to 15:30, at %s', (time, ahead, changes) => {
  expect(isAhead(booking, at(time))).toBe(ahead);
  expect(changesOf(booking, at(time))).toEqual(changes);
});

it.each(['completed', 'cancelled'] as const)('what is %s is not changed any more', (status) => {
  expect(isAhead({ ...booking, status }, at('14:00:00'))).toBe(false);
  expect(changesOf({ ...booking, status }, at('14:00:00'))).toEqual({
    move: false,
    cancel: false,
    complete: false,
  });
});
