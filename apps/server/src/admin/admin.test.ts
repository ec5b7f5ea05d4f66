import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { authNode, registration, TestClock, visitor } from '../auth/testing/auth-ground.ts';
import { emptyTables, FIRST_START_MS, openTestDatabase } from '../auth/testing/open-test-database.ts';
import { loadConfig } from '../config/config.ts';
import type { Database } from '../database/database.ts';
import { runAdmin } from './admin.ts';
import { readCommand, UsageError, worksOnDatabase } from './command.ts';
import { runCommand } from './run-command.ts';
import type { Terminal } from './terminal.ts';

const ID = '3f2c8f0e-6d3b-4f0a-9a59-0b6f8a4f7c11';

/** A terminal that someone with these secrets sits at; without secrets, a script's. */
function terminalOf(...secrets: string[]) {
  const printed: string[] = [];
  const complaints: string[] = [];
  const terminal: Terminal = {
    canAsk: secrets.length > 0,
    print: (line) => void printed.push(line),
    complain: (line) => void complaints.push(line),
    askSecret: async () => secrets.shift() ?? '',
  };
  return { terminal, printed, complaints };
}

describe('the words of a command', () => {
  it.each([
    [
      ['consultant', 'create', '--email', 'a@b.org', '--name', ' Dr. Ada '],
      { email: 'a@b.org', name: 'Dr. Ada', 'generate-password': false },
    ],
    [['consultant', 'invite', '--email=a@b.org', '--days', '3'], { email: 'a@b.org', days: 3 }],
    [['consultant', 'invite', '--email=a@b.org'], { email: 'a@b.org', days: 7 }],
    [
      ['password', 'reset', '--generate-password', '--email', 'a@b.org'],
      { email: 'a@b.org', 'generate-password': true },
    ],
    [['sessions', 'end', '--email', 'a@b.org'], { email: 'a@b.org' }],
    [['account', 'disable', '--email', 'a@b.org'], { email: 'a@b.org' }],
    [['account', 'enable', '--id', ID], { id: ID }],
    [['account', 'export', '--id', ID, '--to', 'x.json'], { id: ID, to: 'x.json' }],
    [['account', 'delete', '--email', 'a@b.org', '--yes'], { email: 'a@b.org', yes: true }],
    [[], {}],
    [['help'], {}],
    [['sessions', 'list', '--help'], {}],
    [['doctor'], {}],
    [['push', 'keys'], {}],
    [['doctor', '--address', 'https://chat.example.org'], { address: new URL('https://chat.example.org') }],
    [['jobs'], {}],
    [['jobs', 'retry', '--job', ID], { job: ID }],
    [['webhooks'], {}],
    [['webhooks', 'retry'], {}],
    [['webhooks', 'retry', '--since', '2026-01-14T15:30:00+01:00'], { since: '2026-01-14T14:30:00.000Z' }],
  ])('are understood: %j', (words, options) => {
    expect(readCommand(words).options).toEqual(options);
  });

  it.each([
    [['frobnicate'], /no command/],
    [['consultant'], /no command/],
    [['toString'], /no command/],
    [['consultant', 'create', '--email', 'a@b.org'], /--name is needed/],
    [['consultant', 'create', '--email', 'nonsense', '--name', 'Ada'], /--email must be an e-mail/],
    [['consultant', 'invite', '--email', 'a@b.org', '--days', '0'], /--days must be between/],
    [['sessions', 'end', '--email', 'a@b.org', '--session', 'x'], /--session must be the id/],
    [['sessions', 'list', '--email', 'a@b.org', '--days', '1'], /has no --days/],
    [['sessions', 'list', '--email'], /--email/],
    [['sessions', 'list', '--frob'], /frob/],
    [['doctor', '--address', 'chat.example.org'], /--address must be an address like https/],
    [['account', 'disable'], /Say whose account it is/],
    [['account', 'disable', '--email', 'a@b.org', '--id', ID], /Say whose account it is/],
    [['account', 'disable', '--id', 'x'], /--id must be the id/],
    [['account', 'export', '--email', 'a@b.org'], /--to is needed/],
    [['webhooks', 'retry', '--since', 'yesterday'], /--since must be a time/],
    [['jobs', 'retry', '--job', 'x'], /--job must be the id/],
    [['webhooks', 'retry', '--event', 'x'], /--event must be the id/],
  ])('are refused where they make no sense: %j', (words, message) => {
    expect(() => readCommand(words)).toThrow(UsageError);
    expect(() => readCommand(words)).toThrow(message);
  });
});

