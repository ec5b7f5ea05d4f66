import { execFileSync } from 'node:child_process';
import { createServer } from 'node:net';
import { sql } from 'drizzle-orm';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type RealPostgres, startRealPostgres } from '../../test/support/real-postgres.ts';
import { openTcpSwitch } from '../../test/support/tcp-switch.ts';
import { StartupError } from '../errors/startup-error.ts';
import type { Database } from './database.ts';
import { migrateDatabase } from './migrate.ts';
import { MIGRATIONS_FOLDER } from './migrations-folder.ts';
import { openDatabase } from './open-database.ts';
import type { SessionClient } from './session-client.ts';
import { SessionPool } from './session-pool.ts';

const log = { info: vi.fn(), warn: vi.fn(), error: vi.fn() };

let server: RealPostgres;
let database: Database;

/** A statement in a session that no earlier setting of the role has reached. */
async function admin(statement: string): Promise<void> {
  const client = new pg.Client({
    connectionString: server.url,
    options: '-c default_transaction_read_only=off',
  });
  await client.connect();
  await client.query(statement);
  await client.end();
}

const open = (url: string): Promise<Database> => openDatabase({ url, dataDir: '/nowhere', log });

beforeAll(async () => {
  server = await startRealPostgres();
  database = await open(server.url);
}, 60_000);

afterAll(async () => {
  await database.close();
  await server.stop();
});

/** The sentence that the operator reads. */
async function readRefusal(url: string): Promise<string> {
  const refusal = await open(url).catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(StartupError);
  return (refusal as StartupError).message;
}

describe('DATABASE_URL', () => {
  it('that nobody answers is refused with the cure and without the password', async () => {
    const message = await readRefusal('postgres://jiggy:top-secret@127.0.0.1:1/jiggy');
    expect(message).toBe(
      'cannot use the database at 127.0.0.1:1/jiggy (DATABASE_URL): nothing listens there; start PostgreSQL or correct DATABASE_URL',
    );
  });

  it.each([
    ['with a wrong password', { password: 'top-secret' }, 'it refuses the password'],
    ['of a database that is not there', { pathname: '/other' }, 'it has no such database'],
    ['of a database that is not UTF8', { pathname: '/ascii' }, 'its encoding is SQL_ASCII'],
  ])('%s is refused', async (_, change, cure) => {
    await database.pool
      .query("create database ascii encoding 'SQL_ASCII' template template0")
      .catch(() => {});
    const message = await readRefusal(Object.assign(new URL(server.url), change).href);
    expect(message).toContain('DATABASE_URL');
    expect(message).toContain(cure);
    expect(message).not.toContain('top-secret');
  });

  it('of a server that is too old is refused', async () => {
    await database.pool.query(`create schema old;
      create function old.current_setting(text) returns text language sql as $$ select '130011' $$;
      alter role jiggy set search_path to old, pg_catalog`);
    expect(await readRefusal(server.url)).toContain('it is PostgreSQL 130011, and 14 or newer is needed');
    await database.pool.query('alter role jiggy reset all');
  });

  it.each(['mysql://jiggy:top-secret@localhost/x', 'top-secret', 'postgres://jiggy:top-secret@local host'])(
    'that is no PostgreSQL address is refused (%#)',
    async (url) => {
      const message = await readRefusal(url);
      expect(message).toContain('cannot read DATABASE_URL: write it as postgres://');
      expect(message).not.toContain('top-secret');
    },
  );

  it('of a server that accepts and never answers is refused within a few seconds', async () => {
    const mute = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => mute.once('listening', resolve));
    const { port } = mute.address() as { port: number };
    expect(await readRefusal(`postgres://jiggy@127.0.0.1:${port}/jiggy`)).toContain('it does not answer');
    mute.close();
  }, 6_000);

  it('of a server that takes no writes is refused', async () => {
    await database.pool.query('alter role jiggy set default_transaction_read_only = on');
    expect(await readRefusal(server.url)).toContain('it is read-only, perhaps a standby; name the primary');
    await admin('alter role jiggy reset all');
  });

  it('of a user who may not make tables is refused with the rights that it needs', async () => {
    await database.pool.query("create role poor login password 'top-secret'");
    await database.pool.query('create database bare');
    const url = Object.assign(new URL(server.url), {
      username: 'poor',
      password: 'top-secret',
      pathname: '/bare',
    });
    const bare = await open(url.href);
    const refusal = await migrateDatabase(bare.pool, MIGRATIONS_FOLDER, log).catch((error: unknown) => error);
    await bare.close();
    expect(refusal).toBeInstanceOf(StartupError);
    expect((refusal as StartupError).message).toMatch(
      /^cannot make the tables in the database \(DATABASE_URL\): its user may not make .* let it own the database/,
    );
  });

  it.each([
    ['that asks for TLS of a server without it', 'sslmode=require', /it speaks no TLS.*sslmode=disable/],
    [
      'whose file of an authority is not there',
      'sslrootcert=/nowhere.pem',
      /a file that DATABASE_URL names, is not there/,
    ],
  ])('%s is refused', async (_, option, cure) => {
    expect(await readRefusal(`${server.url}?${option}`)).toMatch(cure);
  });
});

