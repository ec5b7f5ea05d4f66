import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/config.ts';
import type { Letter } from '../../src/mail/letter.ts';
import { Mail } from '../../src/mail/mail.ts';
import { Mailbox } from '../support/mailbox.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';

/* How a mail leaves the house: over a real mail server, or into a folder. */

const dataDir = mkdtempSync(join(tmpdir(), 'jiggy-mail-'));
const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});
afterAll(() => rmSync(dataDir, { recursive: true }));

async function openMailbox(options?: Parameters<typeof Mailbox.open>[0]): Promise<Mailbox> {
  const mailbox = await Mailbox.open(options);
  closing.push(() => mailbox.close());
  return mailbox;
}
function mailOf(env: Record<string, string>): Mail {
  const mail = new Mail(
    loadConfig({ NODE_ENV: 'test', DATA_DIR: dataDir, PUBLIC_URL: 'https://care.example.org', ...env }),
  );
  closing.push(() => mail.onApplicationShutdown());
  return mail;
}
/** What sends it. */
const job = (id: string = randomUUID(), { signal } = new AbortController()) => ({ id, signal });
const letter = (more: Partial<Letter> = {}): Letter => ({
  to: 'pat@example.org',
  language: 'de',
  subject: 'Größe <b>&',
  paragraphs: ['Ein Satz mit <script>.', 'Noch einer.'],
  action: { text: 'Öffnen', url: 'https://care.example.org/open#token=a&b=c' },
  note: 'Warum.',
  ...more,
});

