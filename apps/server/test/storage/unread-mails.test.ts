import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Facts } from '../../src/facts/facts.ts';
import { UnreadMails } from '../../src/unread-mail/unread-mails.ts';
import { ask } from '../support/api.ts';
import { Mailbox } from '../support/mailbox.ts';
import { makePair, type Pair, type TestPerson } from '../support/people.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';
import { TimeTravel } from '../support/time-travel.ts';

/* Mails of what is not read, on both databases, through a real mail server. */

const CANARY = 'CANARY-itching-4712';
const MINUTE_MS = 60_000;
const AFTER_MS = 15 * MINUTE_MS;
const KIND = 'unread mail';
const ABOUT_OTHERS = /e-mail address|E-Mail-Adresse|appointment|Termin/;

let mailbox: Mailbox;
let server: TestServer;
let time: TimeTravel;
let pair: Pair;

beforeAll(async () => {
  mailbox = await Mailbox.open();
  mailbox.ignored = ABOUT_OTHERS;
  server = await startTestServer(mailbox.settings);
  time = new TimeTravel(server.app);
});
beforeEach(async () => {
  time.back();
  pair = await makePair(server);
  mailbox.mails.length = 0;
  mailbox.sources.length = 0;
});
afterAll(async () => {
  await server.close();
  await mailbox.close();
});

async function write(by: TestPerson, content = CANARY): Promise<string> {
  const { bookingId, consultantId, patientId } = pair.conversation;
  const message = { bookingId, consultantId, patientId, senderType: by.role, content };
  const { status, body } = await by.ask('POST', '/chat/messages', message);
  expect(status).toBe(201);
  return body.message.id;
}
async function read(by: TestPerson, ...messageIds: string[]): Promise<void> {
  const path = `/chat/conversations/${pair.conversation.id}/read`;
  const { body } = await by.ask('POST', path, { messageIds });
  expect(body.updatedCount).toBe(messageIds.length);
}
/** When somebody of these two is looked after, in minutes from now. */
async function lookedAfterIn(): Promise<number[]> {
  const { rows } = await server.database.pool.query<{ at: string }>(
    `select run_at as at from jobs where kind = $1 and payload->>'conversationId' = $2`,
    [KIND, pair.conversation.id],
  );
  return rows.map(({ at }) => Math.round((Date.parse(at) - Date.now()) / MINUTE_MS));
}
const isLookedAfter = () => expect.poll(lookedAfterIn).toEqual([15]);
const nobodyIsLookedAfter = () => expect.poll(lookedAfterIn).toEqual([]);
const sweep = () => server.app.get(UnreadMails, { strict: false }).sweep(Date.now() - 3_600_000);

describe('what a patient has not read', () => {
  it('is told by mail a quarter of an hour later, once until it is read, and then anew', async () => {
    const { patient, consultant } = pair;
    const first = await write(consultant);
    await isLookedAfter();
    time.to(AFTER_MS);
    const mail = await mailbox.next(patient.email);
    expect(mail.subject).toBe('Something is waiting to be read');
    expect(mail.text).toContain(`/c/${pair.conversation.id}`);

    time.back();
    const second = await write(consultant);
    await sweep();
    await nobodyIsLookedAfter();
    await read(patient, first, second);
    await write(consultant);
    await sweep();
    time.to(2 * AFTER_MS);
    await mailbox.next(patient.email, 2);
  });

  it('says nothing of what it is or who wrote it, in no mail, job or line of the log', async () => {
    await write(pair.consultant);
    await isLookedAfter();
    const { rows } = await server.database.pool.query(`select string_agg(j::text, '') as all from jobs j`);
    time.to(AFTER_MS);
    const { text, html, subject } = await mailbox.next(pair.patient.email);
    for (const said of [text, html, subject, rows[0].all, ...mailbox.sources, ...server.logged]) {
      expect(said).not.toContain(CANARY);
      expect(said).not.toContain(pair.consultant.name);
    }
  });

  it('is told by no mail when it is read meanwhile, nor from somebody who was blocked since', async () => {
    const { patient, consultant } = pair;
    await read(patient, await write(consultant));
    await isLookedAfter();
    time.to(AFTER_MS);
    await nobodyIsLookedAfter();

    time.back();
    await write(consultant);
    await sweep();
    await isLookedAfter();
    expect((await consultant.ask('POST', '/blocks', { patientId: patient.id })).status).toBe(201);
    time.to(AFTER_MS);
    await nobodyIsLookedAfter();
    expect(mailbox.to(patient.email)).toEqual([]);
  });

  it('waits until quiet hours are over, in the language of its reader', async () => {
    const { patient, consultant } = pair;
    const hours = (ms: number) => new Date(Date.now() + ms).toISOString().slice(11, 16);
    const quiet = { quietFrom: hours(-60 * MINUTE_MS), quietTo: hours(120 * MINUTE_MS), timeZone: 'UTC' };
    expect((await patient.ask('PATCH', '/auth/settings', { ...quiet, language: 'de' })).status).toBe(200);
    await write(consultant);
    await isLookedAfter();
    time.to(AFTER_MS);
    await expect.poll(async () => (await lookedAfterIn())[0]).toBeGreaterThan(100);
    time.to(121 * MINUTE_MS);
    expect((await mailbox.next(patient.email)).subject).toBe('Es gibt etwas zu lesen für Sie');
  });

  it('is found by a sweep where the node that was told of it has died', async () => {
    await write(pair.consultant);
    await isLookedAfter();
    await server.database.pool.query('delete from jobs where kind = $1', [KIND]);
    await sweep();
    await isLookedAfter();
    time.to(AFTER_MS);
    await mailbox.next(pair.patient.email);
  });
});

