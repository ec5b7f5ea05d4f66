import { describe, expect, it } from 'vitest';
import { fromLocalTime, suggestTime, toLocalTime } from './local-time.ts';

describe('the time of an appointment as a form holds it', () => {
  it('comes back as it went in', () => {
    const when = new Date(2026, 0, 5, 9, 7);
    expect(toLocalTime(when)).toEqual({ date: '2026-01-05', time: '09:07' });
    expect(fromLocalTime(toLocalTime(when))).toEqual(when);
  });

  it('is nothing while a part of it is missing', () => {
    expect(fromLocalTime({ date: '', time: '10:00' })).toBeUndefined();
    expect(fromLocalTime({ date: '2026-01-05', time: '' })).toBeUndefined();
    expect(fromLocalTime({ date: '2026-13-05', time: '10:00' })).toBeUndefined();
  });

  it('is suggested for tomorrow morning, also at the end of a month', () => {
    expect(suggestTime(new Date(2026, 0, 31, 23, 50))).toEqual({ date: '2026-02-01', time: '10:00' });
  });
});
