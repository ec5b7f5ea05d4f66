import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CallLogRepository } from '../../src/calls/keeping/call-log.repository.ts';
import { ConversationsRepository } from '../../src/conversations/conversations.repository.ts';
import { factsOf } from '../../src/facts/testing/facts-of.ts';
import { MessagesRepository } from '../../src/messages/messages.repository.ts';
import { MissedChangesRepository } from '../../src/messages/missed-changes.repository.ts';
import { makeConversations, openStore, type Store, type StoredConversation } from './stored-conversations.ts';

const MESSAGES = 20_000;

let store: Store;
let long: StoredConversation;

beforeAll(async () => {
  store = await openStore();
  const conversations = await makeConversations(store.database, 1_000);
  [long] = conversations as [StoredConversation];
  const { pool } = store.database;
  const fill = `insert into messages (id, conversation_id, seq, change, sender_id, sender_type, content)
    select gen_random_uuid(), $1, n, n, $2, 'patient', 'text' from generate_series(1, $3::int) n`;
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
  await pool.query('update conversations set consultant_id = $1 where id = any($2)', [
    long.consultantId,
    conversations.slice(0, 300).map(({ id }) => id),
  ]);
  await pool.query("update conversations set updated_at = now() - random() * interval '30 days'");
  await pool.query(
    `insert into calls (id, conversation_id, caller_id, callee_id, call_type, status, started_at, change)
     select gen_random_uuid(), id, consultant_id, patient_id, 'audio', 'ended', now() - random() * interval '30 days', n
     from conversations, generate_series(1, 100) n where consultant_id = $1`,
    [long.consultantId],
  );
  await pool.query('vacuum analyze calls');
  await pool.query('vacuum analyze messages');
  await pool.query('vacuum analyze conversations');
  await pool.query('vacuum analyze users');
});
afterAll(() => store.close());

interface Plan {
  readonly 'Node Type': string;
  readonly 'Index Name'?: string;
  readonly 'Relation Name'?: string;
  readonly 'Actual Rows': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly Plans?: readonly Plan[];
}

/** The plans of the statements that a piece of work really sends. */
async function plansOf(work: () => Promise<unknown>): Promise<Plan[][]> {
  const { pool } = store.database;
  const sent: { text: string; values: unknown[] }[] = [];
  const query = pool.query;
  pool.query = ((statement: string | { text: string; values?: unknown[] }, given?: unknown[]) => {
    const text = typeof statement === 'string' ? statement : statement.text;
    const values = typeof statement === 'string' ? given : (statement.values ?? given);
    sent.push({ text, values: values ?? [] });
    return (query as (...args: unknown[]) => unknown).call(pool, statement, given);
  }) as typeof pool.query;
  try {
    await work();
  } finally {
    pool.query = query;
  }
  expect(sent.length).toBeGreaterThan(0);
  const plans: Plan[][] = [];
  for (const { text, values } of sent) plans.push(await explain(text, values));
  return plans;
}

/** As it is planned under its name: for any values, and not for these. */
async function explain(text: string, values: readonly unknown[]): Promise<Plan[]> {
  const client = await store.database.pool.connect();
  try {
    await client.query(`prepare explained as ${text}`);
    const arguments_ = values.length === 0 ? '' : `(${values.map(literal).join()})`;
    const { rows } = await client.query(`explain (analyze, format json) execute explained${arguments_}`);
    await client.query('deallocate explained');
    return flat(rows[0]['QUERY PLAN'][0].Plan);
  } finally {
    client.release();
  }
}

function literal(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  return pg.escapeLiteral(Array.isArray(value) ? `{${value.join()}}` : String(value));
}

function flat(plan: Plan): Plan[] {
  return [plan, ...(plan.Plans ?? []).flatMap(flat)];
}

const nodesOn = (plans: Plan[][], relation: string) =>
  plans.flat().filter((node) => node['Relation Name'] === relation);

