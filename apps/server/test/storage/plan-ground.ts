import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { expect } from 'vitest';
import { makeConversations, openStore, type Store, type StoredConversation } from './stored-conversations.ts';

/** A node of a plan, as PostgreSQL prints it after it has run it. */
export interface Plan {
  readonly 'Node Type': string;
  readonly 'Index Name'?: string;
  readonly 'Relation Name'?: string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly 'Rows Removed by Index Recheck'?: number;
  readonly Plans?: readonly Plan[];
}

/** A database in which there is so much that a statement without its index shows. */
export interface PlanGround {
  readonly store: Store;
  /** Has {@link MESSAGES} of them, and its consultant 300 conversations. */
  readonly long: StoredConversation;
  /** Another one, with ten messages; its two people have no other. */
  readonly plain: StoredConversation;
}

export const MESSAGES = 20_000;
const CONVERSATIONS = 1_000;
const OF_ONE_CONSULTANT = 300;

type Send = (...args: unknown[]) => unknown;

export async function openPlanGround(): Promise<PlanGround> {
  const store = await openStore();
  const conversations = await makeConversations(store.database, CONVERSATIONS);
  const [long] = conversations as [StoredConversation];
  const plain = conversations.at(-1) as StoredConversation;
  const { pool } = store.database;
  const fill = `insert into messages (id, conversation_id, seq, change, sender_id, sender_type, content, client_message_id)
    select gen_random_uuid(), $1, n, n, $2, 'patient', 'text', gen_random_uuid() from generate_series(1, $3::int) n`;
  await pool.query(fill, [long.id, long.patientId, MESSAGES]);
  await pool.query(
    `insert into messages (id, conversation_id, seq, change, sender_id, sender_type, content)
     select gen_random_uuid(), id, n, n, patient_id, 'patient', 'text'
     from conversations, generate_series(1, 10) n where id <> $1`,
    [long.id],
  );
  await pool.query('update conversations set last_seq = 10, last_change = 10');
  await pool.query('update conversations set last_seq = $2, last_change = $3 where id = $1', [
    long.id,
    MESSAGES,
    MESSAGES,
  ]);
  // One consultant with many conversations, so that the inbox is worth an index.
  const ofOne = conversations.slice(0, OF_ONE_CONSULTANT).map(({ id }) => id);
  await pool.query('update conversations set consultant_id = $1 where id = any($2)', [
    long.consultantId,
    ofOne,
  ]);
  await pool.query(
    'update bookings set consultant_id = $1 where id in (select booking_id from conversations where id = any($2))',
    [long.consultantId, ofOne],
  );
  await pool.query("update conversations set updated_at = now() - random() * interval '30 days'");
  await pool.query(
    `insert into calls (id, conversation_id, caller_id, callee_id, call_type, status, started_at, ended_at, change)
     select gen_random_uuid(), id, consultant_id, patient_id, 'audio', 'ended', at, at + interval '1 minute', n
     from conversations, generate_series(1, 100) n, lateral (select now() - interval '1 hour' - random() * interval '30 days' as at) t
     where consultant_id = $1`,
    [long.consultantId],
  );
  await pool.query(
    `insert into sessions (user_id, client_type, created_at, last_used_at, expires_at, access_expires_at)
     select id, 'mobile', now() - interval '1 hour', now() - interval '1 hour', now() + interval '1 day', now() + interval '1 hour'
     from users, generate_series(1, 3)`,
  );
  await pool.query(
    `insert into blocks (consultant_id, patient_id)
     select c.consultant_id, p.patient_id
     from (select distinct consultant_id from conversations where id <> all($1) limit 20) c,
       (select patient_id from conversations where id <> all($1)) p
     on conflict do nothing`,
    [[long.id, plain.id]],
  );
  // People who call each other just now, so that it is worth an index who is in a call.
  await pool.query(
    `with live as (
       insert into calls (id, conversation_id, caller_id, callee_id, call_type, status, started_at, live, change)
       select gen_random_uuid(), id, consultant_id, patient_id, 'audio', 'active', now(), '{}', 1000
       from conversations where consultant_id <> $1 and id <> $2 limit 300
       returning id, caller_id, callee_id
     )
     insert into call_parties (user_id, call_id)
     select party, id from live, lateral (values (caller_id), (callee_id)) as p(party)`,
    [long.consultantId, plain.id],
  );
  for (const table of [
    'calls',
    'call_parties',
    'messages',
    'conversations',
    'bookings',
    'users',
    'sessions',
    'blocks',
  ]) {
    await pool.query(`vacuum analyze ${table}`);
  }
  return { store, long, plain };
}

