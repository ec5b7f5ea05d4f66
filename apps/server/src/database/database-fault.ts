import { databaseCode } from './database-error.ts';

/** A fault of the installation, which an operator mends; never one of a statement. */
export interface DatabaseFault {
  /** SQLSTATE, the system's code, or a word of ours. */
  readonly code: string;
  /** Follows "the database". */
  readonly says: string;
  /** Whether little can be stored while it lasts, although the database answers and calls itself writable. */
  readonly refusesWrites: boolean;
}

/** The first that fits counts. */
const FAULTS: readonly (readonly [RegExp, string, 'refuses writes'?])[] = [
  [/^25006$/, 'is read-only, as a standby or an old primary is after a failover'],
  [/^53100$/, 'has no room left on its disk', 'refuses writes'],
  [/^53200$/, 'has no memory left', 'refuses writes'],
  [/^53300$/, 'has no connection left: raise max_connections, or lower the number of nodes'],
  [/^53/, 'has reached one of its limits', 'refuses writes'],
  [/^58/, 'cannot read or write its files', 'refuses writes'],
  [/^XX00[12]$/, 'has found its files damaged', 'refuses writes'],
  [/^XX/, 'has met a fault of its own'],
  [/^(28|3D000)/, 'refuses our login: the account, its password, or the database has changed'],
  [/^42501$/, 'does not give our account a right that it needs', 'refuses writes'],
  [/^(26000|42P05)$/, 'is behind a pooler that does not keep prepared statements'],
  [/^57014$/, 'took longer for a statement than it may'],
  [/^57P/, 'is shutting down, starting, or has ended our connection'],
  [/^08/, 'has lost the connection'],
  [/^ECONNREFUSED$/, 'cannot be reached: nothing listens at its address'],
  [/^(ENOTFOUND|EAI_AGAIN)$/, 'cannot be reached: the name of its host is not known'],
  [/^ETIMEDOUT$/, 'does not answer'],
  [/CERT|TLS|SSL|SIGN|EPROTO/, 'cannot be reached safely: its certificate or its TLS is not accepted'],
  [/^E[A-Z_]{3,}$/, 'cannot be reached'],
];

/** Where pg gives no code, by its words. */
const BY_WORDS: readonly (readonly [RegExp, DatabaseFault])[] = [
  [
    /connection timeout|timeout expired/,
    { code: 'ETIMEDOUT', says: 'does not answer', refusesWrites: false },
  ],
  [
    /timeout exceeded when trying to connect/,
    { code: 'pool_exhausted', says: 'leaves all of our connections waiting', refusesWrites: false },
  ],
  [
    /Connection terminated/,
    { code: 'connection_lost', says: 'has lost the connection', refusesWrites: false },
  ],
];

/** @returns `undefined` for errors that say nothing about the installation */
export function findDatabaseFault(thrown: unknown): DatabaseFault | undefined {
  const code = databaseCode(thrown);
  if (code === undefined) {
    const words = thrown instanceof Error ? thrown.message : '';
    return BY_WORDS.find(([pattern]) => pattern.test(words))?.[1];
  }
  const found = FAULTS.find(([pattern]) => pattern.test(code));
  return found && { code, says: found[1], refusesWrites: found[2] !== undefined };
}
