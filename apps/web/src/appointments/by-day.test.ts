import type { Booking } from '@jiggy-care/client';
import { expect, it } from 'vitest';
import { byDay } from './by-day.ts';

const booking = (id: string, when: Date) => ({ id, scheduledAt: when.toISOString() }) as Booking;

it('gathers appointments by the days of the device, in the order given', () => {
  const days = byDay([
    booking('late', new Date(2026, 10, 28, 23, 30)),
    booking('early', new Date(2026, 10, 29, 0, 30)),
    booking('noon', new Date(2026, 10, 29, 12, 0)),
  ]);
  expect(days.map(({ key, bookings }) => [key, bookings.map(({ id }) => id)])).toEqual([
    ['2026-11-28', ['late']],
    ['2026-11-29', ['early', 'noon']],
  ]);
});
