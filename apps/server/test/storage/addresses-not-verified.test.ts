import { expect, it, onTestFinished } from 'vitest';
import { ask } from '../support/api.ts';
import { linkIn, Mailbox } from '../support/mailbox.ts';
import { signUp } from '../support/people.ts';
import { startTestServer } from '../support/test-server.ts';
import { TimeTravel } from '../support/time-travel.ts';

/* What goes to an address of which nobody knows whose it is. */

const ABOUT_THE_ACCOUNT = ['Please confirm your e-mail address', 'Choose a new password'];
const ABOUT_OTHERS = [
  'Your appointment is booked',
  'Something is waiting to be read',
  'Your appointment is coming up',
];

it.each([
  ['optional', [...ABOUT_THE_ACCOUNT, ...ABOUT_OTHERS]],
  ['required', ABOUT_THE_ACCOUNT],
] as const)(
  'where a verified address is %s, these mails go to one that is not: %j',
  async (mode, expected) => {
    const mailbox = await Mailbox.open();
    const server = await startTestServer({ ...mailbox.settings, EMAIL_VERIFICATION: mode });
    onTestFinished(async () => {
      await server.close();
      await mailbox.close();
    });
    const time = new TimeTravel(server.app);
    const [patient, consultant] = [await signUp(server, 'patient'), await signUp(server, 'consultant')];
    const subjects = ({ email }: { email: string }) => mailbox.to(email).map(({ subject }) => subject);
    const { token } = linkIn(await mailbox.next(consultant.email));
    expect((await ask(server.api, 'POST', '/auth/email/verify', { body: { token } })).status).toBe(204);
    await mailbox.next(patient.email);
    const forgot = await ask(server.api, 'POST', '/auth/password/forgot', { body: { email: patient.email } });
    expect(forgot.status).toBe(202);
    await mailbox.next(patient.email, 2);

    const booking = { patientId: patient.id, scheduledAt: '2090-03-01T10:00:00Z' };
    const { body: made } = await consultant.ask('POST', '/bookings', booking);
    const { id: bookingId } = made;
    const message = { bookingId, consultantId: consultant.id, patientId: patient.id, content: 'Hello' };
    const sent = await consultant.ask('POST', '/chat/messages', { ...message, senderType: 'consultant' });
    expect(sent.status).toBe(201);
    const jobsOf = async (kind: string) => {
      const whose = [kind, patient.id];
      const { rows } = await server.database.pool.query(
        `select 1 from jobs where kind = $1 and payload->>'userId' = $2`,
        whose,
      );
      return rows.length;
    };
    await expect.poll(() => jobsOf('unread mail')).toBe(1);
    time.to(16 * 60_000);
    await expect.poll(() => jobsOf('unread mail')).toBe(0);
    time.at('2090-03-01T09:00:01Z');
    await expect.poll(() => subjects(consultant)).toContain('Your appointment is coming up');
    await expect.poll(() => jobsOf('reminder mail')).toBe(0);
    expect(new Set(subjects(patient))).toEqual(new Set(expected));
  },
);
