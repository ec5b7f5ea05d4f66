import { describe, expect, it } from 'vitest';
import { jobsOfChange, jobsOfMade, remindersOf } from './appointment-jobs.ts';

const HOUR_MS = 3_600_000;
const NOW = Date.parse('2090-03-01T10:00:00Z');
const at = (hours: number) => new Date(NOW + hours * HOUR_MS).toISOString();
const booking = (hours: number, status: 'scheduled' | 'completed' | 'cancelled' = 'scheduled') => ({
  ...{ id: 'b', consultantId: 'c', patientId: 'p', durationMinutes: 30 },
  ...{ status, scheduledAt: at(hours) },
});
const newsOf = (jobs: ReturnType<typeof jobsOfMade>) =>
  jobs.map(({ payload: { userId, news, at: when, was } }) => [userId, news, when, was]);

describe('both people of a booking are told', () => {
  it('that it was made, unless it lies behind them', () => {
    expect(newsOf(jobsOfMade(booking(2), NOW))).toEqual([
      ['p', 'made', at(2), undefined],
      ['c', 'made', at(2), undefined],
    ]);
    expect(jobsOfMade(booking(-1), NOW)).toEqual([]);
  });

  it('that it was moved, and from when', () => {
    expect(newsOf(jobsOfChange(booking(3), booking(2), NOW))[0]).toEqual(['p', 'moved', at(3), at(2)]);
    expect(newsOf(jobsOfChange(booking(3), booking(-9, 'completed'), NOW))[0]?.[1]).toBe('moved');
    expect(jobsOfChange(booking(-1), booking(2), NOW)).toEqual([]);
  });

  it('that it was cancelled, while it is still to come or has just begun', () => {
    expect(newsOf(jobsOfChange(booking(2, 'cancelled'), booking(2), NOW))[1]).toEqual([
      ...['c', 'cancelled', at(2)],
      undefined,
    ]);
    expect(jobsOfChange(booking(-0.25, 'cancelled'), booking(-0.25), NOW)).toHaveLength(2);
    expect(jobsOfChange(booking(-1, 'cancelled'), booking(-1), NOW)).toEqual([]);
  });

  it('nothing of what changes no calendar', () => {
    expect(jobsOfChange(booking(2, 'completed'), booking(2), NOW)).toEqual([]);
    expect(jobsOfChange(booking(2), booking(2, 'completed'), NOW)).toEqual([]);
  });
});

describe('reminders', () => {
  const offsets = [24 * HOUR_MS, HOUR_MS];
  const whenOf = (hours: number, status?: 'completed') =>
    remindersOf(booking(hours, status), offsets, NOW).map(({ runAt = 0 }) => (runAt - NOW) / HOUR_MS);

  it('come before the appointment, each to both, and are of no use once it has begun', () => {
    expect(whenOf(30)).toEqual([6, 6, 29, 29]);
    expect(remindersOf(booking(30), offsets, NOW)[0]?.expiresAt).toBe(NOW + 30 * HOUR_MS);
  });

  it('that would have been due already are none', () => {
    expect(whenOf(24)).toEqual([23, 23]);
    expect(whenOf(1)).toEqual([]);
  });

  it('are of what takes place', () => {
    expect(whenOf(30, 'completed')).toEqual([]);
  });
});
