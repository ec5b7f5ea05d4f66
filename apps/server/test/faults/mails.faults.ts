import type { ParsedMail } from 'mailparser';
import { afterEach, expect, test } from 'vitest';
import { findFreePort } from '../support/free-port.ts';
import { Mailbox } from '../support/mailbox.ts';
import { signUp, type TestPerson } from '../support/people.ts';
import { buildServer, endEverything, startBuilt } from './built-server.ts';
import { prepareGround } from './ground.ts';

/** A job that nobody has finished is taken by another node once its lease has ended. */
const LEASE_MS = 60_000;
const BOOKINGS = 20;
const ABOUT_ACCOUNTS = /e-mail address/;
const undo: (() => unknown)[] = [];
afterEach(async () => {
  endEverything();
  for (const step of undo.splice(0).reverse()) await step();
});

/** By which appointment each mail is of, and to whom. */
function mailsByCause(mails: readonly ParsedMail[]): Map<string, ParsedMail[]> {
  const byCause = new Map<string, ParsedMail[]>();
  for (const mail of mails) {
    const [, id] = /\nUID:(.+)\r/.exec(String(mail.attachments[0]?.content)) ?? [];
    const cause = `${id} ${[mail.to].flat()[0]?.text}`;
    byCause.set(cause, [...(byCause.get(cause) ?? []), mail]);
  }
  return byCause;
}

async function book(consultant: TestPerson, patient: TestPerson): Promise<string> {
  const body = { patientId: patient.id, scheduledAt: '2090-03-01T10:00:00Z' };
  const { status, body: made } = await consultant.ask('POST', '/bookings', body);
  expect(status).toBe(201);
  return made.id;
}

test.each(['postgres', 'embedded'] as const)(
  'whatever a server was sending when it was killed with -9 comes once or twice, never not at all, and as the same mail: %s',
  async (kind) => {
    await buildServer();
    const ground = await prepareGround(kind);
    undo.push(() => ground.remove());
    const mailbox = await Mailbox.open();
    mailbox.ignored = ABOUT_ACCOUNTS;
    undo.push(() => mailbox.close());
    const env = { ...ground.env, ...mailbox.settings };
    const killed = await startBuilt({ env });
    const [patient, consultant] = await Promise.all([
      signUp(killed, 'patient'),
      signUp(killed, 'consultant'),
    ]);
    const booked = await Promise.all(Array.from({ length: BOOKINGS }, () => book(consultant, patient)));
    await expect.poll(() => mailbox.mails.length).toBeGreaterThan(BOOKINGS / 2);
    const before = mailbox.mails.length;
    mailbox.isMute = true;
    const later = await Promise.all(Array.from({ length: BOOKINGS }, () => book(consultant, patient)));
    await expect.poll(() => mailbox.mails.length).toBeGreaterThan(before);
    killed.signal('SIGKILL');
    await killed.ended;

    mailbox.isMute = false;
    await startBuilt({ env: { ...env, PORT: String(await findFreePort()) } });
    const causes = [...booked, ...later].flatMap((id) => [
      `${id} ${patient.email}`,
      `${id} ${consultant.email}`,
    ]);
    const told = () => [...mailsByCause(mailbox.mails).keys()].sort();
    await expect.poll(told, { timeout: LEASE_MS + 60_000 }).toEqual(causes.sort());
    // Those that were taken without a word come once more.
    const twice = () => [...mailsByCause(mailbox.mails).values()].filter((mails) => mails.length > 1).length;
    await expect.poll(twice, { timeout: LEASE_MS + 60_000 }).toBeGreaterThan(0);
    for (const mails of mailsByCause(mailbox.mails).values()) {
      expect(mails.length).toBeLessThanOrEqual(2);
      expect(new Set(mails.map(({ messageId }) => messageId)).size).toBe(1);
    }
  },
);
