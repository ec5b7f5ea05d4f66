import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { AuthService } from '../../src/auth/auth.service.ts';
import { ask, type Reply } from '../support/api.ts';
import { linkIn, Mailbox } from '../support/mailbox.ts';
import { AppServer, SERVER_KEY } from '../support/operator.ts';
import { makePair, signUp, type TestPerson } from '../support/people.ts';
import { expectRefusal } from '../support/refusals.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';

/* What people change of their own account, over a real mail server. */

const CONFIRM = 'Please confirm your e-mail address';
const MOVED = 'Your account has another e-mail address now';

let mailbox: Mailbox;
let server: TestServer;

beforeAll(async () => {
  mailbox = await Mailbox.open();
  server = await startTestServer({ ...mailbox.settings, SERVER_KEYS: SERVER_KEY });
});
afterAll(async () => {
  await server.close();
  await mailbox.close();
});

const open = (token: string): Promise<Reply<unknown>> =>
  ask(server.api, 'POST', '/auth/email/verify', { body: { token } });
const signIn = (email: string, password: string) =>
  ask(server.api, 'POST', '/auth/login', { body: { email, password } });
const emailOf = async (person: TestPerson) => (await person.ask('GET', '/auth/email')).body;
const freshEmail = () => `new-${randomUUID()}@example.org`;
const askFor = (person: TestPerson, email: string) =>
  person.ask('POST', '/auth/email', { email, currentPassword: person.password });

/** Of the newest mail with this subject, once there are so many. */
async function tokenTo(email: string, subject: string, count = 1): Promise<string> {
  const mails = () => mailbox.to(email).filter((mail) => mail.subject === subject);
  await expect.poll(() => mails().length).toBe(count);
  return linkIn(mails().at(-1)).token;
}
async function moveTo(person: TestPerson, email: string, count = 1): Promise<void> {
  expect((await askFor(person, email)).status).toBe(202);
  expect((await open(await tokenTo(email, CONFIRM, count))).status).toBe(204);
}

