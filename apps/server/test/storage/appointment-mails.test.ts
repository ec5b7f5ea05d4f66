import type { Booking } from '@jiggy-care/protocol';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Reminders } from '../../src/appointment-mail/reminders.ts';
import { Facts } from '../../src/facts/facts.ts';
import { Jobs } from '../../src/jobs/jobs.ts';
import { Mailbox } from '../support/mailbox.ts';
import { book, signUp, type TestPerson } from '../support/people.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';
import { TimeTravel } from '../support/time-travel.ts';

/* Mails of appointments on both databases, through a real mail server. */

const CANARY = 'CANARY-itching-4711';
const [START, LATER] = ['2090-03-01T10:00:00.000Z', '2090-03-04T09:30:00.000Z'];
const ABOUT_ACCOUNTS = /e-mail address|E-Mail-Adresse/;

let mailbox: Mailbox;
let server: TestServer;
let time: TimeTravel;
let patient: TestPerson;
let consultant: TestPerson;

beforeAll(async () => {
  mailbox = await Mailbox.open();
  mailbox.ignored = ABOUT_ACCOUNTS;
  server = await startTestServer({ ...mailbox.settings, PUBLIC_URL: 'https://care.example.org' });
  time = new TimeTravel(server.app);
});
beforeEach(async () => {
  time.back();
  await server.database.pool.query('delete from jobs');
  [patient, consultant] = await Promise.all([
    signUp(server, 'patient', `${CANARY} Pat`),
    signUp(server, 'consultant', `${CANARY} Con`),
  ]);
});
afterAll(async () => {
  await server.close();
  await mailbox.close();
});

const change = (by: TestPerson, { id }: Booking, body: object) => by.ask('PATCH', `/bookings/${id}`, body);
const prefer = (person: TestPerson, body: object) => person.ask('PATCH', '/auth/settings', body);
async function calendarIn(person: TestPerson, count: number): Promise<string> {
  const { attachments } = await mailbox.next(person.email, count);
  const file = attachments[0]?.content.toString() ?? '';
  return file.replaceAll(/\r\n[ \t]/g, '');
}
async function remindersLeft(): Promise<string[]> {
  const { rows } = await server.database.pool.query<{ at: string }>(
    `select run_at as at from jobs where kind = 'reminder mail' and payload->>'userId' = any($1) order by run_at, id`,
    [[patient.id, consultant.id]],
  );
  return rows.map(({ at }) => new Date(at).toISOString());
}
/** Until nothing is left to be done now. */
async function settled(): Promise<void> {
  await expect
    .poll(async () => {
      const { rows } = await server.database.pool.query(
        `select 1 from jobs where state = 'waiting' and kind <> 'reminder mail' and kind not like 'sweep %'`,
      );
      return rows.length;
    })
    .toBe(0);
}

describe('an appointment', () => {
  it('that is made is in the mail and the calendar of both, in the words and the time of each', async () => {
    await prefer(patient, { language: 'de', timeZone: 'America/New_York' });
    const booking = await book(patient, consultant);
    const toPatient = await mailbox.next(patient.email);
    expect(toPatient.subject).toBe('Ihr Termin ist gebucht');
    expect(toPatient.text).toContain('am Mittwoch, 1. März 2090, 05:00 (America/New_York, UTC-5).');
    expect(toPatient.text).toContain('https://care.example.org/appointments');
    const toConsultant = await mailbox.next(consultant.email);
    expect(toConsultant.subject).toBe('Your appointment is booked');
    expect(toConsultant.text).toContain('on Wednesday, 1 March 2090, 10:00 (UTC).');
    const calendar = await calendarIn(patient, 1);
    for (const line of ['METHOD:REQUEST', `UID:${booking.id}`, 'SEQUENCE:0', 'DTSTART:20900301T100000Z'])
      expect(calendar).toContain(`${line}\r\n`);
    expect(calendar).toContain(patient.email);
    expect(calendar).not.toContain(consultant.email);
  });

  it('that is moved and cancelled is the same one in a calendar, each time newer', async () => {
    const booking = await book(patient, consultant);
    await mailbox.next(patient.email);
    await change(consultant, booking, { scheduledAt: LATER });
    const moved = await mailbox.next(patient.email, 2);
    expect(moved.text).toContain('now on Saturday, 4 March 2090, 09:30 (UTC)');
    expect(moved.text).toContain('no longer on Wednesday, 1 March 2090, 10:00 (UTC)');
    expect(await calendarIn(patient, 2)).toMatch(/METHOD:REQUEST\r\n[\s\S]*SEQUENCE:1\r\n/);
    await change(patient, booking, { status: 'cancelled' });
    const cancelled = await mailbox.next(patient.email, 3);
    expect(cancelled.subject).toBe('Your appointment is cancelled');
    const calendar = await calendarIn(consultant, 3);
    for (const line of ['METHOD:CANCEL', `UID:${booking.id}`, 'SEQUENCE:2', 'STATUS:CANCELLED'])
      expect(calendar).toContain(`${line}\r\n`);
  });

  it('says nothing by mail of who it is with or why, nor in jobs or the log', async () => {
    const { status } = await patient.ask('POST', '/bookings', {
      ...{ consultantId: consultant.id, scheduledAt: START, reason: `${CANARY} since Monday` },
    });
    expect(status).toBe(201);
    await mailbox.next(patient.email);
    await mailbox.next(consultant.email);
    const { rows } = await server.database.pool.query(`select string_agg(j::text, '') as all from jobs j`);
    for (const said of [...mailbox.sources, rows[0].all, ...server.logged])
      expect(said).not.toContain(CANARY);
    for (const { text, html, subject } of mailbox.mails) {
      expect([text, html, subject].join()).not.toContain('CANARY');
    }
  });

  it('is in no mail of whoever wants none, or whose account is closed', async () => {
    await prefer(patient, { mailAppointments: false });
    await book(patient, consultant);
    await mailbox.next(consultant.email);
    await settled();
    expect(mailbox.to(patient.email)).toEqual([]);
  });

  it('that was is not told of', async () => {
    const past = { patientId: patient.id, scheduledAt: '2020-03-01T10:00:00Z' };
    expect((await consultant.ask('POST', '/bookings', past)).status).toBe(201);
    const { rows } = await server.database.pool.query(
      `select kind from jobs where kind <> 'account-mail' and kind not like 'sweep %'`,
    );
    expect(rows).toEqual([]);
  });

  it('that cannot be told of is not made', async () => {
    const { pool } = server.database;
    await pool.query(`alter table jobs add constraint full_up check (kind <> 'appointment mail') not valid`);
    try {
      const refused = await patient.ask('POST', '/bookings', {
        consultantId: consultant.id,
        scheduledAt: START,
      });
      expect(refused.status).toBe(500);
      expect((await patient.ask('GET', '/bookings')).body).toEqual([]);
    } finally {
      await pool.query('alter table jobs drop constraint full_up');
    }
  });
});

