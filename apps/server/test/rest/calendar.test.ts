import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { book, signUp, type TestPerson } from '../support/people.ts';
import { expectRefusal } from '../support/refusals.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';

const CANARY = 'CANARY-itching-4713';

let server: TestServer;
let patient: TestPerson;
let consultant: TestPerson;

beforeAll(async () => {
  server = await startTestServer({ PUBLIC_URL: 'https://care.example.org' });
  [patient, consultant] = await Promise.all([
    signUp(server, 'patient', `${CANARY} Pat`),
    signUp(server, 'consultant', `${CANARY} Con`),
  ]);
});
afterAll(() => server.close());

const ask = (person: TestPerson, id: string) =>
  fetch(`${server.api}/bookings/${id}/calendar.ics`, {
    headers: { Authorization: `Bearer ${person.token}` },
  });
const fileFor = async (person: TestPerson, id: string) => (await ask(person, id)).text();

test('either of the two saves an appointment for a calendar, which learns when it is and no more', async () => {
  const body = { consultantId: consultant.id, scheduledAt: '2090-03-26T01:30:00+01:00', reason: CANARY };
  const { id } = (await patient.ask('POST', '/bookings', { ...body, durationMinutes: 50 })).body;
  expect((await patient.ask('PATCH', '/auth/settings', { language: 'de' })).status).toBe(200);
  for (const [person, summary] of [
    [patient, 'Online-Termin'],
    [consultant, 'Online appointment'],
  ] as const) {
    const response = await ask(person, id);
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/calendar']);
    expect(response.headers.get('content-disposition')).toBe('attachment; filename=appointment.ics');
    const file = await response.text();
    for (const line of [
      ...['BEGIN:VCALENDAR', 'METHOD:PUBLISH', `UID:${id}`, 'SEQUENCE:0', `SUMMARY:${summary}`],
      ...['DTSTART:20900326T003000Z', 'DTEND:20900326T012000Z', 'STATUS:CONFIRMED'],
      'URL;VALUE=URI:https://care.example.org/appointments',
    ])
      expect(file).toContain(`${line}\r\n`);
    expect(file).not.toContain('CANARY');
    expect(file).not.toContain('ATTENDEE');
  }
});

test('a calendar that has it already learns what has become of it: the same id, and a higher number', async () => {
  const { id } = await book(patient, consultant);
  const versions = [await fileFor(patient, id)];
  for (const body of [{ scheduledAt: '2090-04-01T08:30:00Z' }, { status: 'cancelled' }]) {
    expect((await patient.ask('PATCH', `/bookings/${id}`, body)).status).toBe(200);
    versions.push(await fileFor(consultant, id));
  }
  const told = (pattern: RegExp) => versions.map((file) => pattern.exec(file)?.[1]);
  expect(told(/\nUID:(.+)\r/)).toEqual([id, id, id]);
  expect(told(/\nSEQUENCE:(.+)\r/)).toEqual(['0', '1', '2']);
  expect(told(/\nSTATUS:(.+)\r/)).toEqual(['CONFIRMED', 'CONFIRMED', 'CANCELLED']);
  expect(told(/\nDTSTART:(.+)\r/)).toEqual(['20900301T100000Z', '20900401T083000Z', '20900401T083000Z']);
});

test('nobody else learns that there is one', async () => {
  const { id } = await book(patient, consultant);
  const stranger = await signUp(server, 'consultant');
  const path = (booking: string) => `/bookings/${booking}/calendar.ics`;
  expectRefusal(await stranger.ask('GET', path(id)), 404, 'not_found');
  expectRefusal(await patient.ask('GET', path(randomUUID())), 404, 'not_found');
  expectRefusal(await patient.ask('GET', path('none')), 400, 'validation_failed');
});
