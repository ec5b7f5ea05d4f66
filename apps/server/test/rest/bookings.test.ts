import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { book, makePair, type Pair, signUp, type TestPerson } from '../support/people.ts';
import { expectInvalid, expectRefusal, fingerprint } from '../support/refusals.ts';
import { Sockets } from '../support/sockets.ts';
import { storedRows } from '../support/stored-rows.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

let server: TestServer;
let sockets: Sockets;
let patient: TestPerson;
let consultant: TestPerson;

beforeAll(async () => {
  // Each case here books anew; what bounds that is in `against-abuse.test.ts`.
  server = await startTestServer({ BOOKINGS_OPEN_PER_PAIR: '1000' });
  sockets = new Sockets(server);
  [patient, consultant] = await Promise.all([signUp(server, 'patient'), signUp(server, 'consultant')]);
});
afterEach(() => sockets.closeAll());
afterAll(() => server.close());

const byPatient = (more: object = {}) =>
  patient.ask('POST', '/bookings', {
    consultantId: consultant.id,
    scheduledAt: '2090-03-01T10:00:00Z',
    ...more,
  });

describe('what works', () => {
  test('a patient books a consultant, and both find the booking in their own list', async () => {
    const { status, body } = await byPatient({ durationMinutes: 45, reason: 'A rash,\nsince Monday' });
    expect(status).toBe(201);
    expect(body).toEqual({
      id: expect.any(String),
      consultantId: consultant.id,
      patientId: patient.id,
      scheduledAt: '2090-03-01T10:00:00.000Z',
      durationMinutes: 45,
      status: 'scheduled',
      reason: 'A rash,\nsince Monday',
      createdAt: expect.stringMatching(ISO),
      updatedAt: expect.stringMatching(ISO),
      consultant: { id: consultant.id, name: consultant.name },
      patient: { id: patient.id, name: patient.name },
    });
    for (const person of [patient, consultant]) {
      expect((await person.ask('GET', '/bookings')).body).toContainEqual(body);
    }
  });

  test('a consultant books a patient; half an hour and no reason where nothing is said', async () => {
    const { status, body } = await consultant.ask('POST', '/bookings', {
      patientId: patient.id,
      scheduledAt: '2090-03-02T11:30:00+02:00',
    });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      patientId: patient.id,
      consultantId: consultant.id,
      scheduledAt: '2090-03-02T09:30:00.000Z',
      durationMinutes: 30,
      reason: null,
    });
  });

  test('the own id may stand in its own place, in capitals too', async () => {
    const { status, body } = await byPatient({ patientId: patient.id.toUpperCase() });
    expect(status).toBe(201);
    expect(body.patientId).toBe(patient.id);
  });

  test('the list is soonest first and holds nobody else', async () => {
    const [someone, other] = await Promise.all([signUp(server, 'patient'), signUp(server, 'patient')]);
    for (const day of ['05', '03', '04']) {
      await someone.ask('POST', '/bookings', {
        consultantId: consultant.id,
        scheduledAt: `2090-03-${day}T10:00:00Z`,
      });
    }
    await book(other, consultant);
    const { body } = await someone.ask('GET', '/bookings');
    expect(body.map(({ scheduledAt }: { scheduledAt: string }) => scheduledAt.slice(8, 10))).toEqual([
      '03',
      '04',
      '05',
    ]);
    expect((await other.ask('GET', '/bookings')).body).toHaveLength(1);
  });

  test('a consultant can be booked twice for the same time: keeping a calendar is the practice’s', async () => {
    const people = await Promise.all([signUp(server, 'patient'), signUp(server, 'patient')]);
    const booking = { consultantId: consultant.id, scheduledAt: '2090-05-01T10:00:00Z' };
    for (const person of people) expect((await person.ask('POST', '/bookings', booking)).status).toBe(201);
  });

  test('either party moves, completes and reopens it, and what was not named stays', async () => {
    const { body: booking } = await byPatient({ reason: 'Stays' });
    const path = `/bookings/${booking.id}`;
    const moved = await consultant.ask('PATCH', path, { scheduledAt: '2090-04-01T08:00:00Z' });
    expect(moved.status).toBe(200);
    expect(moved.body).toEqual({
      ...booking,
      scheduledAt: '2090-04-01T08:00:00.000Z',
      updatedAt: expect.stringMatching(ISO),
    });
    const completed = await patient.ask('PATCH', path, { status: 'completed' });
    expect(completed.body).toMatchObject({ status: 'completed', scheduledAt: '2090-04-01T08:00:00.000Z' });
    expect((await patient.ask('PATCH', path, { status: 'scheduled' })).body.status).toBe('scheduled');
    expect(completed.body.updatedAt >= booking.updatedAt).toBe(true);
  });

  test('the directory names consultants by name, in pages, and no patient', async () => {
    const mark = randomUUID();
    const names = [`Zoe ${mark}`, `adam ${mark}`, `Berta ${mark}`];
    await Promise.all(names.map((name) => signUp(server, 'consultant', name)));
    await signUp(server, 'patient', `Carl ${mark}`);
    const list = (query: string) => patient.ask('GET', `/consultants?${query}`);
    const { status, body } = await list(`search=${mark.toUpperCase()}`);
    expect(status).toBe(200);
    expect(body).toEqual(
      [`adam ${mark}`, `Berta ${mark}`, `Zoe ${mark}`].map((name) => ({ id: expect.any(String), name })),
    );
    const pages = await Promise.all(
      [0, 1, 2, 3].map((offset) => list(`search=${mark}&limit=1&offset=${offset}`)),
    );
    expect(pages.flatMap((page) => page.body)).toEqual(body);
    expect((await patient.ask('GET', '/consultants')).body.length).toBeGreaterThan(3);
    expect((await consultant.ask('GET', `/consultants?search=${mark}`)).body).toEqual(body);
  });

  test.each([
    ['a percent sign', '100% Smith', ['%', '0% S']],
    ['an underline', 'Under_Line', ['_', 'r_L']],
    ['a backslash', 'Back\\Slash', ['\\', 'k\\S']],
    ['a quote', "O'Brien", ["'", "'b"]],
    ['an umlaut', 'Jörg Müller', ['jörg', 'MÜLLER']],
  ])('a search for %s finds just that', async (_, name, searches) => {
    const found = await signUp(server, 'consultant', name);
    for (const search of searches) {
      const { body } = await patient.ask(
        'GET',
        `/consultants?limit=500&search=${encodeURIComponent(search)}`,
      );
      expect(body).toContainEqual({ id: found.id, name });
      for (const person of body) expect(person.name.toLowerCase()).toContain(search.toLowerCase());
    }
  });

  test('a search for nothing lists everyone', async () => {
    const everyone = (await patient.ask('GET', '/consultants?limit=500')).body;
    expect((await patient.ask('GET', '/consultants?limit=500&search=')).body).toEqual(everyone);
  });
});