describe('an e-mail address', () => {
  it('is verified by the link that a new account is sent, or by a newer one', async () => {
    const person = await signUp(server, 'consultant');
    expect(await emailOf(person)).toEqual({
      email: person.email,
      verified: false,
      pending: null,
      changeable: true,
    });
    const first = await tokenTo(person.email, CONFIRM);
    expect((await person.ask('POST', '/auth/email/verification')).status).toBe(202);
    const second = await tokenTo(person.email, CONFIRM, 2);
    expectRefusal(await open(first), 410, 'link_expired');
    expect((await open(second)).status).toBe(204);
    expectRefusal(await open(second), 410, 'link_expired');
    expect((await emailOf(person)).verified).toBe(true);
  });

  it('changes when the link in the mail to the new one is opened, and not before', async () => {
    const person = await signUp(server, 'patient');
    const email = freshEmail();
    expect((await askFor(person, email)).status).toBe(202);
    const token = await tokenTo(email, CONFIRM);
    expect(await emailOf(person)).toMatchObject({ email: person.email, pending: email });
    expect((await open(token)).status).toBe(204);
    expect(await emailOf(person)).toMatchObject({ email, verified: true, pending: null });
    expect((await signIn(email, person.password)).status).toBe(200);
    expectRefusal(await signIn(person.email, person.password), 401, 'wrong_credentials');
    await tokenTo(person.email, MOVED);
  });

  it('that was changed ends links to the one before', async () => {
    const person = await signUp(server, 'patient');
    await ask(server.api, 'POST', '/auth/password/forgot', { body: { email: person.email } });
    const token = await tokenTo(person.email, 'Choose a new password');
    await moveTo(person, freshEmail());
    const body = { token, newPassword: 'a pass phrase that is new' };
    expectRefusal(await ask(server.api, 'POST', '/auth/password/reset', { body }), 410, 'link_expired');
  });

  it('is taken back from the one before, with all that whoever took it has', async () => {
    const person = await signUp(server, 'patient');
    const [theirs, further] = [freshEmail(), freshEmail()];
    await moveTo(person, theirs);
    const ownWayBack = await tokenTo(person.email, MOVED);
    await moveTo(person, further);
    const thiefsWayBack = await tokenTo(theirs, MOVED);
    expect((await open(ownWayBack)).status).toBe(204);
    expectRefusal(await person.ask('GET', '/auth/me'), 401, 'unauthorized');
    for (const email of [person.email, theirs, further])
      expectRefusal(await signIn(email, person.password), 401, 'wrong_credentials');
    expectRefusal(await open(thiefsWayBack), 410, 'link_expired');
    const told = () =>
      mailbox
        .to(person.email)
        .filter(({ subject }) => /^Your (account is back|password)/.test(subject ?? ''));
    await expect.poll(told).toMatchObject([{ subject: 'Your account is back at this e-mail address' }]);
    expect(told()[0]?.text).toContain('The old password no longer works');
    expect(told()[0]?.text).toMatch(/Choose a new password:\s+http\S+\/\?forgot/);

    await ask(server.api, 'POST', '/auth/password/forgot', { body: { email: person.email } });
    const token = await tokenTo(person.email, 'Choose a new password');
    const body = { token, newPassword: 'a pass phrase that is new' };
    expect((await ask(server.api, 'POST', '/auth/password/reset', { body })).status).toBe(204);
    expect((await signIn(person.email, body.newPassword)).status).toBe(200);
  });

  it('to which an account can be given back is nobody else’s meanwhile', async () => {
    const [person, waiting] = [await signUp(server, 'patient'), await signUp(server, 'patient')];
    const once = freshEmail();
    await askFor(waiting, once);
    const waited = await tokenTo(once, CONFIRM);
    await moveTo(person, once, 2);
    await moveTo(person, freshEmail());
    const [first, wayBack] = [await tokenTo(person.email, MOVED), await tokenTo(once, MOVED)];
    expectRefusal(await open(waited), 409, 'email_taken');
    expectRefusal(await askFor(waiting, once), 409, 'email_taken');
    const squatter = {
      email: once.toUpperCase(),
      password: 'a pass phrase of theirs',
      name: 'Eve',
      role: 'patient',
    };
    expectRefusal(await ask(server.api, 'POST', '/auth/register', { body: squatter }), 409, 'email_taken');
    expect((await open(wayBack)).status).toBe(204);
    expect((await open(first)).status).toBe(204);
    expect((await ask(server.api, 'POST', '/auth/register', { body: squatter })).status).toBe(201);
  });

  it('that was asked for with a password is none once that password was changed', async () => {
    const person = await signUp(server, 'patient');
    const theirs = freshEmail();
    await askFor(person, theirs);
    const token = await tokenTo(theirs, CONFIRM);
    const change = { currentPassword: person.password, newPassword: 'a pass phrase that is new' };
    expect((await person.ask('POST', '/auth/password', change)).status).toBe(204);
    expectRefusal(await open(token), 410, 'link_expired');
    expect((await signIn(person.email, change.newPassword)).status).toBe(200);
  });

  it('that is asked for while the password changes is none', async () => {
    const person = await signUp(server, 'patient');
    const change = { currentPassword: person.password, newPassword: 'a pass phrase that is new' };
    const auth = server.app.get(AuthService, { strict: false });
    const confirm = vi.spyOn(auth, 'confirm').mockImplementationOnce(async (...asked) => {
      const confirmed = await auth.confirm(...asked);
      expect((await person.ask('POST', '/auth/password', change)).status).toBe(204);
      return confirmed;
    });
    onTestFinished(() => confirm.mockRestore());
    expectRefusal(await askFor(person, freshEmail()), 401, 'wrong_credentials');
    expect((await emailOf(person)).pending).toBeNull();
  });

  it('is changed with the password only, and to none that somebody has', async () => {
    const [person, other] = [await signUp(server, 'patient'), await signUp(server, 'patient')];
    const wrong = { email: freshEmail(), currentPassword: 'not the password' };
    expectRefusal(await person.ask('POST', '/auth/email', wrong), 401, 'wrong_credentials');
    expectRefusal(await askFor(person, other.email.toUpperCase()), 409, 'email_taken');
    expect((await emailOf(person)).pending).toBeNull();
  });

  it('is asked for five times in an hour at most', async () => {
    const strict = await startTestServer({ ...mailbox.settings, RATE_LIMITS: '0.1' });
    onTestFinished(() => strict.close());
    const person = await signUp(strict, 'patient');
    for (let time = 0; time < 5; time += 1) expect((await askFor(person, freshEmail())).status).toBe(202);
    expectRefusal(await askFor(person, freshEmail()), 429, 'rate_limited');
  });

  it('goes with the account, and so do its links', async () => {
    const person = await signUp(server, 'patient');
    const token = await tokenTo(person.email, CONFIRM);
    await new AppServer(server).ask('DELETE', `/people/${person.id}`);
    expectRefusal(await open(token), 410, 'link_expired');
    const { rows } = await server.database.pool.query('select 1 from mail_tokens where user_id = $1', [
      person.id,
    ]);
    expect(rows).toEqual([]);
  });

  it('of somebody who signs in elsewhere is kept there', async () => {
    const app = new AppServer(server);
    const kept = await app.keep('patient');
    const { accessToken: token } = await app.mint(kept);
    const { body } = await ask(server.api, 'GET', '/auth/email', { token });
    expect(body).toEqual({ email: null, verified: false, pending: null, changeable: false });
  });
});

