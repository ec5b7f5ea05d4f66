import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { drizzle } from 'drizzle-orm/node-postgres';
import { migrate } from 'drizzle-orm/node-postgres/migrator';
import pg from 'pg';
import type { SessionClient } from './session-client.ts';
import type { DatabaseLog } from './session-pool.ts';

/** Any number, the same for all versions of this server: "jiggy" in ASCII. */
const MIGRATION_LOCK = 0x6a69676779;
const UNDEFINED_TABLE = '42P01';
const LAST_APPLIED = 'select max(created_at) as "appliedAt" from drizzle.__drizzle_migrations';

/**
 * Brings the database to the newest migration of the folder, all of the missing ones in one
 * transaction. Drizzle's migrator takes no lock and fails when several nodes start at once, so
 * it runs under one here: the others wait and then find nothing left to do. An up-to-date
 * database costs one query.
 *
 * @param folder drizzle-kit's output, with `meta/_journal.json`
 * @source design, stack-server A5
 */
export async function migrateDatabase(pool: pg.Pool, folder: string, log: DatabaseLog): Promise<void> {
  if (await isUpToDate(pool, folder)) return;
  const client = (await pool.connect()) as pg.PoolClient & SessionClient;
  try {
    await client.liftTimeLimits();
    await client.query(`select pg_advisory_lock(${MIGRATION_LOCK})`);
    if (await isUpToDate(client, folder)) return;
    log.info({}, 'migrating the database');
    await migrate(drizzle({ client }), { migrationsFolder: folder });
    log.info({}, 'the database is migrated');
  } finally {
    client.release(true); // closing the session gives back the lock and its limits, whatever happened
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
