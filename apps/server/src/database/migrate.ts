import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readMigrationFiles } from 'drizzle-orm/migrator';
import pg from 'pg';
import { StartupError } from '../errors/startup-error.ts';
import { sayWhileWaiting } from '../operations/waiting.ts';
import type { SessionClient } from './session-client.ts';
import type { DatabaseLog } from './session-pool.ts';
import { findStartCure } from './start-cures.ts';

/** Any number, the same for all versions of this server: "jiggy" in ASCII. */
const MIGRATION_LOCK = 0x6a69676779;
const UNDEFINED_TABLE = '42P01';
const LAST_APPLIED = 'select max(created_at) as "appliedAt" from drizzle.__drizzle_migrations';
const LEDGER = `create schema if not exists drizzle;
  create table if not exists drizzle.__drizzle_migrations (id serial primary key, hash text not null, created_at bigint)`;
/** They read whole tables, and take their time. */
const MIGRATION_SETTINGS = [
  'set local statement_timeout = 0',
  'set local lock_timeout = 0',
  'set local idle_in_transaction_session_timeout = 0',
  'set local enable_seqscan = on',
].join(';');

/**
 * Brings the database to the newest migration of the folder, all of the missing ones in one
 * transaction. Drizzle's migrator takes no lock and fails when several nodes start at once, so
 * ours does the same under one: the others wait and then find nothing left to do. An up-to-date
 * database costs one query. Lock and limits end with the transaction, since a pooler may lend the
 * session to somebody else after it.
 *
 * @param folder drizzle-kit's output, with `meta/_journal.json`
 * @throws StartupError naming the cure, where the cause could be foreseen
 * @source protocol P13.7
 */
export async function migrateDatabase(pool: pg.Pool, folder: string, log: DatabaseLog): Promise<void> {
  try {
    if (!(await isUpToDate(pool, folder))) await migrate(pool, folder, log);
  } catch (error) {
    const cure = findStartCure(error);
    if (cure === undefined) throw error;
    throw new StartupError(`cannot make the tables in the database (DATABASE_URL): ${cure}`, {
      cause: error,
    });
  }
}

async function migrate(pool: pg.Pool, folder: string, log: DatabaseLog): Promise<void> {
  const client = (await pool.connect()) as pg.PoolClient & SessionClient;
  try {
    client.waitForEver();
    await client.query(`begin; ${MIGRATION_SETTINGS}`);
    await sayWhileWaiting(
      client.query(`select pg_advisory_xact_lock(${MIGRATION_LOCK})`),
      log,
      'waiting for another server that is migrating the database',
    );
    // What the one before us made is remembered as absent until the session opens a table again.
    await client.query('select from pg_catalog.pg_namespace limit 0');
    await client.query(LEDGER);
    if (!(await isUpToDate(client, folder))) {
      log.info({}, 'migrating the database');
      await apply(client, folder);
      log.info({}, 'the database is migrated');
    }
    await client.query('commit');
  } finally {
    client.release(true); // whatever happened, what was not committed is undone
  }
}

async function apply(client: pg.PoolClient, folder: string): Promise<void> {
  const { rows } = await client.query<{ appliedAt: number | null }>(LAST_APPLIED);
  const last = rows[0]?.appliedAt ?? Number.NEGATIVE_INFINITY;
  for (const { sql, hash, folderMillis } of readMigrationFiles({ migrationsFolder: folder })) {
    if (folderMillis <= last) continue;
    for (const statement of sql) await client.query(statement);
    await client.query('insert into drizzle.__drizzle_migrations (hash, created_at) values ($1, $2)', [
      hash,
      folderMillis,
    ]);
  }
}

async function isUpToDate(source: pg.Pool | pg.PoolClient, folder: string): Promise<boolean> {
  const newest = readNewest(folder);
  try {
    const { rows } = await source.query<{ appliedAt: number | null }>(LAST_APPLIED);
    return (rows[0]?.appliedAt ?? Number.NEGATIVE_INFINITY) >= newest;
  } catch (error) {
    if (error instanceof pg.DatabaseError && error.code === UNDEFINED_TABLE) return false;
    throw error;
  }
}

function readNewest(folder: string): number {
  const journal = JSON.parse(readFileSync(join(folder, 'meta/_journal.json'), 'utf8')) as {
    entries: { when: number }[];
  };
  return Math.max(...journal.entries.map((entry) => entry.when));
}
