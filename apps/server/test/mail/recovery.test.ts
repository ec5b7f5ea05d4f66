import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { Jobs } from '../../src/jobs/jobs.ts';
import { ask, type Reply } from '../support/api.ts';
import { linkIn, Mailbox } from '../support/mailbox.ts';
import { AppServer, SERVER_KEY } from '../support/operator.ts';
import { signUp, type TestPerson } from '../support/people.ts';
import { expectInvalid, expectRefusal } from '../support/refusals.ts';
import { countStatements } from '../support/statements.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';

/* How somebody gets back in who has forgotten the password: over a real mail server. */

const NEW_PASSWORD = 'a pass phrase that is new';

let mailbox: Mailbox;
let server: TestServer;

beforeAll(async () => {
  mailbox = await Mailbox.open();
  server = await startTestServer({
    ...mailbox.settings,
    PUBLIC_URL: 'https://care.example.org',
    SERVER_KEYS: SERVER_KEY,
  });
});
afterAll(async () => {
  await server.close();
  await mailbox.close();
});

const post = (path: string, body: object): Promise<Reply<unknown>> => ask(server.api, 'POST', path, { body });
const forgot = (email: string) => post('/auth/password/forgot', { email });
const reset = (token: string, newPassword = NEW_PASSWORD) =>
  post('/auth/password/reset', { token, newPassword });
const signIn = (email: string, password: string) => post('/auth/login', { email, password });
const refused = async (token: string) => expectRefusal(await reset(token), 410, 'link_expired');

/** Of the mail with this subject, once it has come. */
async function tokenTo(email: string, subject: string, count = 1): Promise<string> {
  const mails = () => mailbox.to(email).filter((mail) => mail.subject === subject);
  await expect.poll(() => mails().length).toBe(count);
  return linkIn(mails().at(-1)).token;
}
async function linkFor({ email }: Pick<TestPerson, 'email'>, count = 1): Promise<string> {
  expect((await forgot(email)).status).toBe(202);
  return tokenTo(email, 'Choose a new password', count);
}

