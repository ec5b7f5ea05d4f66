import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { loadConfig } from '../../src/config/config.ts';
import { migrateDatabase } from '../../src/database/migrate.ts';
import { MIGRATIONS_FOLDER } from '../../src/database/migrations-folder.ts';
import { openDatabase } from '../../src/database/open-database.ts';
import type { Patient } from '../../src/doctor/check.ts';
import { examine } from '../../src/doctor/doctor.ts';
import { lookAtMail } from '../../src/doctor/mail-check.ts';
import { type RealRedis, startRealRedis } from '../cluster/real-redis.ts';
import { findFreePort } from '../support/free-port.ts';
import { Mailbox } from '../support/mailbox.ts';
import { type RealPostgres, startRealPostgres } from '../support/real-postgres.ts';
import { type RealTurn, startTurn } from '../support/turn-server.ts';

const silent = { info() {}, warn() {}, error() {} };
let postgres: RealPostgres;
let redis: RealRedis;
let turn: RealTurn;
let home: string;
const others: { stop(): Promise<void> }[] = [];

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'jiggy-doctor-'));
  // A relay without a public address has to reach itself.
  const relaySettings = join(home, 'turnserver.conf');
  const denied = ['10.0.0.0-10.255.255.255', '100.64.0.0-100.127.255.255', '127.0.0.0-127.255.255.255'];
  const more = ['169.254.0.0-169.254.255.255', '172.16.0.0-172.31.255.255', '192.168.0.0-192.168.255.255'];
  const lines = [...denied, ...more].map((range) => `denied-peer-ip=${range}`);
  writeFileSync(
    relaySettings,
    ['use-auth-secret', 'realm=jiggy.test', 'no-cli', ...lines, 'allowed-peer-ip=127.0.0.1', ''].join('\n'),
  );
  [postgres, redis, turn] = await Promise.all([
    startRealPostgres(),
    startRealRedis(),
    startTurn({ configFile: relaySettings, flags: ['--allow-loopback-peers'] }),
  ]);
  const database = await openDatabase({ url: postgres.url, dataDir: home, log: silent });
  await migrateDatabase(database.pool, MIGRATIONS_FOLDER, silent);
  await database.close();
});
afterEach(async () => {
  for (const other of others.splice(0)) await other.stop();
});
afterAll(async () => {
  await Promise.all([postgres?.stop(), redis?.stop(), turn?.stop()]);
  rmSync(home, { recursive: true });
});

/** What the doctor says of a set-up that is right, but for what is given. */
async function diagnose(env: Record<string, string> = {}): Promise<{ isWell: boolean; text: string }> {
  const lines: string[] = [];
  const isWell = await examine((line) => lines.push(line), undefined, {
    // The secret of a relay of tests is too simple for production.
    NODE_ENV: 'test',
    DATABASE_URL: postgres.url,
    REDIS_URL: redis.url,
    JWT_SECRET: 'only for tests, 0123456789 abcdefghij',
    HOST: '127.0.0.1',
    STUN_URLS: `stun:127.0.0.1:${turn.port}`,
    TURN_URLS: turn.urls.join(),
    TURN_SECRET: turn.secret,
    // No push service of the world is known by its name here.
    PUSH_HOSTS: 'localhost',
    ...env,
  });
  return { isWell, text: lines.join('\n') };
}