describe('on a database', () => {
  let database: Database;
  let dataDir: string;
  let remove: () => Promise<void>;
  const clock = new TestClock();

  beforeAll(async () => {
    ({ database, dataDir, remove } = await openTestDatabase());
    await emptyTables(database);
  }, FIRST_START_MS);
  afterAll(() => remove());

  /** As `npm run admin` would, on the database that this test holds open. */
  async function run(words: string[], ...secrets: string[]) {
    const { terminal, printed } = terminalOf(...secrets);
    const command = readCommand(words);
    if (!worksOnDatabase(command)) throw new Error(`${command.name} takes no open database`);
    await runCommand(command, database, terminal, clock.now(), { sendsMails: true });
    const { rows } = await database.pool.query('select password_hash as secret from users');
    for (const { secret } of rows) expect(printed.join('\n')).not.toContain(secret);
    return printed;
  }

  it('what was given up of mails and the like is listed with why, and done once more', async () => {
    expect(await run(['jobs'])).toEqual(['No job was given up.']);
    const insert = `insert into jobs (id, kind, payload, state, run_at, queued_at, failed_at, failures, last_fault)
      values ($1, 'told', '{}', 'failed', now(), now(), now(), 8, 'status 550')`;
    await database.pool.query(insert, [ID]);
    expect(await run(['jobs'])).toEqual([expect.stringMatching(`^${ID}  told .*status 550, 8 times$`)]);
    expect(await run(['jobs', 'retry', '--job', ID])).toEqual(['Queued 1 job anew.']);
    await expect(run(['jobs', 'retry', '--job', ID])).rejects.toThrow('No such job was given up');
    expect(await run(['jobs', 'retry'])).toEqual(['Queued 0 jobs anew.']);
  });

  it('what waits after a refusal is counted by kind and fault, and what nobody refused is not', async () => {
    const insert = `insert into jobs (id, kind, payload, state, run_at, queued_at, failures, last_fault)
      select gen_random_uuid(), 'told', '{}', 'waiting', now(), now(), failures, fault
      from (values (1, 'ESOCKET'), (3, 'ESOCKET'), (1, 'status 451'), (0, 'ESOCKET'), (0, null)) as j (failures, fault)`;
    await database.pool.query(insert);
    expect(await run(['jobs'])).toEqual([
      'No job was given up.',
      expect.stringMatching(/^2 are tried again {2}told .+ESOCKET$/),
      expect.stringMatching(/^1 is tried again {2}told .+status 451$/),
    ]);
    await database.pool.query(`delete from jobs where kind = 'told'`);
  });

  it('a consultant is made with the password that was typed twice', async () => {
    const printed = await run(
      ['consultant', 'create', '--email', 'typed@example.org', '--name', 'Dr. Typed'],
      'typed at the desk',
      'typed at the desk',
    );
    expect(printed.join()).not.toContain('typed at the desk');
    const node = authNode(database, clock);
    const { user } = await node.auth.login('typed@example.org', 'typed at the desk', visitor());
    expect(user).toMatchObject({ role: 'consultant', name: 'Dr. Typed' });
  });

  it('a new password takes the devices along that are reached, and those of sessions that ran out', async () => {
    await run(['consultant', 'create', '--email', 'reached@example.org', '--name', 'Dr. Reached']);
    await database.pool.query(`
      with session as (
        insert into sessions (user_id, client_type, expires_at, access_expires_at)
        select id, 'web', now() - days * interval '1 day', now() from users, (values (-1), (1)) as ends (days)
        where email = 'reached@example.org'
        returning id, user_id
      )
      insert into push_subscriptions (user_id, session_id, endpoint, endpoint_hash)
      select user_id, id, 'https://push.example.org/' || id, id from session`);
    const devices = () =>
      database.pool.query('select 1 from push_subscriptions').then(({ rowCount }) => rowCount);
    expect(await devices()).toBe(2);
    await run(['password', 'reset', '--email', 'reached@example.org', '--generate-password']);
    expect(await devices()).toBe(0);
  });

  it('a script gets a generated password, shown once', async () => {
    const printed = await run(['consultant', 'create', '--email', 'made@example.org', '--name', 'Dr. Made']);
    const node = authNode(database, clock);
    await expect(node.auth.login('made@example.org', printed.at(-1) ?? '', visitor())).resolves.toBeDefined();
  });

  it.each([
    ['too short', ['short', 'short'], /at least 8/],
    ['common', ['password1', 'password1'], /commonest/],
    ['typed differently the second time', ['typed at the desk', 'typed at the dusk'], /differ/],
  ])('a password that is %s makes no account', async (_, secrets, message) => {
    const words = ['consultant', 'create', '--email', 'never@example.org', '--name', 'Dr. Never'];
    await expect(run(words, ...secrets)).rejects.toThrow(message);
    const node = authNode(database, clock);
    expect(await node.accounts.findByEmail('never@example.org')).toBeUndefined();
  });

  it('an e-mail that has an account is neither made nor invited again', async () => {
    const words = ['--email', 'TYPED@example.org'];
    await expect(run(['consultant', 'create', ...words, '--name', 'Again'])).rejects.toMatchObject({
      code: 'email_taken',
    });
    await expect(run(['consultant', 'invite', ...words])).rejects.toMatchObject({ code: 'email_taken' });
  });

  it('an e-mail of the demo is neither made nor invited: nobody could sign in with it', async () => {
    const words = ['--email', 'Dr.Demo@Jiggy.Demo'];
    const refusal =
      'Dr.Demo@Jiggy.Demo is kept for the demo and cannot sign in in production: use another e-mail.';
    await expect(run(['consultant', 'create', ...words, '--name', 'Demo'])).rejects.toThrow(refusal);
    await expect(run(['consultant', 'invite', ...words])).rejects.toThrow(refusal);
  });

  it('an invited consultant registers where sign-up is closed, until the invitation ends', async () => {
    const node = authNode(database, clock, { CONSULTANT_SIGNUP: 'closed' });
    for (const email of ['guest@example.org', 'late@example.org']) {
      const [, token] = await run(['consultant', 'invite', '--email', email, '--days', '2']);
      const { rows } = await database.pool.query('select token_hash from invitations');
      expect(JSON.stringify(rows)).not.toContain(token);
      const body = { ...registration(email, 'consultant'), invitation: token };
      if (email.startsWith('late')) clock.pass(2 * 24 * 3_600_000);
      const registering = node.auth.register(body, visitor());
      if (email.startsWith('late'))
        await expect(registering).rejects.toMatchObject({ code: 'signup_closed' });
      else await expect(registering).resolves.toMatchObject({ user: { role: 'consultant' } });
    }
  });

  it('a reset password ends every session, and the old one no longer works; the owner is told', async () => {
    const node = authNode(database, clock);
    const ada = registration('reset@example.org');
    const { sessionId, user } = await node.auth.register(ada, visitor());
    const told = () => database.pool.query(`select kind from jobs where payload->>'userId' = $1`, [user.id]);
    expect((await told()).rows).toEqual([]);
    const printed = await run(['password', 'reset', '--email', ada.email, '--generate-password']);
    expect(printed[0]).toContain('ended 1 session');
    expect((await told()).rows).toEqual([{ kind: 'account-mail' }]);
    expect(await node.sessions.isActive(sessionId)).toBe(false);
    await expect(node.auth.login(ada.email, ada.password, visitor())).rejects.toMatchObject({
      code: 'wrong_credentials',
    });
    await expect(node.auth.login(ada.email, printed.at(-1) ?? '', visitor())).resolves.toBeDefined();
  });

  it('sessions are listed without secrets, and ended one by one or all at once', async () => {
    const node = authNode(database, clock);
    const eve = registration('eve@example.org');
    const first = await node.auth.register(eve, visitor());
    const second = await node.auth.login(eve.email, eve.password, visitor());
    const list = () => run(['sessions', 'list', '--email', eve.email]);
    expect((await list()).map((line) => line.split(' ')[0]).sort()).toEqual(
      [first.sessionId, second.sessionId].sort(),
    );
    await run(['sessions', 'end', '--email', eve.email, '--session', first.sessionId]);
    expect(await list()).toHaveLength(1);
    await expect(
      run(['sessions', 'end', '--email', eve.email, '--session', first.sessionId]),
    ).rejects.toThrow(/no such session/);
    expect(await run(['sessions', 'end', '--email', eve.email])).toEqual([
      `Ended 1 session of ${eve.email}.`,
    ]);
    expect(await list()).toEqual([`${eve.email} is signed in nowhere.`]);
    await expect(run(['sessions', 'list', '--email', 'no@example.org'])).rejects.toThrow(/no account/);
  });

  it('an account is disabled with all its sessions, said where they are listed, and enabled again', async () => {
    const node = authNode(database, clock);
    const mallory = registration('mallory@example.org');
    await node.auth.register(mallory, visitor());
    const words = ['--email', 'Mallory@example.org'];
    const [said] = await run(['account', 'disable', ...words]);
    expect(said).toMatch(/^Disabled mallory@example.org, id [0-9a-f-]{36}, and ended 1 session\.$/);
    await expect(run(['account', 'disable', ...words])).rejects.toThrow(/disabled already/);
    expect((await run(['sessions', 'list', ...words]))[0]).toMatch(
      /^mallory@example.org is disabled since 2/,
    );
    await expect(node.auth.login(mallory.email, mallory.password, visitor())).rejects.toMatchObject({
      code: 'account_disabled',
    });
    expect(await run(['account', 'enable', ...words])).toEqual(['mallory@example.org may sign in again.']);
    await expect(run(['account', 'enable', ...words])).rejects.toThrow(/is not disabled/);
    await expect(node.auth.login(mallory.email, mallory.password, visitor())).resolves.toBeDefined();
  });

  it('an account is written to a new file for its owner alone, with what is kept and without secrets', async () => {
    const node = authNode(database, clock);
    const nora = registration('nora@example.org');
    await node.auth.register(nora, visitor());
    const to = join(dataDir, 'nora.json');
    const words = ['account', 'export', '--email', nora.email, '--to', to];
    expect((await run(words)).join()).toContain(`to ${to}`);
    const text = readFileSync(to, 'utf8');
    expect(JSON.parse(text)).toMatchObject({
      person: { email: nora.email, name: nora.name },
      sessions: [{ clientType: 'mobile' }],
      messages: [],
    });
    expect(text).not.toContain('argon2');
    expect(statSync(to).mode & 0o777).toBe(0o600);
    await expect(run(words)).rejects.toThrow(/is there already/);
    await expect(run([...words.slice(0, -1), join(dataDir, 'no/such/folder.json')])).rejects.toThrow(
      /ENOENT/,
    );
  });

  it('an account is deleted for good, where that is said to be meant', async () => {
    const node = authNode(database, clock);
    const oleg = registration('oleg@example.org');
    const { user, sessionId } = await node.auth.register(oleg, visitor());
    const words = ['account', 'delete', '--email', oleg.email];
    await database.pool.query(`insert into preferences (user_id, time_zone) values ($1, 'Asia/Tokyo')`, [
      user.id,
    ]);
    await database.pool.query(
      `insert into push_subscriptions (user_id, session_id, endpoint, endpoint_hash) values ($1, $2, 'x', 'x')`,
      [user.id, sessionId],
    );
    await expect(run(words)).rejects.toThrow(/add --yes/);
    expect(await node.sessions.isActive(sessionId)).toBe(true);
    expect(await run([...words, '--yes'])).toEqual([
      `Deleted ${oleg.email}, id ${user.id}, and ended 1 session.`,
    ]);
    await expect(run([...words, '--yes'])).rejects.toThrow(/no account/);
    await expect(run(['account', 'delete', '--id', user.id, '--yes'])).rejects.toThrow(/deleted already/);
    await expect(run(['account', 'enable', '--id', user.id])).rejects.toThrow(/nothing brings it back/);
    await expect(node.auth.login(oleg.email, oleg.password, visitor())).rejects.toMatchObject({
      code: 'wrong_credentials',
    });
    for (const table of ['preferences', 'push_subscriptions']) {
      const left = await database.pool.query(`select from ${table} where user_id = $1`, [user.id]);
      expect([table, left.rowCount]).toEqual([table, 0]);
    }
    const { rows } = await database.pool.query('select name, email from users where id = $1', [user.id]);
    expect(rows).toEqual([{ name: 'Deleted account', email: expect.stringMatching(/@nobody\.invalid$/) }]);
  });

  it('that a running server has open, the command says so and what to do', async () => {
    const { terminal, complaints } = terminalOf();
    const env = { DATA_DIR: dataDir };
    expect(await runAdmin(['sessions', 'list', '--email', 'a@b.org'], terminal, env)).toBe(1);
    expect(complaints.join('\n')).toMatch(/already in use by process \d+/);
    expect(complaints.join('\n')).toMatch(/stop the server, run this command, and start it again/);
  });
});

