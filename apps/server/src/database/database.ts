import type { NodePgDatabase } from 'drizzle-orm/node-postgres';
import type { DatabaseFaults } from './database-faults.ts';
import type { SessionPool } from './session-pool.ts';

/** Drizzle over `pg`, whichever database is behind it. */
export type Drizzle = NodePgDatabase;
/** What a repository's statement runs on: the database, or a transaction of it. */
export type Executor = Pick<Drizzle, 'select' | 'insert' | 'update' | 'delete' | 'execute'>;

/** The one open database of this process; repositories get it by injection. */
export abstract class Database {
  abstract readonly db: Drizzle;
  abstract readonly pool: SessionPool;
  abstract readonly kind: 'embedded' | 'postgres';
  /** What it refused for its own reasons. */
  abstract readonly faults: DatabaseFaults;
  /** Resolves when the database answers and takes writes; rejects with the driver's error when it does not. */
  abstract ping(): Promise<void>;
  /** Lets the statements already asked for finish, then closes. Safe to call twice. */
  abstract close(): Promise<void>;
}
