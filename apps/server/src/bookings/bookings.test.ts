import { randomUUID } from 'node:crypto';
import type { Booking, UserRole } from '@jiggy-care/protocol';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { TestLog } from '../auth/testing/auth-ground.ts';
import {
  emptyTables,
  FIRST_START_MS,
  openTestDatabase,
  type TestDatabase,
} from '../auth/testing/open-test-database.ts';
import { loadConfig } from '../config/config.ts';
import type { Facts } from '../facts/facts.ts';
import { factsOf } from '../facts/testing/facts-of.ts';
import { Accounts } from '../people/accounts.ts';
import { Directory } from '../people/directory.ts';
import { BookingsRepository } from './bookings.repository.ts';
import { BookingsService } from './bookings.service.ts';

/** Before all that is booked here. */
const NEW_YEAR = Date.UTC(2026, 0);

let ground: TestDatabase;
let bookings: BookingsService;
let facts: Facts;
let repository: BookingsRepository;

beforeAll(async () => {
  ground = await openTestDatabase();
}, FIRST_START_MS);
afterAll(() => ground.remove());
beforeEach(async () => {
  await emptyTables(ground.database);
  facts = factsOf(ground.database);
  repository = new BookingsRepository(ground.database, facts);
  const config = loadConfig({ NODE_ENV: 'test' });
  const directory = new Directory(ground.database);
  bookings = new BookingsService(repository, directory, new TestLog(), config, { now: () => NEW_YEAR });
});

async function person(role: UserRole) {
  const email = `${randomUUID()}@example.org`;
  const user = await new Accounts(ground.database, factsOf(ground.database)).create({
    email,
    name: 'Someone',
    role,
    passwordHash: 'none',
  });
  return { userId: user.id, role, sessionId: randomUUID() };
}

const at = (scheduledAt: string) => ({ scheduledAt, durationMinutes: 30 });
const noon = at('2026-01-14T12:00:00Z');

