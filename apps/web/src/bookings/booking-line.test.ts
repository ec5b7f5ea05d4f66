import { expect, it } from 'vitest';
import { bookingLines, changeOf } from './booking-line.ts';

const noon = { status: 'scheduled', scheduledAt: '2026-12-03T12:00:00.000Z' } as const;
const later = { ...noon, scheduledAt: '2026-12-04T12:00:00.000Z' };

it.each([
  [undefined, noon, 'made'],
  [noon, later, 'moved'],
  [noon, { ...noon, status: 'cancelled' }, 'cancelled'],
  [noon, { ...later, status: 'completed' }, 'completed'],
  [{ ...noon, status: 'completed' }, later, 'reopened'],
  [noon, noon, undefined],
] as const)('from %o to %o the appointment was %s', (before, after, kind) => {
  expect(changeOf(before, after)).toBe(kind);
});

it('the way of a booking is a line for each change after its making, with who did it', () => {
  const steps = [
    { at: '2026-12-01T08:00:00.000Z', by: 'ada', ...noon, before: null },
    { at: '2026-12-01T09:00:00.000Z', by: 'ben', ...later, before: noon },
    { at: '2026-12-01T10:00:00.000Z', by: 'ben', ...later, before: later },
    { at: '2026-12-02T08:00:00.000Z', by: 'ada', ...later, status: 'cancelled', before: later },
  ] as const;
  expect(bookingLines(steps, 'ada')).toEqual([
    { id: '1', at: Date.parse(steps[1].at), kind: 'moved', isOwn: false, scheduledAt: later.scheduledAt },
    { id: '3', at: Date.parse(steps[3].at), kind: 'cancelled', isOwn: true, scheduledAt: later.scheduledAt },
  ]);
  expect(bookingLines([], 'ada')).toEqual([]);
});

it('the first change of an appointment whose making was never written down is a line too', () => {
  const steps = [{ at: '2026-12-01T09:00:00.000Z', by: 'ben', ...later, before: noon }];
  expect(bookingLines(steps, 'ada')).toMatchObject([{ kind: 'moved', isOwn: false }]);
});