describe('a mail', () => {
  it('arrives with a text and the same in HTML, says that it is automatic, and by which job it was sent', async () => {
    const mailbox = await openMailbox();
    const id = randomUUID();
    await mailOf(mailbox.settings).send(job(id), letter());
    const mail = await mailbox.next('pat@example.org');
    expect(mail).toMatchObject({ subject: 'Größe <b>&', messageId: `<${id}@care.example.org>` });
    expect(mail.from?.text).toBe('"Jiggy Care" <care@example.org>');
    expect(mail.headers.get('auto-submitted')).toBe('auto-generated');
    for (const said of [
      'Ein Satz mit <script>.',
      'Öffnen:\nhttps://care.example.org/open#token=a&b=c',
      'Warum.',
    ])
      expect(mail.text).toContain(said);
    expect(mail.html).toContain('Ein Satz mit &lt;script&gt;.');
    expect(mail.html).toContain('href="https://care.example.org/open#token=a&amp;b=c"');
    expect(mail.html).not.toMatch(/<img|<script|url\(|src=/);
    expect(mail.headers.has('list-unsubscribe')).toBe(false);
  });

  it('carries an appointment for the calendar, and the way to have no more of its kind', async () => {
    const mailbox = await openMailbox();
    const content = 'BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n';
    const unsubscribeUrl = 'https://care.example.org/api/v1/mail/off?token=x';
    const extras = { calendar: { method: 'PUBLISH', content }, unsubscribeUrl } as const;
    await mailOf(mailbox.settings).send(job(), letter(extras));
    const mail = await mailbox.next('pat@example.org');
    const parts = mail.attachments.map(({ contentType, content: part }) => [contentType, part.toString()]);
    expect(parts).toContainEqual([expect.stringContaining('calendar'), content]);
    expect(mailbox.sources.join()).toContain(`List-Unsubscribe: <${unsubscribeUrl}>`);
    expect(mailbox.sources.join()).toContain('List-Unsubscribe-Post: List-Unsubscribe=One-Click');
    expect(mail.text).toContain(unsubscribeUrl);
  });

  it('that is refused for now is tried again, one that is refused for good is not; nobody’s address is told', async () => {
    const mailbox = await openMailbox();
    const mail = mailOf(mailbox.settings);
    const send = () => mail.send(job(), letter());
    mailbox.answer = (to) => ({ code: 451, text: `not now, ${to}` });
    await expect(send()).rejects.toMatchObject({ fault: 'status 451', again: undefined });
    mailbox.answer = (to) => ({ code: 550, text: `no such mailbox, ${to}` });
    await expect(send()).rejects.toMatchObject({
      fault: 'status 550',
      again: 'never',
      message: 'status 550',
    });
    mailbox.answer = () => undefined;
    await send();
    expect(mailbox.mails).toHaveLength(1);
  });

  it('that hangs is left alone when its job is, and the next one does not wait for it', async () => {
    const mailbox = await openMailbox();
    const mail = mailOf(mailbox.settings);
    mailbox.isMute = true;
    const stop = new AbortController();
    // More than are sent at once: one waits for a connection.
    const hanging = [1, 2, 3].map(() => mail.send(job(undefined, stop), letter()));
    await expect.poll(() => mailbox.mails.length).toBe(2);
    stop.abort();
    for (const each of hanging) await expect(each).rejects.toMatchObject({ fault: 'EABORT' });
    mailbox.isMute = false;
    await mail.send(job(), letter());
    expect(mailbox.mails).toHaveLength(3);
  });

  it('is tried again where the server is away, or wants another password', async () => {
    const gone = await Mailbox.open();
    const { settings } = gone;
    await gone.close();
    const away = mailOf(settings).send(job(), letter());
    await expect(away).rejects.toMatchObject({ fault: 'ESOCKET', again: undefined });

    const strict = await openMailbox({
      authOptional: false,
      allowInsecureAuth: true,
      onAuth: ({ username, password }, _session, done) =>
        username === 'us' && password === 'p@ss' ? done(null, { user: 'us' }) : done(new Error('no')),
    });
    const as = (who: string) =>
      mailOf({ ...strict.settings, SMTP_URL: strict.url.replace('//', `//${who}@`) });
    const refused = as('us:wrong').send(job(), letter());
    await expect(refused).rejects.toMatchObject({ fault: 'status 535', again: undefined });
    await as('us:p%40ss').send(job(), letter());
    expect(strict.mails).toHaveLength(1);
  });

  it('never goes out in clear text to a server elsewhere', () => {
    const smtpOf = (url: string) => loadConfig({ SMTP_URL: url, MAIL_FROM: 'care@example.org' }).mail?.smtp;
    expect(smtpOf('smtp://mail.example.org')).toMatchObject({ tls: 'starttls', port: 587 });
    expect(smtpOf('smtps://mail.example.org')).toMatchObject({ tls: 'implicit', port: 465 });
    expect(smtpOf('smtp://mail.example.org:25?tls=never')).toMatchObject({ tls: 'never', port: 25 });
    expect(smtpOf('smtp://localhost:1025')).toMatchObject({ tls: 'never' });
  });
});

describe('without a mail server', () => {
  let server: TestServer;
  afterAll(() => server?.close());

  it('mails are kept, and shown at /dev/mail without a chance for what stands in them', async () => {
    server = await startTestServer();
    const mail = server.app.get(Mail);
    expect(mail.isOn).toBe(true);
    const id = randomUUID();
    await mail.send(job(id), letter({ subject: 'Kept <here>' }));
    const get = (path: string) => fetch(new URL(`/dev/mail${path}`, server.api));
    const list = await (await get('')).text();
    expect(list).toContain('Kept &lt;here>');
    const [, name] = /href="\/dev\/mail\/([^"]+)"/.exec(list) ?? [];
    expect(name).toContain(id);
    const body = await get(`/${name}/body`);
    expect(body.headers.get('content-security-policy')).toMatch(/^sandbox allow-popups .*default-src 'none'/);
    expect(await body.text()).toContain('Ein Satz mit &lt;script&gt;.');
    expect(await (await get(`/${name}/source`)).text()).toContain(`Message-ID: <${id}@`);
    expect((await get('/..%2f..%2fetc%2fpasswd')).status).toBe(404);
    expect((await get('/nothing')).status).toBe(404);
  });

  it('production sends nothing, keeps nothing, and has no such page', async () => {
    const production = loadConfig({
      ...{
        NODE_ENV: 'production',
        DATABASE_URL: 'postgres://x/y',
        JWT_SECRET: 'abcdefghijklmnop0123456789ABCDEF',
      },
      DATA_DIR: dataDir,
    });
    const mail = new Mail(production);
    expect([mail.isOn, mail.kept]).toEqual([false, undefined]);
    expect(production.warnings.join()).toContain('SMTP_URL is not set');
  });
});
