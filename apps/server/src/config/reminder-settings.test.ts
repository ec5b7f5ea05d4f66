import { describe, expect, test } from 'vitest';
import { readReminders } from './reminder-settings.ts';
import { SettingsReader } from './settings-reader.ts';

const HOUR_MS = 3_600_000;

function read(env: Record<string, string>) {
  const reader = new SettingsReader(env);
  return { ...readReminders(reader), faults: reader.faults };
}

describe('when people are reminded', () => {
  test('is a day and an hour before, and a quarter of an hour after a message, where nobody says otherwise', () => {
    expect(read({})).toEqual({
      beforeMs: [24 * HOUR_MS, HOUR_MS],
      unreadAfterMs: HOUR_MS / 4,
      faults: [],
    });
  });

  test('is said in minutes, hours and days, each once, or not at all', () => {
    expect(read({ REMINDERS: '30m, 2d,120m,2h' }).beforeMs).toEqual([48 * HOUR_MS, 2 * HOUR_MS, HOUR_MS / 2]);
    expect(read({ REMINDERS: 'off', UNREAD_MAIL_AFTER_MIN: '0' })).toEqual({
      beforeMs: [],
      unreadAfterMs: undefined,
      faults: [],
    });
  });

  test.each(['1', '0h', '15d', '1w', 'h'])('is not %s', (span) => {
    expect(read({ REMINDERS: span }).faults).toEqual([expect.stringContaining('Give spans')]);
  });

  test('names the parts that are wrong by their place, and does not repeat them', () => {
    const saying = (start: string) => [
      expect.stringMatching(`^REMINDERS holds something else than it should${start}`),
    ];
    expect(read({ REMINDERS: '24h,15d,1h' }).faults).toEqual(saying(' in part 2 of 3\\. Give'));
    expect(read({ REMINDERS: 'secret-word,24h,off' }).faults).toEqual(saying(' in parts 1, 3 of 3\\. Give'));
    expect(read({ REMINDERS: 'secret-word' }).faults).toEqual(saying('\\. Give'));
    expect(read({ REMINDERS: 'secret-word,24h' }).faults.join()).not.toContain('secret-word');
  });
});