describe('what is refused', () => {
  test.each([
    ['without the other person', { consultantId: undefined }, 'consultantId'],
    ['with an id that is none', { consultantId: 'abc-123' }, 'consultantId'],
    ['without a time', { scheduledAt: undefined }, 'scheduledAt'],
    ['at a time without an offset', { scheduledAt: '2090-03-01T10:00:00' }, 'scheduledAt'],
    ['on a day that does not exist', { scheduledAt: '2090-02-30T10:00:00Z' }, 'scheduledAt'],
    ['in the year 1999', { scheduledAt: '1999-12-31T23:59:59Z' }, 'scheduledAt'],
    ['in the year 2100', { scheduledAt: '2100-01-01T00:00:00Z' }, 'scheduledAt'],
    ['in the year 10000', { scheduledAt: '+010000-01-01T00:00:00Z' }, 'scheduledAt'],
    ['at a number', { scheduledAt: 1_772_359_200_000 }, 'scheduledAt'],
    ['for four minutes', { durationMinutes: 4 }, 'durationMinutes'],
    ['for 481 minutes', { durationMinutes: 481 }, 'durationMinutes'],
    ['for half a minute more', { durationMinutes: 30.5 }, 'durationMinutes'],
    ['for a text', { durationMinutes: '30' }, 'durationMinutes'],
    ['for a blank reason', { reason: '  ' }, 'reason'],
    ['for a reason of 501 characters', { reason: 'r'.repeat(501) }, 'reason'],
    ['for a reason with NUL in it', { reason: 'a\u0000b' }, 'reason'],
  ])('booking %s is 400, and stores nothing', async (_, wrong, path) => {
    const before = await storedRows(server);
    expectInvalid(await byPatient(wrong), path);
    expect(await storedRows(server)).toEqual(before);
  });

  test('a patient who names only herself, and a consultant who names only himself, book nobody', async () => {
    const scheduledAt = '2090-03-01T10:00:00Z';
    expectInvalid(
      await patient.ask('POST', '/bookings', { patientId: patient.id, scheduledAt }),
      'consultantId',
    );
    expectInvalid(
      await consultant.ask('POST', '/bookings', { consultantId: consultant.id, scheduledAt }),
      'patientId',
    );
  });

  test('nobody books an unknown person, or someone in the wrong role: 404 alike', async () => {
    const other = await signUp(server, 'patient');
    const replies = await Promise.all([
      byPatient({ consultantId: randomUUID() }),
      byPatient({ consultantId: other.id }),
      byPatient({ consultantId: patient.id }),
    ]);
    for (const reply of replies) expectRefusal(reply, 404, 'not_found');
    expect(new Set(replies.map(fingerprint)).size).toBe(1);
  });

  test.each([
    ['nothing', {}, 'status'],
    ['nothing known', { reason: 'new' }, 'status'],
    ['another status', { status: 'paid' }, 'status'],
    ['a status in a list', { status: ['cancelled'] }, 'status'],
    ['no time', { scheduledAt: null }, 'scheduledAt'],
  ])('changing %s is 400', async (_, change, path) => {
    const booking = await book(patient, consultant);
    expectInvalid(await patient.ask('PATCH', `/bookings/${booking.id}`, change), path);
  });

  test('what was cancelled stays so', async () => {
    const booking = await book(patient, consultant);
    const path = `/bookings/${booking.id}`;
    expect((await consultant.ask('PATCH', path, { status: 'cancelled' })).body.status).toBe('cancelled');
    for (const change of [{ status: 'scheduled' }, { scheduledAt: '2090-05-01T10:00:00Z' }]) {
      expectRefusal(await patient.ask('PATCH', path, change), 409, 'booking_cancelled');
    }
    const { body } = await patient.ask('GET', '/bookings');
    expect(body).toContainEqual(expect.objectContaining({ id: booking.id, status: 'cancelled' }));
  });

  test.each([
    ['limit=0', 'limit'],
    ['limit=501', 'limit'],
    ['limit=-1', 'limit'],
    ['offset=-1', 'offset'],
    ['offset=1.5', 'offset'],
    ['limit=1&limit=2', 'limit'],
    [`search=${'s'.repeat(101)}`, 'search'],
    ['search=a%00b', 'search'],
    ['search=a&search=b', 'search'],
    ['search[]=a&limit=x', 'limit'],
  ])('the directory with %s is 400', async (query, path) => {
    expectInvalid(await patient.ask('GET', `/consultants?${query}`), path);
  });
});