async function asAdmin(...statements: string[]): Promise<void> {
  const client = new pg.Client({ connectionString: postgres.url });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

function urlOf(database: string, account?: string): string {
  const url = new URL(postgres.url);
  url.pathname = `/${database}`;
  if (account !== undefined) [url.username, url.password] = [account, 'secret'];
  return url.href;
}

async function withRedis(...settings: string[]): Promise<RealRedis> {
  const other = await startRealRedis(settings);
  others.push(other);
  return other;
}

async function withTurn(wishes: Parameters<typeof startTurn>[0]): Promise<RealTurn> {
  const other = await startTurn(wishes);
  others.push(other);
  return other;
}

/** That it is bad, and that the line and its cure hold these words. */
async function expectBad(env: Record<string, string>, says: RegExp, cure: RegExp): Promise<void> {
  const { isWell, text } = await diagnose(env);
  expect(text).toMatch(new RegExp(`BAD +.*${says.source}.*\\n +→ .*${cure.source}`));
  expect(isWell).toBe(false);
  expect(text).not.toContain('only-for-tests');
}

test('a set-up that is right is called so, in every part of it', async () => {
  const { isWell, text } = await diagnose();
  expect(text).not.toContain('BAD');
  expect(isWell).toBe(true);
  for (const seen of [
    /database +good +PostgreSQL \d+.*UTF8, locale C/,
    /its account may make and change our tables/,
    /it takes writes/,
    /clock +good/,
    /redis +good +version \d/,
    /redis +good +sharded channels carry/,
    /stun +good/,
    /relay +good +turn:.*transport=udp gives an address/,
    /relay +good +turn:.*transport=tcp gives an address/,
    /relay +good +a round trip through it takes/,
    /relay +good +it reaches no address inside/,
    /address +left out/,
  ]) {
    expect(text).toMatch(seen);
  }
});

describe('a mail server', () => {
  test('that takes mails from us is greeted, and sent nothing', async () => {
    const mailbox = await Mailbox.open();
    others.push({ stop: () => mailbox.close() });
    const { isWell, text } = await diagnose(mailbox.settings);
    expect(text).toMatch(/mail +good +127\.0\.0\.1:\d+ answers, in clear text/);
    expect([isWell, mailbox.mails]).toEqual([true, []]);
  });

  test('that is not there, or does not know us, is found out', async () => {
    const mailbox = await Mailbox.open({
      authOptional: false,
      allowInsecureAuth: true,
      onAuth: (_auth, _session, done) => done(new Error('no')),
    });
    others.push({ stop: () => mailbox.close() });
    const SMTP_URL = mailbox.url.replace('//', '//us:wrong@');
    await expectBad({ ...mailbox.settings, SMTP_URL }, /does not know us \(EAUTH/, /name and the password/);
    const away = `smtp://127.0.0.1:${await findFreePort()}`;
    await expectBad(
      { ...mailbox.settings, SMTP_URL: away },
      /refuses the connection: nothing listens there/,
      /set its port/,
    );
  });
});

/** A port of this machine that does something else. */
async function listen(server: Server): Promise<string> {
  server.on('connection', (socket) => socket.on('error', () => {}));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  others.push({ stop: () => new Promise<void>((resolve) => server.close(() => resolve())) });
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}
async function mailFindings(smtpUrl: string): Promise<string> {
  const config = loadConfig({ SMTP_URL: smtpUrl, MAIL_FROM: 'care@example.org' });
  const [finding] = await lookAtMail({ config } as Patient);
  return `${finding?.verdict}: ${finding?.says} ${finding?.cure}`;
}

describe('a port that is no mail server is told from one', () => {
  test('where something else speaks first, or hangs up', async () => {
    const ssh = await listen(createServer((socket) => void socket.end('SSH-2.0-OpenSSH_9\r\n')));
    const hangsUp = await listen(createServer((socket) => void socket.end()));
    for (const place of [ssh, hangsUp]) {
      expect(await mailFindings(`smtp://${place}`)).toMatch(
        /^bad: .+ speaks no SMTP.+ Set SMTP_URL to the port/,
      );
    }
  });

  test('where it waits for TLS, or for us to speak', async () => {
    const mute = createServer();
    mute.on('connection', (socket) => others.unshift({ stop: async () => void socket.destroy() }));
    expect(await mailFindings(`smtp://${await listen(mute)}`)).toMatch(
      /speaks TLS from the first byte.+smtps:/,
    );
  });

  test('where TLS is spoken to a port without it', async () => {
    const mailbox = await Mailbox.open();
    others.push({ stop: () => mailbox.close() });
    expect(await mailFindings(mailbox.url.replace('smtp:', 'smtps:'))).toMatch(
      /not speak the TLS.+ smtp:.+STARTTLS/,
    );
  });

  test('where the certificate is not known here', async () => {
    const mailbox = await Mailbox.open({ secure: true });
    others.push({ stop: () => mailbox.close() });
    expect(await mailFindings(mailbox.url.replace('smtp:', 'smtps:'))).toMatch(
      /has a certificate.+NODE_EXTRA_CA_CERTS/,
    );
  });
});

describe('a database is found out', () => {
  test('that is not there, or does not know us', async () => {
    await expectBad(
      { DATABASE_URL: 'postgres://a:b@127.0.0.1:1/jiggy' },
      /nothing listens there/,
      /start PostgreSQL/,
    );
    const wrong = Object.assign(new URL(postgres.url), { password: 'wrong' }).href;
    await expectBad({ DATABASE_URL: wrong }, /refuses the password/, /correct DATABASE_URL/);
    await expectBad({ DATABASE_URL: urlOf('absent') }, /has no such database/, /create the database/);
  });

  test('whose account may not make tables', async () => {
    await asAdmin("create role guest login password 'secret'");
    await expectBad(
      { DATABASE_URL: urlOf('jiggy', 'guest') },
      /may not make our tables/,
      /grant create on database/,
    );
  });

  test('whose tables belong to somebody else', async () => {
    await asAdmin("create role heir login password 'secret'", 'create database inherited owner heir');
    const other = new pg.Client({ connectionString: urlOf('inherited') });
    await other.connect();
    await other.query('create schema drizzle; create table drizzle.__drizzle_migrations (id int)');
    await other.end();
    await expectBad(
      { DATABASE_URL: urlOf('inherited', 'heir') },
      /belong to another account/,
      /reassign owned by/,
    );
  });

  test('that takes no writes, and one of another encoding', async () => {
    await asAdmin('create database stiff', 'alter database stiff set default_transaction_read_only = on');
    await expectBad({ DATABASE_URL: urlOf('stiff') }, /read-only/, /DATABASE_URL/);
    await asAdmin("create database narrow encoding 'LATIN1' locale 'C' template template0");
    await expectBad({ DATABASE_URL: urlOf('narrow') }, /encoding is LATIN1/, /encoding UTF8/);
  });
});

describe('a Redis is found out', () => {
  test('that is not there', () =>
    expectBad({ REDIS_URL: 'redis://127.0.0.1:1' }, /does not answer/, /Start it/));

  test('without sharded channels', async () => {
    const { url } = await withRedis('--rename-command', 'SSUBSCRIBE', '', '--rename-command', 'SPUBLISH', '');
    await expectBad({ REDIS_URL: url }, /without sharded channels/, /Redis 7 or newer/);
  });

  test('whose user may too little', async () => {
    const { url } = await withRedis('--user', 'app', 'on', '>secret', '~*', '+@all', 'resetchannels');
    const asApp = url.replace('//', '//app:secret@');
    await expectBad({ REDIS_URL: asApp }, /may not do what the nodes need/, /socket\.io\*/);
  });
});

describe('a relay is found out', () => {
  test('that is not there', async () => {
    const nowhere = `turn:127.0.0.1:${await findFreePort()}`;
    await expectBad(
      { TURN_URLS: `${nowhere}?transport=tcp` },
      /does not answer \(ECONNREFUSED\)/,
      /Start coturn/,
    );
    await expectBad({ TURN_URLS: nowhere }, /does not answer/, /Start coturn/);
  });

  test('that has another secret', () =>
    expectBad(
      { TURN_SECRET: 'another secret than coturn has' },
      /takes no credentials of ours/,
      /TURN_SECRET/,
    ));

  test('that reaches this machine and its neighbours', async () => {
    const { env } = await withTurn({});
    await expectBad(
      { TURN_URLS: env.TURN_URLS },
      /it reaches inside: .*10\.0\.0\.1.*169\.254\.169\.254/,
      /denied-peer-ip/,
    );
  });

  test('that relays nothing', async () => {
    const { env } = await withTurn({ flags: ['--denied-peer-ip=0.0.0.0-255.255.255.255'] });
    await expectBad({ TURN_URLS: env.TURN_URLS }, /does not arrive \(403\)/, /allowed-peer-ip/);
  });

  test('and a STUN server that is not there', async () => {
    await expectBad({ STUN_URLS: `stun:127.0.0.1:${await findFreePort()}` }, /does not answer/, /firewall/);
  });
});
