import { afterAll, beforeAll, expect, test } from 'vitest';
import { book, signUp, type TestPerson } from '../support/people.ts';
import { expectRefusal } from '../support/refusals.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';

let server: TestServer;
let patient: TestPerson;
let consultant: TestPerson;

beforeAll(async () => {
  server = await startTestServer();
  [patient, consultant] = await Promise.all([signUp(server, 'patient'), signUp(server, 'consultant')]);
});
afterAll(() => server.close());

const change = (by: TestPerson, id: string, body: object) => by.ask('PATCH', `/bookings/${id}`, body);
const changesOf = (id: string, asker = patient) => asker.ask('GET', `/bookings/${id}/changes`);

test('the way of a booking tells each step, who made it and when, to both of its people', async () => {
  const booking = await book(patient, consultant);
  const moved = (await change(consultant, booking.id, { scheduledAt: '2090-04-01T08:30:00Z' })).body;
  const ended = (await change(patient, booking.id, { status: 'cancelled' })).body;
  const [first, then] = [booking.scheduledAt, '2090-04-01T08:30:00.000Z'];
  const open = (scheduledAt: string) => ({ status: 'scheduled', scheduledAt });
  const steps = [
    { at: booking.updatedAt, by: patient.id, ...open(first), before: null },
    { at: moved.updatedAt, by: consultant.id, ...open(then), before: open(first) },
    { at: ended.updatedAt, by: patient.id, status: 'cancelled', scheduledAt: then, before: open(then) },
  ];
  for (const person of [patient, consultant]) {
    expect((await changesOf(booking.id, person)).body).toEqual(steps);
  }
});

test('a booking that was made before steps were kept tells its first change, and from what', async () => {
  const { id, scheduledAt } = await book(patient, consultant);
  await server.database.pool.query('delete from booking_changes where booking_id = $1', [id]);
  await change(consultant, id, { scheduledAt: '2090-04-01T08:30:00Z' });
  expect((await changesOf(id)).body).toMatchObject([
    {
      by: consultant.id,
      scheduledAt: '2090-04-01T08:30:00.000Z',
      before: { status: 'scheduled', scheduledAt },
    },
  ]);
});

test('what was refused, and what a retry found made, is no step', async () => {
  const clientBookingId = crypto.randomUUID();
  const body = { consultantId: consultant.id, scheduledAt: '2090-05-01T10:00:00Z', clientBookingId };
  const { id } = (await patient.ask('POST', '/bookings', body)).body;
  expect((await patient.ask('POST', '/bookings', body)).body.id).toBe(id);
  expect((await change(patient, id, { scheduledAt: '2001-01-01T10:00:00Z' })).status).toBe(400);
  expect((await changesOf(id)).body).toHaveLength(1);
});

test('a change that cannot be written down is not made', async () => {
  const { id } = await book(patient, consultant);
  const { pool } = server.database;
  await pool.query(
    `alter table booking_changes add constraint broken check (status <> 'completed') not valid`,
  );
  try {
    expect((await change(patient, id, { status: 'completed' })).status).toBe(500);
    const { rows } = await pool.query('select status from bookings where id = $1', [id]);
    expect(rows).toEqual([{ status: 'scheduled' }]);
  } finally {
    await pool.query('alter table booking_changes drop constraint broken');
  }
  expect((await changesOf(id)).body).toHaveLength(1);
});

test('strangers learn nothing of it, nor that there is one', async () => {
  const { id } = await book(patient, consultant);
  const stranger = await signUp(server, 'consultant');
  expectRefusal(await changesOf(id, stranger), 404, 'not_found');
  expectRefusal(await changesOf(crypto.randomUUID()), 404, 'not_found');
});