describe('a booking', () => {
  it('is made by the patient with a consultant, or by the consultant with a patient', async () => {
    const [patient, consultant] = [await person('patient'), await person('consultant')];
    const pair = { patientId: patient.userId, consultantId: consultant.userId };
    const byPatient = await bookings.create(patient, {
      ...noon,
      consultantId: consultant.userId,
      reason: 'knee',
    });
    expect(byPatient).toEqual({
      id: expect.any(String),
      ...pair,
      scheduledAt: '2026-01-14T12:00:00.000Z',
      durationMinutes: 30,
      status: 'scheduled',
      reason: 'knee',
      createdAt: expect.stringMatching(/Z$/),
      updatedAt: expect.stringMatching(/Z$/),
      consultant: { id: consultant.userId, name: 'Someone' },
      patient: { id: patient.userId, name: 'Someone' },
    });
    expect(await bookings.create(consultant, { ...noon, ...pair })).toMatchObject({ ...pair, reason: null });
  });

  it('keeps the instant whatever its offset', async () => {
    const [patient, consultant] = [await person('patient'), await person('consultant')];
    const made = await bookings.create(patient, {
      ...at('2026-01-14T14:30:00.1234+02:00'),
      consultantId: consultant.userId,
    });
    expect(made.scheduledAt).toBe('2026-01-14T12:30:00.123Z');
  });

  it('cannot be made for someone else, with nobody, or with a person of the wrong role', async () => {
    const [patient, consultant] = [await person('patient'), await person('consultant')];
    const [otherPatient, otherConsultant] = [await person('patient'), await person('consultant')];
    const create = (caller: typeof patient, people: { patientId?: string; consultantId?: string }) =>
      bookings.create(caller, { ...noon, ...people });
    const pair = { patientId: otherPatient.userId, consultantId: consultant.userId };
    await expect(create(patient, pair)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(create(otherConsultant, pair)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(create(patient, { patientId: patient.userId })).rejects.toMatchObject({
      code: 'validation_failed',
      details: [{ path: 'consultantId' }],
    });
    await expect(create(patient, { consultantId: otherPatient.userId })).rejects.toMatchObject({
      code: 'not_found',
    });
    await expect(create(patient, { consultantId: patient.userId })).rejects.toMatchObject({
      code: 'not_found',
    });
    await expect(create(consultant, { patientId: otherConsultant.userId })).rejects.toMatchObject({
      code: 'not_found',
    });
    await expect(create(patient, { consultantId: randomUUID() })).rejects.toMatchObject({
      code: 'not_found',
    });
    const { rows } = await ground.database.pool.query('select id from bookings');
    expect(rows).toEqual([]);
  });

  it('is listed to its two people, soonest first, and to nobody else', async () => {
    const [patient, consultant, stranger] = [
      await person('patient'),
      await person('consultant'),
      await person('consultant'),
    ];
    for (const time of ['2026-03-01T09:00:00Z', '2026-01-01T09:00:00Z', '2026-02-01T09:00:00Z']) {
      await bookings.create(patient, { ...at(time), consultantId: consultant.userId });
    }
    const times = (listed: Booking[]) => listed.map(({ scheduledAt }) => scheduledAt.slice(0, 7));
    expect(times((await bookings.listOwn(patient)).items)).toEqual(['2026-01', '2026-02', '2026-03']);
    expect(times((await bookings.listOwn(consultant)).items)).toEqual(['2026-01', '2026-02', '2026-03']);
    expect(await bookings.listOwn(stranger)).toEqual({ items: [], hasMore: false });
  });
});

describe('changing a booking', () => {
  async function booked() {
    const [patient, consultant] = [await person('patient'), await person('consultant')];
    const booking = await bookings.create(patient, { ...noon, consultantId: consultant.userId });
    return { patient, consultant, booking };
  }

  it('is for both parties: it is moved, completed, reopened, cancelled', async () => {
    const { patient, consultant, booking } = await booked();
    const moved = await bookings.change(patient, booking.id, { scheduledAt: '2026-01-15T12:00:00Z' });
    expect(moved).toMatchObject({ scheduledAt: '2026-01-15T12:00:00.000Z', status: 'scheduled' });
    expect(await bookings.change(consultant, booking.id, { status: 'completed' })).toMatchObject({
      status: 'completed',
      scheduledAt: moved.scheduledAt,
    });
    expect((await bookings.change(consultant, booking.id, { status: 'scheduled' })).status).toBe('scheduled');
    const cancelled = await bookings.change(patient, booking.id, { status: 'cancelled' });
    expect(cancelled.status).toBe('cancelled');
    expect(Date.parse(cancelled.updatedAt)).toBeGreaterThanOrEqual(Date.parse(booking.updatedAt));
  });

  it('is over once it was cancelled', async () => {
    const { patient, consultant, booking } = await booked();
    await bookings.change(patient, booking.id, { status: 'cancelled' });
    for (const change of [{ status: 'scheduled' }, { scheduledAt: '2026-01-15T12:00:00Z' }] as const) {
      await expect(bookings.change(consultant, booking.id, change)).rejects.toMatchObject({
        code: 'booking_cancelled',
        status: 409,
      });
    }
  });

  it("finds nothing where it is someone else's, as where there is none", async () => {
    const { booking } = await booked();
    const stranger = await person('patient');
    const foreign = await bookings
      .change(stranger, booking.id, { status: 'cancelled' })
      .catch((thrown: unknown) => thrown);
    const unknown = await bookings
      .change(stranger, randomUUID(), { status: 'cancelled' })
      .catch((thrown: unknown) => thrown);
    expect(foreign).toMatchObject({ code: 'not_found' });
    expect((foreign as Error).message).toBe((unknown as Error).message);
    expect(await repository.findForParty(booking.id, stranger.userId)).toBeUndefined();
    expect(await repository.findForParty(booking.id, booking.patientId)).toMatchObject({
      status: 'scheduled',
    });
  });

  it('is told once it is stored, and a refusal is not', async () => {
    const { patient, booking } = await booked();
    const heard: string[] = [];
    const stop = facts.hear('booking.changed', ({ booking: { id, status }, before, by }) =>
      heard.push(`${id} ${before.status} → ${status} by ${by}`),
    );
    await bookings.change(patient, booking.id, { status: 'completed' });
    await bookings.change(patient, booking.id, { status: 'cancelled' });
    await bookings.change(patient, booking.id, { status: 'completed' }).catch(() => {});
    stop();
    expect(heard).toEqual([
      `${booking.id} scheduled → completed by ${patient.userId}`,
      `${booking.id} completed → cancelled by ${patient.userId}`,
    ]);
  });

  it('by both at once ends cancelled, whoever was first', async () => {
    const { patient, consultant, booking } = await booked();
    await Promise.allSettled([
      bookings.change(patient, booking.id, { status: 'cancelled' }),
      bookings.change(consultant, booking.id, { status: 'completed' }),
    ]);
    expect(await repository.findForParty(booking.id, patient.userId)).toMatchObject({ status: 'cancelled' });
  });
});
