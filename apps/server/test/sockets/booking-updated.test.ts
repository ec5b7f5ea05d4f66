import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { book, makePair, type Pair, signUp, type TestPerson } from '../support/people.ts';
import { Sockets, type TestSocket } from '../support/sockets.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';

let server: TestServer;
let sockets: Sockets;
let patient: TestPerson;
let consultant: TestPerson;

beforeAll(async () => {
  server = await startTestServer();
  sockets = new Sockets(server);
});
beforeEach(async () => {
  [patient, consultant] = await Promise.all([signUp(server, 'patient'), signUp(server, 'consultant')]);
});
afterEach(() => sockets.closeAll());
afterAll(() => server.close());

const atBoth = () => Promise.all([sockets.as(patient), sockets.as(consultant)]);
const change = (by: TestPerson, id: string, body: object) => by.ask('PATCH', `/bookings/${id}`, body);

describe('booking_updated', () => {
  test('tells both people of a booking that was made, names included, before there is a conversation', async () => {
    const both = await atBoth();
    const booking = await book(patient, consultant);
    expect(booking).toMatchObject({
      consultant: { id: consultant.id, name: consultant.name },
      patient: { id: patient.id, name: patient.name },
    });
    for (const client of both) {
      expect(await client.next('booking_updated')).toEqual({ booking, by: patient.id });
    }
  });

  test.each([
    [{ scheduledAt: '2090-04-01T08:30:00.000Z' }, 'consultant'],
    [{ status: 'completed' }, 'consultant'],
    [{ status: 'cancelled' }, 'patient'],
  ] as const)('tells both of %j by the %s', async (what, role) => {
    const booking = await book(patient, consultant);
    const both = await atBoth();
    const by = role === 'patient' ? patient : consultant;
    const { body } = await change(by, booking.id, what);
    expect(body).toMatchObject(what);
    for (const client of both) {
      expect(await client.next('booking_updated')).toEqual({ booking: body, by: by.id });
    }
  });

  test('is told to nobody where nothing was changed', async () => {
    const booking = await book(patient, consultant);
    const [client] = await atBoth();
    await change(consultant, booking.id, { status: 'cancelled' });
    await client.next('booking_updated');
    expect((await change(patient, booking.id, { status: 'scheduled' })).status).toBe(409);
    const another = await book(patient, consultant);
    expect((await client.next('booking_updated', told(another.id))).by).toBe(patient.id);
    expect(client.all('booking_updated')).toHaveLength(2);
  });

  test('is told to no stranger, and to no socket that knows only the document', async () => {
    const pair: Pair = await makePair(server);
    const [stranger, plain, own] = [
      await sockets.as(patient),
      await sockets.plainInside(pair.consultant, pair.conversation.id),
      await sockets.as(pair.consultant),
    ];
    await change(pair.patient, pair.booking.id, { status: 'completed' });
    await own.next('booking_updated');
    await Promise.all([stranger.settled(), plain.settled()]);
    expect([...stranger.all('booking_updated'), ...plain.all('booking_updated')]).toEqual([]);
  });

  test('of parted people is told only to the one who did it', async () => {
    const booking = await book(patient, consultant);
    await consultant.ask('POST', '/blocks', { patientId: patient.id });
    const [atPatient, atConsultant] = await atBoth();
    await change(patient, booking.id, { status: 'cancelled' });
    expect((await atPatient.next('booking_updated')).booking.status).toBe('cancelled');
    const other = await signUp(server, 'patient');
    const later = await book(other, consultant);
    await atConsultant.next('booking_updated', told(later.id));
    expect(heardOf(atConsultant, booking.id)).toEqual([]);
  });
});

const told =
  (id: string) =>
  ({ booking }: { booking: { id: string } }) =>
    booking.id === id;
const heardOf = (client: TestSocket, id: string) => client.all('booking_updated').filter(told(id));