describe('the database looks up, and reads no more rows than it answers,', () => {
  const repository = () => new MessagesRepository(store.database, factsOf(store.database));

  test.each([0, 10_000, MESSAGES - 50])('for a page of the history at offset %i', async (offset) => {
    const plans = await plansOf(() => repository().pageByOffset(long.id, offset, 50));
    const onMessages = nodesOn(plans, 'messages');
    expect(onMessages).toMatchObject([{ 'Index Name': 'messages_seq_unique', 'Actual Rows': 50 }]);
    expect(onMessages[0]?.['Rows Removed by Filter'] ?? 0).toBe(0);
    expect(plans.flat().map((node) => node['Node Type'])).not.toContain('Sort');
  });

  test('for the pages before and after a message', async () => {
    const before = await plansOf(() => repository().pageBefore(long.id, 9_000, 50));
    const after = await plansOf(() => repository().pageAfter(long.id, 9_000, 50));
    expect(nodesOn(before, 'messages')).toMatchObject([
      { 'Index Name': 'messages_seq_unique', 'Actual Rows': 50 },
    ]);
    expect(nodesOn(after, 'messages')).toMatchObject([
      { 'Index Name': 'messages_seq_unique', 'Actual Rows': 51 },
    ]);
  });

  test('for the changes since a cursor', async () => {
    const plans = await plansOf(() => repository().listChanged(long.id, { after: MESSAGES - 30, limit: 50 }));
    expect(plans.flat().map((node) => node['Index Name'])).toContain('messages_by_change');
    expect(nodesOn(plans, 'messages')).toMatchObject([{ 'Actual Rows': 30 }]);
  });

  test('for what somebody missed, one message of each conversation, and of the changed ones a thousand', async () => {
    const missed = new MissedChangesRepository(store.database);
    const audience = { people: [long.consultantId], conversationIds: [long.id] };
    const changed = await plansOf(() => missed.listChanged(audience, 10_000));
    const onMessages = nodesOn(changed, 'messages');
    expect(onMessages).toMatchObject([{ 'Index Name': 'messages_by_change', 'Actual Rows': 1 }]);
    const receipts = await plansOf(() =>
      missed.listReceipts([{ id: long.id, after: MESSAGES - 1_000 }], 10_000),
    );
    expect(receipts.flat().map((node) => node['Index Name'])).toContain('messages_by_change');
    expect(nodesOn(receipts, 'messages')).toMatchObject([{ 'Rows Removed by Filter': 1_000 }]);
  });

  test('for a page of the calls of one conversation', async () => {
    const log = new CallLogRepository(store.database);
    const page = { limit: 20, offset: 20, onlyMissed: false, conversationId: long.id };
    const plans = await plansOf(() => log.list(long.consultantId, page));
    const onCalls = nodesOn(plans, 'calls');
    expect(onCalls).toMatchObject([{ 'Index Name': 'calls_by_conversation', 'Actual Rows': 40 }]);
    expect(plans.flat().map((node) => node['Node Type'])).not.toContain('Sort');
  });

  test('for the unread count, without a look at the messages', async () => {
    const plans = await plansOf(() => repository().countUnread(long as never, 'consultant'));
    expect(nodesOn(plans, 'messages')).toEqual([]);
    expect(nodesOn(plans, 'conversations')).toMatchObject([
      { 'Index Name': 'conversations_pkey', 'Actual Rows': 1 },
    ]);
  });

  test.each(['newest', 'deep'] as const)(
    'for the %s page of an inbox, with the last message of each',
    async (which) => {
      const inbox = new ConversationsRepository(store.database, factsOf(store.database));
      const { consultantId: userId } = long;
      const newest = await inbox.list({ userId, role: 'consultant', limit: 250 });
      const page = { userId, role: 'consultant', limit: 20 } as const;
      const plans = await plansOf(() =>
        inbox.listOverviews(which === 'newest' ? page : { ...page, before: newest.at(-1) }),
      );
      const [onConversations] = nodesOn(plans, 'conversations');
      expect(onConversations).toMatchObject({
        'Index Name': 'conversations_by_consultant',
        'Actual Rows': 20,
      });
      expect(onConversations?.['Rows Removed by Filter'] ?? 0).toBe(0);
      expect(nodesOn(plans, 'messages')).toMatchObject([{ 'Index Name': 'messages_seq_unique' }]);
    },
  );
});