describe('a verified address', () => {
  it('is what booking needs where the operator wants it, save for whom somebody else knows', async () => {
    const strict = await startTestServer({
      ...mailbox.settings,
      EMAIL_VERIFICATION: 'required',
      SERVER_KEYS: SERVER_KEY,
    });
    onTestFinished(() => strict.close());
    const [patient, consultant] = [await signUp(strict, 'patient'), await signUp(strict, 'consultant')];
    const booking = { consultantId: consultant.id, scheduledAt: '2090-03-01T10:00:00Z' };
    expectRefusal(await patient.ask('POST', '/bookings', booking), 403, 'email_not_verified');
    const token = await tokenTo(patient.email, CONFIRM);
    await ask(strict.api, 'POST', '/auth/email/verify', { body: { token } });
    expect((await patient.ask('POST', '/bookings', booking)).status).toBe(201);
    const app = new AppServer(strict);
    const { accessToken } = await app.mint(await app.keep('patient'));
    const ofKept = await ask(strict.api, 'POST', '/bookings', { token: accessToken, body: booking });
    expect(ofKept.status).toBe(201);
  });
});

describe('a name', () => {
  it('is changed by its owner, and is the one that others see', async () => {
    const { patient, consultant, conversation } = await makePair(server);
    const changed = await patient.ask('PATCH', '/auth/me', { name: '  Ada Lovelace ' });
    expect(changed).toMatchObject({ status: 200, body: { id: patient.id, name: 'Ada Lovelace' } });
    expect((await patient.ask('GET', '/auth/me')).body.name).toBe('Ada Lovelace');
    const inbox = await consultant.ask(
      'GET',
      `/chat/conversations?consultantId=${consultant.id}&expand=people`,
    );
    expect(inbox.body).toMatchObject([{ id: conversation.id, patient: { name: 'Ada Lovelace' } }]);
    const renamed = await consultant.ask('PATCH', '/auth/me', { name: 'Ünal Größer' });
    expect(renamed.status).toBe(200);
    const found = await patient.ask('GET', '/consultants?search=unal');
    expect(found.body).toEqual([{ id: consultant.id, name: 'Ünal Größer' }]);
  });
});

describe('a mail about an account', () => {
  it('is in the language of the browser where somebody has just registered', async () => {
    const email = freshEmail();
    await ask(server.api, 'POST', '/auth/register', {
      body: { email, password: 'a pass phrase of theirs', name: 'Ada', role: 'patient' },
      headers: { 'Accept-Language': 'fr, de-AT;q=0.9, en;q=0.8' },
    });
    await tokenTo(email, 'Bitte bestätigen Sie Ihre E-Mail-Adresse');
  });

  it('comes in the language of its reader, and says nobody’s name', async () => {
    const person = await signUp(server, 'patient', 'Canary Name');
    await person.ask('PATCH', '/auth/settings', { language: 'de' });
    await moveInGerman(person);
    const mails = mailbox.to(person.email);
    expect(mails.map(({ subject }) => subject)).toContain('Ihr Konto hat jetzt eine andere E-Mail-Adresse');
    for (const { text, html, subject } of mails) expect([text, html, subject].join()).not.toContain('Canary');
    const { rows } = await server.database.pool.query('select payload from jobs');
    expect(JSON.stringify(rows)).not.toContain('@');
    expect(server.logged.join('')).not.toContain(person.email);
  });
});

/** Whose mails are in German. */
async function moveInGerman(person: TestPerson): Promise<void> {
  const email = freshEmail();
  await askFor(person, email);
  await open(await tokenTo(email, 'Bitte bestätigen Sie Ihre E-Mail-Adresse'));
  await tokenTo(person.email, 'Ihr Konto hat jetzt eine andere E-Mail-Adresse');
}
