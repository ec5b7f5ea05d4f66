import { describe, expect, it } from 'vitest';
import type { Appointment } from './appointment.ts';
import { calendarFile } from './calendar-file.ts';

const APPOINTMENT: Appointment = {
  id: '7d9a2d6e-2f4c-4f51-9a5e-0d1b8e6b3c11',
  scheduledAt: '2026-10-25T01:30:00.000Z',
  durationMinutes: 45,
  isCancelled: false,
  sequence: 2,
  createdAt: '2026-01-01T08:00:00.000Z',
  updatedAt: '2026-01-02T09:10:11.500Z',
};
const SURROUNDINGS = {
  method: 'PUBLISH',
  language: 'de',
  url: 'https://care.example.org/appointments',
  organizer: 'care@example.org',
} as const;

/** By name, without parameters; long lines are joined as readers do (RFC 5545, 3.1). */
function propertiesOf(file: string): Record<string, string> {
  const lines = file.replaceAll(/\r\n[ \t]/g, '').split('\r\n');
  return Object.fromEntries(
    lines.flatMap((line) => {
      const [, name, value] = /^([A-Z-]+)(?:;(?:[^":]|"[^"]*")*)?:(.*)$/.exec(line) ?? [];
      return name === undefined || value === undefined ? [] : [[name, value]];
    }),
  );
}

describe('an appointment for a calendar', () => {
  it('says when it is in UTC, which of its versions this is, and nothing of with whom or why', () => {
    const file = calendarFile(APPOINTMENT, SURROUNDINGS);
    expect(propertiesOf(file)).toMatchObject({
      METHOD: 'PUBLISH',
      UID: APPOINTMENT.id,
      SEQUENCE: '2',
      DTSTAMP: '20260102T091011Z',
      DTSTART: '20261025T013000Z',
      DTEND: '20261025T021500Z',
      SUMMARY: 'Online-Termin',
      STATUS: 'CONFIRMED',
      CLASS: 'PRIVATE',
      ORGANIZER: 'mailto:care@example.org',
      URL: 'https://care.example.org/appointments',
    });
    expect(file).not.toContain('ATTENDEE');
    expect(file).toBe(calendarFile(APPOINTMENT, SURROUNDINGS));
  });

  it('that comes by mail names its reader alone, who need not answer', () => {
    const file = calendarFile(APPOINTMENT, {
      ...SURROUNDINGS,
      method: 'REQUEST',
      attendee: 'pat@example.org',
    });
    expect(propertiesOf(file)).toMatchObject({ METHOD: 'REQUEST', ATTENDEE: 'MAILTO:pat@example.org' });
    expect(file).toContain('RSVP=FALSE');
    expect(file.match(/ATTENDEE/g)).toHaveLength(1);
  });

  it('is written whatever address people and servers have', () => {
    const here = { url: 'http://localhost:3000/appointments', organizer: 'care@localhost' };
    const file = calendarFile(APPOINTMENT, { ...SURROUNDINGS, ...here, attendee: 'jürgen@müller.example' });
    expect(propertiesOf(file)).toMatchObject({ URL: here.url, ATTENDEE: 'MAILTO:jürgen@müller.example' });
  });

  it('that was cancelled takes no time any more', () => {
    const file = calendarFile({ ...APPOINTMENT, isCancelled: true }, { ...SURROUNDINGS, method: 'CANCEL' });
    expect(propertiesOf(file)).toMatchObject({
      METHOD: 'CANCEL',
      STATUS: 'CANCELLED',
      'X-MICROSOFT-CDO-BUSYSTATUS': 'FREE',
    });
  });

  it('has lines of at most 75 bytes, which break within no letter', () => {
    const url = `https://care.example.org/${'ä'.repeat(100)}`;
    const file = calendarFile(APPOINTMENT, { ...SURROUNDINGS, url });
    expect(file.endsWith('END:VCALENDAR\r\n')).toBe(true);
    for (const line of file.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
    expect(propertiesOf(file)).toMatchObject({ DESCRIPTION: url, URL: url });
  });
});