describe('reminders', () => {
  it('come a day and an hour before, to both, once', async () => {
    await book(patient, consultant);
    await mailbox.next(patient.email);
    time.at('2090-02-28T10:00:01Z');
    const first = await mailbox.next(patient.email, 2);
    expect(first.subject).toBe('Your appointment is coming up');
    expect(first.text).toContain('Wednesday, 1 March 2090, 10:00 (UTC)');
    time.at('2090-03-01T09:00:01Z');
    await mailbox.next(patient.email, 3);
    await mailbox.next(consultant.email, 3);
    expect(await remindersLeft()).toEqual([]);
  });

  it('move with the appointment, and are gone with it', async () => {
    const booking = await book(patient, consultant);
    const both = (...times: string[]) => times.flatMap((at) => [at, at]);
    expect(await remindersLeft()).toEqual(both('2090-02-28T10:00:00.000Z', '2090-03-01T09:00:00.000Z'));
    await change(patient, booking, { scheduledAt: LATER });
    expect(await remindersLeft()).toEqual(both('2090-03-03T09:30:00.000Z', '2090-03-04T08:30:00.000Z'));
    await change(patient, booking, { status: 'completed' });
    expect(await remindersLeft()).toEqual([]);
    await change(consultant, booking, { status: 'scheduled' });
    expect(await remindersLeft()).toHaveLength(4);
    await change(consultant, booking, { status: 'cancelled' });
    expect(await remindersLeft()).toEqual([]);
  });

  it('wait until quiet hours are over, and are none where it has begun by then', async () => {
    await prefer(patient, { quietFrom: '08:00', quietTo: '10:30', timeZone: 'UTC' });
    await book(patient, consultant);
    await mailbox.next(patient.email);
    await settled();
    time.at('2090-02-28T10:00:01Z');
    await mailbox.next(consultant.email, 2);
    await expect
      .poll(remindersLeft)
      .toEqual(['2090-02-28T10:30:00.000Z', ...['2090-03-01T09:00:00.000Z', '2090-03-01T09:00:00.000Z']]);
    time.at('2090-02-28T10:30:01Z');
    await mailbox.next(patient.email, 2);
    time.at('2090-03-01T09:00:01Z');
    await mailbox.next(consultant.email, 3);
    await expect.poll(remindersLeft).toEqual([]);
    expect(mailbox.to(patient.email)).toHaveLength(2);
  });

  it('that wait for quiet hours are none of the time before where it is moved that instant', async () => {
    await prefer(patient, { quietFrom: '08:00', quietTo: '10:30', timeZone: 'UTC' });
    const booking = await book(patient, consultant);
    await mailbox.next(consultant.email);
    await settled();
    const facts = server.app.get(Facts);
    const moved = new Promise((resolve) => {
      // The reminder puts itself off as soon as it has found that nothing has changed.
      facts.inTransaction = async (work) => {
        Reflect.deleteProperty(facts, 'inTransaction');
        time.back();
        resolve(await change(patient, booking, { scheduledAt: LATER }));
        return facts.inTransaction(work);
      };
    });
    time.at('2090-02-28T10:00:01Z');
    expect(await moved).toMatchObject({ status: 200 });
    await server.app.get(Jobs).settled();
    const [day, hour] = ['2090-03-03T09:30:00.000Z', '2090-03-04T08:30:00.000Z'];
    expect(await remindersLeft()).toEqual([day, day, hour, hour]);
  });

  it('are none between people who do not reach each other any more', async () => {
    await book(patient, consultant);
    await mailbox.next(consultant.email);
    await settled();
    expect((await consultant.ask('POST', '/blocks', { patientId: patient.id })).status).toBe(201);
    time.at('2090-03-01T09:00:01Z');
    await expect.poll(remindersLeft).toEqual([]);
    expect(mailbox.to(patient.email)).toHaveLength(1);
  });

  it('are also of appointments that were made when there were none', async () => {
    await book(patient, consultant);
    await server.database.pool.query('delete from jobs');
    server.app.get(Reminders, { strict: false }).onApplicationBootstrap();
    await expect.poll(remindersLeft).toHaveLength(4);
    // Another start finds them there.
    server.app.get(Reminders, { strict: false }).onApplicationBootstrap();
    await prefer(patient, { language: 'de' });
    expect(await remindersLeft()).toHaveLength(4);
  });
});