describe('a forgotten password', () => {
  it('is replaced by the link in a mail; all sessions end, the owner is told, and the address is verified', async () => {
    const person = await signUp(server, 'patient');
    const token = await linkFor(person);
    const mail = mailbox.to(person.email).find(({ subject }) => subject === 'Choose a new password');
    expect(linkIn(mail).page).toBe('https://care.example.org/reset-password');
    expect((await reset(token)).status).toBe(204);
    expectRefusal(await person.ask('GET', '/auth/me'), 401, 'unauthorized');
    expectRefusal(await signIn(person.email, person.password), 401, 'wrong_credentials');
    expect((await signIn(person.email, NEW_PASSWORD)).status).toBe(200);
    await expect
      .poll(() => mailbox.to(person.email).map(({ subject }) => subject))
      .toContain('Your password was changed');
    const { rows } = await server.database.pool.query('select email_verified_at from users where id = $1', [
      person.id,
    ]);
    expect(rows[0].email_verified_at).not.toBeNull();
  });

  it('that nobody knows a language for is in the language of the request, and else in the chosen one', async () => {
    const person = await signUp(server, 'patient');
    const forgotIn = (language: string) =>
      ask(server.api, 'POST', '/auth/password/forgot', {
        body: { email: person.email },
        headers: { 'Accept-Language': language },
      });
    await forgotIn('de-DE,de;q=0.9,en;q=0.5');
    await tokenTo(person.email, 'Wählen Sie ein neues Passwort');
    await person.ask('PATCH', '/auth/settings', { language: 'en' });
    await forgotIn('de');
    await tokenTo(person.email, 'Choose a new password');
  });

  it('lets somebody in at once who has guessed too often before', async () => {
    const person = await signUp(server, 'patient');
    for (let guess = 0; guess < 5; guess += 1) await signIn(person.email, `guess ${guess}`);
    await reset(await linkFor(person));
    expect((await signIn(person.email, NEW_PASSWORD)).status).toBe(200);
  });

  it('has links that are good once, until the newer one, and until the password changes', async () => {
    const person = await signUp(server, 'patient');
    const [first, second] = [await linkFor(person), await linkFor(person, 2)];
    await refused(first);
    expect((await reset(second)).status).toBe(204);
    await refused(second);
    const third = await linkFor(person, 3);
    const { body } = await ask(server.api, 'POST', '/auth/login', {
      body: { email: person.email, password: NEW_PASSWORD },
    });
    await ask(server.api, 'POST', '/auth/password', {
      token: body.accessToken,
      body: { currentPassword: NEW_PASSWORD, newPassword: 'yet another pass phrase' },
    });
    await refused(third);
    await refused('x'.repeat(43));
  });

  it('has links that end after an hour, with the account, and for another errand', async () => {
    const person = await signUp(server, 'patient');
    const verifying = await tokenTo(person.email, 'Please confirm your e-mail address');
    await refused(verifying);
    const late = await linkFor(person);
    await server.database.pool.query(
      `update mail_tokens set expires_at = expires_at - interval '61 minutes' where user_id = $1`,
      [person.id],
    );
    await refused(late);
    const ofClosed = await linkFor(person, 2);
    await new AppServer(server).ask('POST', `/people/${person.id}/disable`);
    await refused(ofClosed);
  });

  it('is not replaced by one of the commonest, and the link stays good', async () => {
    const person = await signUp(server, 'patient');
    const token = await linkFor(person);
    expectInvalid(await reset(token, 'password1'), 'newPassword');
    expectInvalid(await reset(token, person.email), 'newPassword');
    expect((await reset(token)).status).toBe(204);
  });

  it('of several who open one link at once is replaced by one', async () => {
    const token = await linkFor(await signUp(server, 'patient'));
    const replies = await Promise.all(
      ['one', 'two', 'three'].map((end) => reset(token, `pass phrase ${end}`)),
    );
    expect(replies.map(({ status }) => status).sort()).toEqual([204, 410, 410]);
  });

  it('is answered alike for whom there is and for whom there is not, and only the first gets a mail', async () => {
    const app = new AppServer(server);
    const [person, closed] = [await signUp(server, 'patient'), await signUp(server, 'patient')];
    await app.ask('POST', `/people/${closed.id}/disable`);
    const elsewhere = await app.keep('patient', { email: 'from-elsewhere@example.org' });
    const others = [closed.email, elsewhere.email ?? '', 'nobody-at-all@example.org'];
    const replies = [await forgot(person.email)];
    for (const email of others) replies.push(await forgot(email));
    const told = replies.map(({ status, text, headers }) => {
      const names = [...headers.keys()].filter((name) => name !== 'x-request-id');
      return { status, text, names };
    });
    expect(new Set(told.map((one) => JSON.stringify(one))).size).toBe(1);
    await tokenTo(person.email, 'Choose a new password');
    await noJobs();
    const asked = mailbox.mails.filter(({ subject }) => subject === 'Choose a new password');
    for (const email of others)
      expect(asked.filter(({ to }) => JSON.stringify(to).includes(email))).toEqual([]);
  });

  it('is as much work for whom there is as for whom there is not', async () => {
    const person = await signUp(server, 'patient');
    await noJobs();
    // Whoever sends mails asks the database too.
    await server.app.get(Jobs).beforeApplicationShutdown();
    onTestFinished(() => server.app.get(Jobs).onApplicationBootstrap());
    const count = countStatements(server.database.pool);
    /** The least of several, since now and then somebody else asks meanwhile. */
    const workFor = async (email: string) => {
      const counts: number[] = [];
      for (let time = 0; time < 5; time += 1) {
        const before = count();
        await forgot(email);
        counts.push(count() - before);
      }
      return Math.min(...counts);
    };
    const known = await workFor(person.email);
    expect(known).toBeGreaterThan(4);
    expect(await workFor('nobody-else@example.org')).toBe(known);
  });

  it('asks for no more than three mails to an address in an hour, known or not', async () => {
    const strict = await startTestServer({ ...mailbox.settings, RATE_LIMITS: '0.1' });
    onTestFinished(() => strict.close());
    const ask3 = async (email: string) => {
      for (let count = 0; count < 3; count += 1) {
        expect((await ask(strict.api, 'POST', '/auth/password/forgot', { body: { email } })).status).toBe(
          202,
        );
      }
    };
    const { email } = await signUp(strict, 'patient');
    for (const each of [email, 'unknown@example.org']) {
      await ask3(each);
      const fourth = await ask(strict.api, 'POST', '/auth/password/forgot', {
        body: { email: each.toUpperCase() },
      });
      expectRefusal(fourth, 429, 'rate_limited');
    }
  });
});

/** Nothing more is on its way. */
async function noJobs(): Promise<void> {
  const waiting = async () =>
    (
      await server.database.pool.query(
        `select 1 from jobs where state = 'waiting' and kind not like 'sweep %'`,
      )
    ).rows.length;
  await expect.poll(waiting).toBe(0);
}
