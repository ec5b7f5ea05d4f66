import { Injectable } from '@nestjs/common';
import { sql } from 'drizzle-orm';
import { Database } from '../database/database.ts';
import { inTransaction } from '../database/transaction.ts';

/** Any number will do that nobody else locks. */
const LOCK = 7_301_944;

/** What is over since before $1 and goes, oldest first; at most $2 of them. */
const DELETE = {
  /** With their refresh tokens. One of a foreign token is remembered until that ends: else it would be met anew. */
  sessions: `
    delete from sessions where id in (
      select id from sessions where least(ended_at, expires_at) < $1::timestamptz
        and (client_type <> 'app' or expires_at < $1::timestamptz)
      order by least(ended_at, expires_at) limit $2)`,
  calls: `
    delete from calls where id in (
      select c.id from calls c where c.ended_at is not null and c.ended_at < $1::timestamptz
        and not exists (select from call_parties p where p.call_id = c.id)
      order by c.ended_at limit $2)`,
} as const;

export type Kept = keyof typeof DELETE;

@Injectable()
export class RetentionRepository {
  constructor(private readonly database: Database) {}

  /**
   * Deletes some of those that are over since before the instant, in one short transaction.
   *
   * @returns how many; `undefined` while another node is at it
   */
  deleteSome(kept: Kept, before: number, atMost: number): Promise<number | undefined> {
    return inTransaction(this.database, async ({ tx, client }) => {
      const { rows } = await tx.execute<{ isOurs: boolean }>(
        sql`select pg_try_advisory_xact_lock(${LOCK}) as "isOurs"`,
      );
      if (rows[0]?.isOurs !== true) return undefined;
      const deleted = await client.query(DELETE[kept], [new Date(before).toISOString(), atMost]);
      return deleted.rowCount ?? 0;
    });
  }
}