/**
 * The plans of the statements that a piece of work really sends, each run once to be explained, and undone, before it
 * is sent.
 */
export async function plansOf(
  { database: { pool } }: Pick<Store, 'database'>,
  work: () => Promise<unknown>,
): Promise<Plan[][]> {
  const plans: Plan[][] = [];
  const query = pool.query as Send;
  const connect = pool.connect as Send;
  pool.query = (async (...args: unknown[]) => {
    const client = (await connect.call(pool)) as pg.PoolClient;
    try {
      await client.query('begin');
      plans.push(await explain(client.query.bind(client), args));
      await client.query('rollback');
    } finally {
      client.release();
    }
    return query.apply(pool, args);
  }) as typeof pool.query;
  pool.connect = (async (...args: unknown[]) => {
    // The pool's own `query` takes its connections in this way; what it sends is explained already.
    if (args.length > 0) return connect.apply(pool, args);
    const client = (await connect.call(pool)) as pg.PoolClient;
    const send = client.query.bind(client) as typeof client.query;
    const explainAndSend: Send = async (...sent) => {
      if (!isTransactionWord(sent[0])) {
        await send('savepoint explained');
        plans.push(await explain(send, sent));
        await send('rollback to savepoint explained');
      }
      return (send as Send)(...sent);
    };
    Object.defineProperty(client, 'query', { value: explainAndSend, configurable: true });
    const { release } = client;
    client.release = (error) => {
      delete (client as Partial<pg.PoolClient>).query;
      client.release = release;
      release(error);
    };
    return client;
  }) as typeof pool.connect;
  try {
    await work();
  } finally {
    delete (pool as Partial<typeof pool>).query;
    delete (pool as Partial<typeof pool>).connect;
  }
  expect(plans.length).toBeGreaterThan(0);
  return plans;
}

/** As it is planned under its name: for any values, and not for these. */
async function explain(send: pg.PoolClient['query'], [statement, given]: unknown[]): Promise<Plan[]> {
  const { text, values = [] } =
    typeof statement === 'string'
      ? { text: statement, values: given as unknown[] | undefined }
      : { values: given as unknown[] | undefined, ...(statement as { text: string; values?: unknown[] }) };
  const name = `explained_${randomUUID().replaceAll('-', '')}`;
  await send(`prepare ${name} as ${text}`);
  const listed = values.length === 0 ? '' : `(${values.map(literal).join()})`;
  const { rows } = await send(`explain (analyze, format json) execute ${name}${listed}`);
  await send(`deallocate ${name}`);
  return flat(rows[0]['QUERY PLAN'][0].Plan);
}

function isTransactionWord(statement: unknown): boolean {
  return typeof statement === 'string' && /^(begin|commit|rollback)/.test(statement);
}

function literal(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  return pg.escapeLiteral(Array.isArray(value) ? `{${value.map(element).join()}}` : String(value));
}

function element(value: unknown): string {
  return value === null ? 'null' : JSON.stringify(String(value));
}

function flat(plan: Plan): Plan[] {
  return [plan, ...(plan.Plans ?? []).flatMap(flat)];
}

/** The nodes that read a table. */
export function readsOf(plans: readonly Plan[][], table: string): Plan[] {
  return plans
    .flat()
    .filter((node) => node['Relation Name'] === table && node['Node Type'] !== 'ModifyTable');
}

/**
 * The most rows of one table, or entries of one index, that a statement looked at, those that were then left out too. Where a table is read whole it
 * says so. PostgreSQL tells rounded means, so a row more or less means nothing.
 */
export function mostRead(plans: readonly Plan[][]): number {
  const read = new Map<string, number>();
  for (const node of plans.flat()) {
    // A bitmap of an index does not name the table.
    const place =
      node['Relation Name'] ?? (node['Node Type'] === 'Bitmap Index Scan' ? node['Index Name'] : undefined);
    if (place === undefined || node['Node Type'] === 'ModifyTable') continue;
    expect(node['Node Type'], `how ${place} is read`).not.toBe('Seq Scan');
    const each =
      node['Actual Rows'] +
      (node['Rows Removed by Filter'] ?? 0) +
      (node['Rows Removed by Index Recheck'] ?? 0);
    read.set(place, (read.get(place) ?? 0) + Math.round(each * node['Actual Loops']));
  }
  return Math.max(0, ...read.values());
}