describe('from words to exit code', () => {
  it('a new pair of keys is printed as settings, which a server takes once an address is put in', async () => {
    const { terminal, printed } = terminalOf();
    expect(await runAdmin(['push', 'keys'], terminal, {})).toBe(0);
    const settings = Object.fromEntries(printed.slice(0, 3).map((line) => line.split('=')));
    expect(() => loadConfig(settings)).toThrow('VAPID_SUBJECT must be mailto:');
    const subject = 'mailto:care@example.org';
    expect(loadConfig({ ...settings, VAPID_SUBJECT: subject }).push).toMatchObject({
      keys: { publicKey: settings.VAPID_PUBLIC_KEY, privateKey: settings.VAPID_PRIVATE_KEY },
      subject,
    });
  });

  it('help is 0, nonsense is 2, bad settings are 1 with their cure', async () => {
    const { terminal, printed, complaints } = terminalOf();
    expect(await runAdmin(['help'], terminal, {})).toBe(0);
    expect(printed.join()).toContain('consultant invite');
    expect(await runAdmin(['nonsense'], terminal, {})).toBe(2);
    expect(complaints.join()).toContain('There is no command "nonsense"');
    expect(await runAdmin(['sessions', 'list', '--email', 'a@b.org'], terminal, { PORT: 'x' })).toBe(1);
    expect(complaints.join()).toContain('PORT must be');
  });

  it(
    'it opens, migrates and closes a database that was never used',
    async () => {
      const dataDir = mkdtempSync(join(tmpdir(), 'jiggy-admin-'));
      try {
        const words = ['consultant', 'create', '--email', 'first@example.org', '--name', 'Dr. First'];
        expect(await runAdmin(words, terminalOf().terminal, { DATA_DIR: dataDir })).toBe(0);
        const again = terminalOf();
        expect(await runAdmin(words, again.terminal, { DATA_DIR: dataDir })).toBe(1);
        expect(again.complaints).toEqual(['There is an account with this e-mail already']);
      } finally {
        rmSync(dataDir, { recursive: true, force: true });
      }
    },
    FIRST_START_MS,
  );
});
