import pg from 'pg';
import { columnTypes } from './column-types.ts';
import { SessionClient } from './session-client.ts';

/** The three levels of the server's log that the database writes to: details first, then the sentence. */
export interface DatabaseLog {
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
  error(details: object, message: string): void;
}

// Set by statement and not in the startup packet: PGlite ignores the packet, and a server's
// or a role's own defaults must not decide how a timestamp is printed.
const SESSION_SETTINGS = [
  "set time zone 'UTC'",
  "set datestyle to 'ISO, MDY'",
  "set intervalstyle to 'postgres'",
  "set bytea_output to 'hex'",
  'set extra_float_digits to 1',
  "set statement_timeout to '5s'",
  "set lock_timeout to '2s'",
  "set idle_in_transaction_session_timeout to '10s'",
].join(';');

/** A pool whose sessions behave alike on both kinds of database and whose broken connections end in the log. */
export function createSessionPool(config: pg.PoolConfig, log: DatabaseLog): pg.Pool {
  const pool = new pg.Pool({
    ...config,
    types: columnTypes,
    Client: SessionClient,
    onConnect: (client) => client.query(SESSION_SETTINGS),
  });
  pool.on('connect', (client) => {
    // A connection may break while a transaction holds it between two statements. Nobody
    // listens then, and an 'error' without a listener ends the process.
    client.once('error', (error) => log.warn(describe(error), 'a connection to the database broke'));
    client.on('error', () => {});
  });
  pool.on('error', () => {}); // the same errors again, for the connections that were idle
  return pool;
}

function describe(error: Error): object {
  return { reason: error.message, code: 'code' in error ? error.code : undefined };
}
