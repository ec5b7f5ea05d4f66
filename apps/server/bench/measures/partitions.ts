import type { Arena } from '../arena.ts';
import { cpuOfFamily } from '../processes.ts';

export interface TableFigures {
  /** CPU milliseconds of the database. */
  readonly storeMs: number;
  readonly pageMs: number;
  readonly tableBytes: number;
  readonly indexBytes: number;
  readonly vacuumS: number;
  /** With its indexes. */
  readonly largestBytes: number;
}

const PER_CONVERSATION = 100;
const BATCHES = 200;
const BATCH = 100;
const PAGES = 1_000;
const ID_OF = (number: string) => `md5(${number}::text)::uuid`;

/** Makes the table `tried_messages`, as `messages` is but for its foreign key, and fills it. */
export async function prepareMessages({ pool }: Arena, rows: number, partitions: number): Promise<void> {
  const isDivided = partitions > 1;
  await pool.query(
    `create table tried_messages (like messages including defaults) ${isDivided ? 'partition by hash (conversation_id)' : ''}`,
  );
  for (let part = 0; isDivided && part < partitions; part += 1) {
    await pool.query(
      `create table tried_messages_${part} partition of tried_messages for values with (modulus ${partitions}, remainder ${part})`,
    );
  }
  await pool.query(
    `insert into tried_messages (id, conversation_id, seq, change, sender_id, sender_type, content, client_message_id)
     select gen_random_uuid(), ${ID_OF('c')}, n, n, ${ID_OF('c')}, 'patient', repeat('x', 100), gen_random_uuid()
     from generate_series(1, $2::int) n, generate_series(1, $1::int / $2::int) c`,
    [rows, PER_CONVERSATION],
  );
  // What is unique over partitions has to hold what they are divided by.
  const indexes = [
    isDivided
      ? 'unique index on tried_messages (conversation_id, id)'
      : 'unique index on tried_messages (id)',
    'unique index on tried_messages (conversation_id, seq)',
    'unique index on tried_messages (conversation_id, sender_id, client_message_id) where client_message_id is not null',
    'index on tried_messages (conversation_id, change)',
  ];
  for (const index of indexes) await pool.query(`create ${index}`);
  await pool.query('vacuum analyze tried_messages');
  await pool.query('checkpoint');
}

export async function measureTable(arena: Arena, rows: number): Promise<TableFigures> {
  const { pool } = arena;
  const conversations = rows / PER_CONVERSATION;
  let seq = PER_CONVERSATION;
  const storeMs = await cpuFor(arena, BATCHES * BATCH, BATCHES, () => {
    seq += 1;
    return pool.query({
      name: 'try-to-store',
      text: `insert into tried_messages (id, conversation_id, seq, change, sender_id, sender_type, content, client_message_id)
        select gen_random_uuid(), ${ID_OF('c')}, $2::int, $2::int, ${ID_OF('c')}, 'patient', repeat('x', 100), gen_random_uuid()
        from unnest($1::int[]) c`,
      values: [distinctNumbers(BATCH, conversations), seq],
    });
  });
  const pageMs = await cpuFor(arena, PAGES, PAGES, () =>
    pool.query({
      name: 'try-a-page',
      text: `select * from tried_messages where conversation_id = ${ID_OF('$1::int')} and seq between 51 and 100 order by seq desc`,
      values: distinctNumbers(1, conversations),
    }),
  );
  await pool.query(
    'update tried_messages set is_read = true, change = change + 1000 where seq between 99 and 100',
  );
  const startedAt = performance.now();
  await pool.query('vacuum tried_messages');
  const vacuumS = (performance.now() - startedAt) / 1_000;
  const { rows: parts } = await pool.query<{ table: string; indexes: string }>(
    `select pg_table_size(oid) as "table", pg_indexes_size(oid) as indexes
     from pg_class where relkind = 'r' and relname like 'tried\\_messages%'`,
  );
  const sizes = parts.map((part) => ({ table: Number(part.table), indexes: Number(part.indexes) }));
  return {
    storeMs,
    pageMs,
    vacuumS,
    tableBytes: sizes.reduce((sum, { table }) => sum + table, 0),
    indexBytes: sizes.reduce((sum, { indexes }) => sum + indexes, 0),
    largestBytes: Math.max(...sizes.map(({ table, indexes }) => table + indexes)),
  };
}

async function cpuFor(
  { postgres }: Arena,
  things: number,
  times: number,
  act: () => Promise<unknown>,
): Promise<number> {
  for (let warm = 0; warm < 20; warm += 1) await act();
  const before = cpuOfFamily(postgres.pid);
  for (let time = 0; time < times; time += 1) await act();
  return ((cpuOfFamily(postgres.pid) - before) * 1_000) / things;
}

function distinctNumbers(count: number, upTo: number): number[] {
  const numbers = new Set<number>();
  while (numbers.size < count) numbers.add(1 + Math.floor(Math.random() * upTo));
  return [...numbers];
}
