import { join } from 'node:path';
import { drizzle } from 'drizzle-orm/node-postgres';
import { lockDataDirectory } from './data-directory.ts';
import type { Database } from './database.ts';
import { EmbeddedConnection } from './embedded/embedded-connection.ts';
import { startEmbeddedServer } from './embedded/embedded-server.ts';
import { answerSnapshots } from './embedded/snapshots.ts';
import { openPostgresPool } from './postgres-server.ts';
import { type DatabaseLog, SessionPool } from './session-pool.ts';

export interface DatabaseOptions {
  /** DATABASE_URL; without it the embedded database in `dataDir` is opened, and the directory locked. */
  readonly url?: string | undefined;
  readonly dataDir: string;
  readonly log: DatabaseLog;
  /**
   * Told once when the embedded database dies under the running server. Every statement fails from
   * then on, so the process should end and be started again: what was acknowledged is on disk.
   */
  readonly onLost?: (error: Error) => void;
}

// One PGlite serves one session at a time, so statements queue here. The limit turns the use
// of `db` inside its own transaction, which would wait for ever, into an error.
const EMBEDDED_QUEUE_TIMEOUT_MS = 10_000;
const DRAIN_TIMEOUT_MS = 4_000;

/**
 * Opens the database that the settings name. Both kinds speak the PostgreSQL protocol to the
 * same driver, so the code above need not know which it has; only the embedded one has a
 * single connection, no statement timeout and no fsync.
 *
 * @throws StartupError when it cannot be reached or used, or the directory is in use
 * @source protocol P13.3
 */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  return options.url ? openPostgres(options.url, options.log) : openEmbedded(options);
}

async function openPostgres(url: string, log: DatabaseLog): Promise<Database> {
  const pool = await openPostgresPool(url, log);
  return describeDatabase('postgres', pool, async () => {});
}

async function openEmbedded({ dataDir, log, onLost }: DatabaseOptions): Promise<Database> {
  const lock = await lockDataDirectory(dataDir, undefined, log);
  try {
    const server = await startEmbeddedServer({
      directory: join(lock.path, 'database'),
      onFirstStart: () =>
        log.info({ dataDir: lock.path }, 'creating the embedded database, this takes a few seconds'),
      onDeath: (error) => {
        log.error({ reason: error.message }, 'the embedded database has stopped');
        onLost?.(error);
      },
    });
    const pool = new SessionPool(
      {
        // Named here so that PGUSER, PGSSLMODE and the like in the environment change nothing.
        user: 'postgres',
        database: 'postgres',
        host: 'embedded',
        ssl: false,
        stream: () => new EmbeddedConnection(server.connect),
        max: 1,
        idleTimeoutMillis: 0,
        connectionTimeoutMillis: EMBEDDED_QUEUE_TIMEOUT_MS,
      },
      log,
    );
    const stopSnapshots = answerSnapshots(lock.path, server.copyTo);
    return describeDatabase('embedded', pool, async () => {
      stopSnapshots();
      await server.close();
      lock.release();
    });
  } catch (error) {
    lock.release();
    throw error;
  }
}

function describeDatabase(
  kind: Database['kind'],
  pool: SessionPool,
  closeServer: () => Promise<void>,
): Database {
  let closing: Promise<void> | undefined;
  pool.faults.begin();
  return {
    kind,
    pool,
    db: drizzle({ client: pool }),
    faults: pool.faults,
    ping: () => requireWritable(pool),
    close: () => {
      closing ??= drainPool(pool).then(closeServer);
      return closing;
    },
  };
}

/** A server that has become a standby answers well: its connections are given up, so that the next look finds another. */
async function requireWritable(pool: SessionPool): Promise<void> {
  const { rows } = await pool.query<{ isReadOnly: boolean }>(
    `select pg_is_in_recovery() or current_setting('transaction_read_only') = 'on' as "isReadOnly"`,
  );
  if (!rows[0]?.isReadOnly) return;
  const refusal = Object.assign(new Error('the database takes no writes'), { code: '25006' });
  pool.faults.note(refusal);
  pool.discardAll();
  throw refusal;
}

/** `pool.end()` alone forgets the callers who still wait for a connection: their promises never settle. */
async function drainPool(pool: SessionPool): Promise<void> {
  const drained = pool
    .connect()
    .then((lastInTheQueue) => lastInTheQueue.release())
    .catch(() => {}) // the database is gone, so is whoever waited for it
    .then(() => pool.end());
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, DRAIN_TIMEOUT_MS);
  });
  await Promise.race([drained, patience]);
  clearTimeout(timer);
}