describe('what a device of theirs was told of', () => {
  async function deviceIsTold(): Promise<void> {
    const told = [pair.conversation.id, pair.patient.id];
    await server.database.pool.query(
      'insert into unread_notices (conversation_id, user_id, pushed_seq) values ($1, $2, 1)',
      told,
    );
    await server.database.pool.query(
      `insert into delivery_steps (conversation_id, sender_type, up_to_seq, delivered_at)
       values ($1, 'consultant', 1, now())`,
      told.slice(0, 1),
    );
  }
  async function deviceSaysSo(): Promise<void> {
    const [conversationId, userId] = [pair.conversation.id, pair.patient.id];
    server.app.get(Facts, { strict: false }).tell('messages.shown', { conversationId, userId, upToSeq: 1 });
    const find = async () => {
      const { rows } = await server.database.pool.query(
        'select shown_seq as shown from unread_notices where conversation_id = $1 and user_id = $2',
        [conversationId, userId],
      );
      return rows[0]?.shown;
    };
    await expect.poll(find).toBe(1);
  }

  it('is in no mail once the device has said that it came', async () => {
    const { patient, consultant } = pair;
    await write(consultant);
    await isLookedAfter();
    await deviceIsTold();
    await deviceSaysSo();
    time.to(AFTER_MS);
    await nobodyIsLookedAfter();
    expect(mailbox.mails).toEqual([]);

    time.back();
    await write(consultant); // of which no device has said anything
    await sweep();
    time.to(2 * AFTER_MS);
    await mailbox.next(patient.email);
  });

  it('is told by mail where no device has shown it: only an app in the background had it', async () => {
    const { patient, consultant } = pair;
    await write(consultant);
    await isLookedAfter();
    await deviceIsTold();
    time.to(AFTER_MS);
    await mailbox.next(patient.email);
  });
});

describe('a consultant', () => {
  it('is told by mail only who has asked for it', async () => {
    const { patient, consultant } = pair;
    await write(patient);
    await sweep();
    expect(await lookedAfterIn()).toEqual([]);
    time.to(AFTER_MS);
    await nobodyIsLookedAfter();
    time.back();
    expect((await consultant.ask('PATCH', '/auth/settings', { mailUnread: true })).status).toBe(200);
    await sweep();
    time.to(AFTER_MS);
    await mailbox.next(consultant.email);
    expect(mailbox.mails).toHaveLength(1);
  });
});

describe('the link to have no more of these mails', () => {
  async function linkTo({ email }: TestPerson): Promise<URL> {
    await write(pair.consultant);
    await isLookedAfter();
    time.to(AFTER_MS);
    const { headers } = await mailbox.next(email);
    time.back();
    const { unsubscribe } = headers.get('list') as unknown as { unsubscribe: { url: string } };
    const { search, pathname } = new URL(unsubscribe.url);
    return new URL(pathname + search, server.url);
  }
  const isWanted = async () => (await pair.patient.ask('GET', '/auth/settings')).body.mailUnread;

  it('changes nothing when it is opened, and ends them when it is posted, by anyone who holds it', async () => {
    const link = await linkTo(pair.patient);
    expect(mailbox.sources[0]).toContain('List-Unsubscribe-Post: List-Unsubscribe=One-Click');
    const opened = await fetch(link);
    expect([opened.status, opened.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(await opened.text()).toContain('<form method="post">');
    expect(await isWanted()).toBe(true);

    const posted = await fetch(link, {
      method: 'POST',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      body: 'List-Unsubscribe=One-Click',
    });
    expect([posted.status, await posted.text()]).toEqual([200, expect.stringContaining('no more of these')]);
    expect(await isWanted()).toBe(false);
    expect((await fetch(link, { method: 'POST' })).status).toBe(200);
    expect(server.logged.join()).not.toContain(link.searchParams.get('token'));
  });

  it('is worth nothing once it is changed, and is no access to anything else', async () => {
    const link = await linkTo(pair.patient);
    const token = link.searchParams.get('token') ?? '';
    const foreign = new URL(link);
    foreign.searchParams.set('token', `${token.slice(0, -4)}AAAA`);
    for (const wrong of [foreign, new URL('/unsubscribe', server.url)]) {
      for (const method of ['GET', 'POST']) expect((await fetch(wrong, { method })).status).toBe(404);
    }
    expect((await ask(server.api, 'GET', '/auth/me', { token })).status).toBe(401);
    expect(await isWanted()).toBe(true);
  });
});
