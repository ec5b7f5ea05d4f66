import { execFileSync } from 'node:child_process';
import { createServer } from 'node:net';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type RealPostgres, startRealPostgres } from '../../test/support/real-postgres.ts';
import { StartupError } from '../errors/startup-error.ts';
import type { Database } from './database.ts';
import { openDatabase } from './open-database.ts';

const log = { info: vi.fn(), warn: vi.fn(), error: vi.fn() };

let server: RealPostgres;
let database: Database;

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
    expect(await readRefusal(`postgres://jiggy@127.0.0.1:${port}/jiggy`)).toContain(
      'it gave no usable answer',
    );
    mute.close();
  }, 6_000);
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
      { statement: '5s', lock: '2s', idle: '10s', name: 'jiggy-care-chat', at: '2026-01-14T14:30:00.000Z' },
    ]);
    await fresh.close();
    await database.pool.query('alter role jiggy reset all');
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