describe('a session', () => {
  it('has its limits and reads time in UTC, whatever the role prefers', async () => {
    await database.pool.query("alter role jiggy set timezone to 'Asia/Tokyo'");
    await database.pool.query("alter role jiggy set datestyle to 'German'");
    const fresh = await open(server.url);
    const { rows } = await fresh.pool.query(
      `select current_setting('statement_timeout') as statement, current_setting('lock_timeout') as lock,
              current_setting('idle_in_transaction_session_timeout') as idle,
              current_setting('application_name') as name, timestamptz '2026-01-14 14:30+00' as at`,
    );
    expect(rows).toEqual([
      { statement: '3s', lock: '2s', idle: '10s', name: 'jiggy-care-chat', at: '2026-01-14T14:30:00.000Z' },
    ]);
    await fresh.close();
    await database.pool.query('alter role jiggy reset all');
  });
});

describe('a connection', () => {
  const backend = async (source: Pick<Database, 'pool'>): Promise<number> =>
    (await source.pool.query<{ pid: number }>('select pg_backend_pid() as pid')).rows[0]?.pid as number;
  const fail = (code: string) => database.pool.query(`do $$ begin raise sqlstate '${code}'; end $$`);

  it.each(['23505', '22001', '42P01', '40P01', '55P03', '57014', 'P0001', '53100'])(
    'outlives the error %s, which is about the statement',
    async (code) => {
      const before = await backend(database);
      await expect(fail(code)).rejects.toMatchObject({ code });
      expect(await backend(database)).toBe(before);
    },
  );

  it.each([
    '25006',
    '26000',
    '42P05',
    '57P01',
    '57P03',
    '08006',
    '08P01',
    'XX000',
    '58030',
    '53200',
    '25P02',
  ])('is thrown away after the error %s, which is about the session or the server', async (code) => {
    const before = await backend(database);
    await expect(fail(code)).rejects.toMatchObject({ code });
    expect(await backend(database)).not.toBe(before);
  });

  it('is thrown away too when the error came in a transaction, which keeps it to itself', async () => {
    const before = await backend(database);
    const broken = database.db.transaction((tx) =>
      tx.execute(sql.raw("do $$ begin raise sqlstate '25006'; end $$")),
    );
    await expect(broken).rejects.toThrow();
    expect(await backend(database)).not.toBe(before);
  });

  it('to a server that has become read-only is given up by everybody, and told once without values', async () => {
    log.error.mockClear();
    const clients = await Promise.all(Array.from({ length: 3 }, () => database.pool.connect()));
    const pids = await Promise.all(
      clients.map(async (client) => (await client.query('select pg_backend_pid() as pid')).rows[0].pid),
    );
    for (const client of clients.slice(1)) client.release();
    const refused = clients[0]?.query('set transaction read only; create table secret_name (name text)');
    await expect(refused).rejects.toMatchObject({ code: '25006' });
    clients[0]?.release();
    const next = await Promise.all(Array.from({ length: 3 }, () => backend(database)));
    expect(pids).not.toEqual(expect.arrayContaining([next[0]]));
    expect(log.error.mock.calls.filter(([, words]) => words.includes('read-only')).length).toBeLessThan(2);
    expect(JSON.stringify(log.error.mock.calls)).not.toContain('secret_name');
  });
});

