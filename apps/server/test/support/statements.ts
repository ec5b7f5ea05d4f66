import type { EventEmitter } from 'node:events';
import type { SessionPool } from '../../src/database/session-pool.ts';

/** Counts what is asked of the database from now on, the begin and the end of a transaction included. */
export function countStatements(pool: SessionPool): () => number {
  const counted = new WeakSet<object>();
  let count = 0;
  pool.on('acquire', (client) => {
    if (counted.has(client)) return;
    counted.add(client);
    const { connection } = client as unknown as { connection: EventEmitter };
    connection.on('readyForQuery', () => {
      count += 1;
    });
  });
  return () => count;
}
