import pg from 'pg';
import { columnTypes } from './column-types.ts';
import { DatabaseFaults } from './database-faults.ts';
import { OpenSessions } from './open-sessions.ts';
import { SessionClient } from './session-client.ts';
import { StatementNames } from './statement-names.ts';

/** The three levels of the server's log that the database writes to: details first, then the sentence. */
export interface DatabaseLog {
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
  error(details: object, message: string): void;
}

interface PoolOptions extends pg.PoolConfig {
  /** How long a statement may stay without an answer before its connection is given up; for ever without it. */
  readonly answerMs?: number;
  /** Whether a pooler may stand between; the embedded database has none. */
  readonly looksForPooler?: boolean;
}

type OnConnection = Parameters<pg.Pool['connect']>[0];

/** PostgreSQL ends a statement after as long as somebody waits for a message to be stored. */
const STATEMENT_TIMEOUT = '3s';

// Set by statement and not in the startup packet: PGlite and poolers refuse or ignore the packet, and a server's
// or a role's own defaults must not decide how a timestamp is printed.
const SESSION_SETTINGS = [
  "set time zone 'UTC'",
  "set datestyle to 'ISO, MDY'",
  "set intervalstyle to 'postgres'",
  "set bytea_output to 'hex'",
  'set extra_float_digits to 1',
  `set statement_timeout to '${STATEMENT_TIMEOUT}'`,
  "set lock_timeout to '2s'",
  "set idle_in_transaction_session_timeout to '10s'",
  // Ours look up by keys, so the plan for any values is the plan for these; to look for a better one for each costs more
  // than to run it. It is kept while the tables grow from nothing, so it must not be one that suits an empty table.
  'set plan_cache_mode to force_generic_plan',
  'set enable_seqscan to off',
  'set jit to off',
].join(';');

/** A pool whose sessions behave alike on both kinds of database and whose broken connections end in the log. */
export class SessionPool extends pg.Pool {
  readonly faults: DatabaseFaults;
  readonly #sessions: OpenSessions;

  constructor({ answerMs = 0, looksForPooler = false, ...config }: PoolOptions, log: DatabaseLog) {
    const faults = new DatabaseFaults(log);
    const sessions = new OpenSessions(faults);
    const names = new StatementNames();
    class OwnClient extends SessionClient {
      constructor(options: pg.ClientConfig = {}) {
        super(options, sessions, names, answerMs);
      }
    }
    super({
      ...config,
      types: columnTypes,
      Client: OwnClient,
      onConnect: looksForPooler ? prepareAndLook : prepare,
    });
    this.faults = faults;
    this.#sessions = sessions;
    this.on('connect', (client) => {
      // A connection may break while a transaction holds it between two statements. Nobody
      // listens then, and an 'error' without a listener ends the process.
      client.once('error', (error) => log.warn(describe(error), 'a connection to the database broke'));
      client.on('error', () => {});
    });
    this.on('error', () => {}); // the same errors again, for the connections that were idle
  }

  /** Every connection is made anew before it is used again. */
  discardAll(): void {
    this.#sessions.discardAll();
  }

  override connect(): Promise<pg.PoolClient>;
  override connect(callback: OnConnection): void;
  override connect(callback?: OnConnection): Promise<pg.PoolClient> | undefined {
    if (callback !== undefined) {
      this.#take(callback);
      return undefined;
    }
    return new Promise((resolve, reject) => {
      this.#take((error, client) => (client === undefined ? reject(error) : resolve(client)));
    });
  }

  #take(callback: OnConnection): void {
    super.connect((error, client, release) => {
      if (client === undefined) {
        // What PostgreSQL itself said has been noted where it was read.
        if (!(error instanceof pg.DatabaseError)) this.faults.note(error);
        callback(error, undefined, release);
      } else if ((client as pg.PoolClient & SessionClient).isDiscarded) {
        release(true);
        this.#take(callback);
      } else callback(undefined, client, release);
    });
  }
}

async function prepare(client: pg.ClientBase): Promise<void> {
  await client.query(SESSION_SETTINGS);
}

/**
 * A pooler makes up the key by which a statement is cancelled, and so gives another process number than the
 * session itself does. It deals out sessions, perhaps another one for each transaction.
 */
async function prepareAndLook(client: pg.ClientBase): Promise<void> {
  const results = (await client.query(
    `${SESSION_SETTINGS};select pg_backend_pid() as pid`,
  )) as unknown as pg.QueryResult<{ pid: number }>[];
  const session = client as unknown as SessionClient & { processID: number | null };
  session.isPooled = results.at(-1)?.rows[0]?.pid !== session.processID;
}

function describe(error: Error): object {
  return { reason: error.message, code: 'code' in error ? error.code : undefined };
}