describe('a server that hangs', () => {
  it('is noticed by one statement for all that wait, and used again as soon as it answers', async () => {
    const way = await openTcpSwitch(server.port);
    const pool = new SessionPool(
      {
        connectionString: Object.assign(new URL(server.url), { port: way.port }).href,
        max: 3,
        answerMs: 300,
      },
      log,
    );
    pool.faults.begin();
    const patient = (await pool.connect()) as pg.PoolClient & SessionClient;
    patient.waitForEver();
    const inTransaction = (await pool.connect()) as pg.PoolClient & SessionClient;
    inTransaction.waitForEver();
    await inTransaction.query('begin');
    await pool.query('select 1');
    way.freeze();
    const waiting = [patient.query('select 1'), inTransaction.query('select 1'), pool.query('select 1')];
    for (const answer of await Promise.allSettled(waiting)) {
      expect(answer).toMatchObject({ status: 'rejected', reason: { code: 'ETIMEDOUT' } });
    }
    await expect(inTransaction.query('rollback')).rejects.toThrow(); // at once, not after waiting anew
    patient.release();
    inTransaction.release();
    expect(pool.faults.counts().get('ETIMEDOUT')).toBe(1);
    way.thaw();
    expect((await pool.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
    await pool.end();
    way.close();
  });

  it('in one statement alone costs that connection alone', async () => {
    const pool = new SessionPool({ connectionString: server.url, max: 2, answerMs: 300 }, log);
    const other = (await pool.connect()) as pg.PoolClient & SessionClient;
    other.waitForEver();
    const slow = expect(pool.query('select pg_sleep(20)')).rejects.toMatchObject({ code: 'ETIMEDOUT' });
    let answered = 0;
    let isOver = false;
    const asking = (async () => {
      for (; !isOver; answered += 1) await other.query('select 1');
    })();
    await slow;
    isOver = true;
    await asking;
    expect(answered).toBeGreaterThan(1);
    other.release();
    await pool.end();
  });
});

describe('when PostgreSQL fails', () => {
  it('a transaction that loses its connection is an error of that transaction alone', async () => {
    const broken = database.db.transaction(async (tx) => {
      const { rows } = await tx.execute<{ pid: number }>(sql`select pg_backend_pid() as pid`);
      execFileSync('kill', ['-TERM', String(rows[0]?.pid)]);
      await vi.waitFor(() => expect(log.warn).toHaveBeenCalled());
      await tx.execute(sql`select 1`);
    });
    await expect(broken).rejects.toThrow();
    await database.ping();
    expect(log.warn).toHaveBeenCalledWith(
      { reason: 'terminating connection due to administrator command', code: '57P01' },
      'a connection to the database broke',
    );
  });

  it('statements fail while it is away and succeed once it is back', async () => {
    await Promise.all(Array.from({ length: 5 }, () => database.ping()));
    await server.halt();
    await expect(database.ping()).rejects.toThrow();
    await server.start();
    await database.ping();
  });
});

describe('a statement that comes often', () => {
  const TIMES = 20;

  it('is prepared once in each session', async () => {
    const pool = new SessionPool({ connectionString: server.url, max: 1 }, log);
    for (let time = 0; time < TIMES; time += 1) await pool.query('select $1::int as often', [time]);
    const { rows } = await pool.query<{ times: string }>(
      `select generic_plans + custom_plans as times from pg_prepared_statements where statement like '%as often'`,
    );
    expect(rows.map(({ times }) => Number(times))).toEqual([TIMES - 7]);
    await pool.end();
  });

  it('is asked without a plan, and answered, after its table changed under it', async () => {
    const pool = new SessionPool({ connectionString: server.url, max: 1 }, log);
    await pool.query('create table changing (id int); insert into changing values (1)');
    const ask = () => pool.query('select * from changing where id = $1', [1]);
    for (let time = 0; time < TIMES; time += 1) await ask();
    await pool.query('alter table changing add column name text');
    await expect(ask()).rejects.toMatchObject({ code: '0A000' });
    expect((await ask()).rows).toEqual([{ id: 1, name: null }]);
    await pool.end();
  });
});
