import type pg from 'pg';
import { StartupError } from '../errors/startup-error.ts';
import type { SessionClient } from './session-client.ts';
import { type DatabaseLog, SessionPool } from './session-pool.ts';
import { findStartCure } from './start-cures.ts';

const OLDEST_VERSION = 14;
const CONNECT_TIMEOUT_MS = 2_000;
const MAX_CONNECTIONS = 10;
/** Above the server's own limit, for a server that is frozen or cut off and so cannot keep it. */
const ANSWER_TIMEOUT_MS = 4_000;
const READ_ONLY = '25006';
const OTHER_CURE =
  'it gave no usable answer; check that PostgreSQL runs there and that DATABASE_URL is right';

interface ServerFacts {
  readonly version: number;
  readonly name: string;
  readonly encoding: string;
  readonly isReadOnly: boolean;
}

/**
 * Connects to the server that DATABASE_URL names and makes sure that it is one we can use.
 * Later losses of the server need no care: the pool connects anew for the next statement.
 *
 * @throws StartupError without the password, naming the cure
 */
export async function openPostgresPool(url: string, log: DatabaseLog): Promise<SessionPool> {
  const place = describePlace(url);
  const pool = new SessionPool(
    {
      connectionString: url,
      application_name: 'jiggy-care-chat',
      max: MAX_CONNECTIONS,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      keepAlive: true,
      answerMs: ANSWER_TIMEOUT_MS,
      looksForPooler: true,
    },
    log,
  );
  try {
    await requireUsableServer(pool, place, log);
    return pool;
  } catch (error) {
    await pool.end();
    if (error instanceof StartupError) throw error;
    throw new StartupError(
      `cannot use the database at ${place} (DATABASE_URL): ${findStartCure(error) ?? OTHER_CURE}`,
      { cause: error },
    );
  }
}

async function requireUsableServer(pool: SessionPool, place: string, log: DatabaseLog): Promise<void> {
  const client = (await pool.connect()) as pg.PoolClient & SessionClient;
  try {
    const { rows } = await client.query<ServerFacts>(
      `select current_setting('server_version_num')::int as version,
              current_setting('server_version') as name, current_setting('server_encoding') as encoding,
              pg_is_in_recovery() or current_setting('transaction_read_only') = 'on' as "isReadOnly"`,
    );
    const flaw = findFlaw(rows[0]);
    if (flaw !== undefined) {
      throw new StartupError(`cannot use the database at ${place} (DATABASE_URL): ${flaw}`);
    }
    if (client.isPooled)
      log.info({ place }, 'a pooler stands before the database: statements are not prepared');
  } finally {
    client.release();
  }
}

function findFlaw(server: ServerFacts | undefined): string | undefined {
  if (server === undefined || server.version < OLDEST_VERSION * 10_000) {
    return `it is PostgreSQL ${server?.name ?? 'of an unknown version'}, and ${OLDEST_VERSION} or newer is needed`;
  }
  if (server.encoding !== 'UTF8') {
    return `its encoding is ${server.encoding}; create the database with encoding UTF8`;
  }
  return server.isReadOnly ? findStartCure({ code: READ_ONLY }) : undefined;
}

/** Host, port and database name: never the user, the password or the options. */
function describePlace(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (!parsed || !['postgres:', 'postgresql:'].includes(parsed.protocol)) {
    throw new StartupError(
      'cannot read DATABASE_URL: write it as postgres://user:password@host:5432/database, with one host, and special characters of the password percent-encoded',
    );
  }
  const host = parsed.hostname || parsed.searchParams.get('host') || 'localhost';
  return `${host}:${parsed.port || '5432'}${parsed.pathname}`;
}
