import type pg from 'pg';
import { StartupError } from '../errors/startup-error.ts';
import { createSessionPool, type DatabaseLog } from './session-pool.ts';

const OLDEST_VERSION = 14;
const CONNECT_TIMEOUT_MS = 2_000;
const MAX_CONNECTIONS = 10;
/** Above the server's own limit, for a server that is frozen or cut off and so cannot keep it. */
const ANSWER_TIMEOUT_MS = 6_000;

/** What the operator can do about it, by SQLSTATE or by the system's error code. */
const CURES: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there; start PostgreSQL or correct DATABASE_URL',
  ENOTFOUND: 'there is no such host; correct DATABASE_URL',
  EAI_AGAIN: 'the name of the host cannot be resolved; check the network or correct DATABASE_URL',
  '28P01': 'it refuses the password; correct DATABASE_URL',
  '28000': 'it refuses this user; correct DATABASE_URL or pg_hba.conf',
  '3D000': 'it has no such database; create the database or correct DATABASE_URL',
  '57P03': 'it is still starting or shutting down; try again in a moment',
  '53300': 'it has no connection left; raise its max_connections',
};
const OTHER_CURE =
  'it gave no usable answer; check that PostgreSQL runs there and that DATABASE_URL is right';

/**
 * Connects to the server that DATABASE_URL names and makes sure that it is one we can use.
 * Later losses of the server need no care: the pool connects anew for the next statement.
 *
 * @throws StartupError without the password, naming the cure
 */
export async function openPostgresPool(url: string, log: DatabaseLog): Promise<pg.Pool> {
  const place = describePlace(url);
  const pool = createSessionPool(
    {
      connectionString: url,
      application_name: 'jiggy-care-chat',
      max: MAX_CONNECTIONS,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      keepAlive: true,
      query_timeout: ANSWER_TIMEOUT_MS,
    },
    log,
  );
  try {
    await requireUsableServer(pool, place);
    return pool;
  } catch (error) {
    await pool.end();
    if (error instanceof StartupError) throw error;
    throw new StartupError(`cannot use the database at ${place} (DATABASE_URL): ${findCure(error)}`, {
      cause: error,
    });
  }
}

async function requireUsableServer(pool: pg.Pool, place: string): Promise<void> {
  const { rows } = await pool.query<{ version: number; name: string; encoding: string }>(
    `select current_setting('server_version_num')::int as version,
            current_setting('server_version') as name, current_setting('server_encoding') as encoding`,
  );
  const [server] = rows;
  if (!server || server.version < OLDEST_VERSION * 10_000) {
    throw new StartupError(
      `cannot use the database at ${place} (DATABASE_URL): it is PostgreSQL ${server?.name ?? 'of an unknown version'}, and ${OLDEST_VERSION} or newer is needed`,
    );
  }
  if (server.encoding !== 'UTF8') {
    throw new StartupError(
      `cannot use the database at ${place} (DATABASE_URL): its encoding is ${server.encoding}; create the database with encoding UTF8`,
    );
  }
}

/** Host, port and database name: never the user, the password or the options. */
function describePlace(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (!parsed || !['postgres:', 'postgresql:'].includes(parsed.protocol)) {
    throw new StartupError(
      'cannot read DATABASE_URL: write it as postgres://user:password@host:5432/database, with special characters of the password percent-encoded',
    );
  }
  const host = parsed.hostname || parsed.searchParams.get('host') || 'localhost';
  return `${host}:${parsed.port || '5432'}${parsed.pathname}`;
}

function findCure(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return CURES[code] ?? OTHER_CURE;
}
