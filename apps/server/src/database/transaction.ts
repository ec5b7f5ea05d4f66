import { drizzle } from 'drizzle-orm/node-postgres';
import type pg from 'pg';
import type { Database, Executor } from './database.ts';

/** An open transaction, for statements that are built, and for those that are written by hand. */
export interface Transaction {
  readonly tx: Executor;
  readonly client: Pick<pg.ClientBase, 'query'>;
}

/** Commits what the work has done, or nothing of it where it throws. */
export async function inTransaction<T>(
  { pool }: Pick<Database, 'pool'>,
  work: (transaction: Transaction) => Promise<T>,
): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query('begin');
    const result = await work({ tx: drizzle({ client }), client });
    await client.query('commit');
    return result;
  } catch (thrown) {
    await client.query('rollback').catch((refusal: Error) => {
      broken = refusal;
    });
    throw thrown;
  } finally {
    client.release(broken);
  }
}