describe('whom it protects', () => {
  let stranger: TestPerson;
  let pair: Pair;
  beforeAll(async () => {
    stranger = await signUp(server, 'patient');
    pair = await makePair(server);
  });

  test('nobody books in the name of another', async () => {
    const before = await storedRows(server);
    expectRefusal(await byPatient({ patientId: stranger.id }), 403, 'forbidden');
    const byConsultant = await consultant.ask('POST', '/bookings', {
      consultantId: pair.consultant.id,
      patientId: patient.id,
      scheduledAt: '2090-03-01T10:00:00Z',
    });
    expectRefusal(byConsultant, 403, 'forbidden');
    expect(await storedRows(server)).toEqual(before);
  });

  test("another pair's booking is as unknown as one that does not exist", async () => {
    const before = await storedRows(server);
    for (const person of [stranger, patient, consultant]) {
      const theirs = await person.ask('PATCH', `/bookings/${pair.booking.id}`, { status: 'cancelled' });
      const none = await person.ask('PATCH', `/bookings/${randomUUID()}`, { status: 'cancelled' });
      expectRefusal(theirs, 404, 'not_found');
      expect(fingerprint(theirs)).toBe(fingerprint(none));
      expect(JSON.stringify((await person.ask('GET', '/bookings')).body)).not.toContain(pair.booking.id);
    }
    expect(await storedRows(server)).toEqual(before);
  });

  test('the directory gives names and ids, and no e-mail', async () => {
    const { body } = await patient.ask('GET', '/consultants?limit=500');
    for (const entry of body) expect(Object.keys(entry).sort()).toEqual(['id', 'name']);
  });

  test('status, id and people of a booking come from the server, whatever the body claims', async () => {
    const id = randomUUID();
    const { body } = await byPatient({ id, status: 'completed', createdAt: '2001-01-01T00:00:00Z' });
    expect(body).toMatchObject({ status: 'scheduled', patientId: patient.id });
    expect(body.id).not.toBe(id);
    expect(body.createdAt > '2020').toBe(true);
    const changed = await patient.ask('PATCH', `/bookings/${body.id}`, {
      status: 'completed',
      consultantId: pair.consultant.id,
      patientId: stranger.id,
      durationMinutes: 5,
    });
    expect(changed.body).toMatchObject({
      consultantId: consultant.id,
      patientId: patient.id,
      durationMinutes: 30,
    });
  });

  test('both people hear of a booking that was moved or cancelled, in their inbox', async () => {
    const { booking, conversation } = pair;
    const both = await Promise.all([sockets.as(pair.patient), sockets.as(pair.consultant)]);
    expect((await pair.patient.ask('PATCH', `/bookings/${booking.id}`, { status: 'cancelled' })).status).toBe(
      200,
    );
    for (const socket of both) {
      expect(await socket.next('conversation_updated')).toMatchObject({ id: conversation.id });
    }
  });
});
