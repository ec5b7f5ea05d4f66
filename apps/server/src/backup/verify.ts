import type pg from 'pg';
import type { Database } from '../database/database.ts';
import type { SessionClient } from '../database/session-client.ts';

/** What a look at a whole database shows. */
export interface Findings {
  /** How many rows each table has. */
  readonly rows: ReadonlyMap<string, number>;
  /** Conversations whose messages do not bear the numbers from 1 to their newest one, each once. */
  readonly withGaps: readonly string[];
  readonly newestMessageAt: string | undefined;
}

const NO_LIMITS = [
  'set transaction isolation level repeatable read read only',
  'set local statement_timeout = 0',
  'set local idle_in_transaction_session_timeout = 0',
  'set local enable_seqscan = on',
].join(';');
const TABLES = `select table_name as name from information_schema.tables
  where table_schema = 'public' and table_type = 'BASE TABLE' order by 1`;
const GAPS = `select c.id from conversations c left join messages m on m.conversation_id = c.id
  group by c.id having count(m.seq) <> c.last_seq or count(distinct m.seq) <> c.last_seq
  or coalesce(max(m.seq), 0) <> c.last_seq or coalesce(min(m.seq), 1) <> 1`;
const NEWEST = 'select max(created_at) as at from messages';

/** Reads everything once, as it is at one moment: counts, and that the numbers of messages have no gap. */
export async function verify({ pool }: Database): Promise<Findings> {
  const client = (await pool.connect()) as pg.PoolClient & SessionClient;
  try {
    client.waitForEver();
    await client.query(`begin; ${NO_LIMITS}`);
    const rows = new Map<string, number>();
    for (const { name } of (await client.query<{ name: string }>(TABLES)).rows) {
      const { rows: counted } = await client.query<{ count: number }>(
        `select count(*)::float8 as count from ${client.escapeIdentifier(name)}`,
      );
      rows.set(name, counted[0]?.count ?? 0);
    }
    const gaps = await client.query<{ id: string }>(GAPS);
    const newest = await client.query<{ at: string | null }>(NEWEST);
    return {
      rows,
      withGaps: gaps.rows.map(({ id }) => id),
      newestMessageAt: newest.rows[0]?.at ?? undefined,
    };
  } finally {
    client.release(true);
  }
}
