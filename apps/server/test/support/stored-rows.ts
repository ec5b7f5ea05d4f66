import { expect } from 'vitest';
import type { TestServer } from './test-server.ts';

type Stored = Pick<TestServer, 'database'>;

/** What a refusal may leave: that it was one, and that the session is in use. */
const TRACES = "'{last_used_at,expires_at}'::text[]";

/** Who has not read something is looked after a second later, and in sweeps: that is no trace of what a test does just now. */
const SOONER = "where kind <> 'unread mail' and kind not like 'sweep %'";

/** A digest of each table once no job is due, so that a test can state that nothing at all was stored or changed. */
export async function storedRows({
  database,
}: Pick<TestServer, 'database'>): Promise<Record<string, string>> {
  const due = `select 1 from jobs where state = 'waiting' and (is_running or run_at <= now() + interval '1 s')`;
  await expect.poll(async () => (await database.pool.query(due)).rows.length).toBe(0);
  const tables = (await tableNames({ database })).filter((name) => name !== 'refused_sign_ins');
  const digests = tables.map(
    (name) =>
      `select '${name}' as name, count(*) || ' ' || coalesce(md5(string_agg(row, '|' order by row)), '') as digest
        from (select (to_jsonb(t) - ${TRACES})::text as row from "${name}" t ${name === 'jobs' ? SOONER : ''}) as rows`,
  );
  const { rows } = await database.pool.query<{ name: string; digest: string }>(digests.join(' union all '));
  return Object.fromEntries(rows.map(({ name, digest }) => [name, digest]));
}

/** Everything that is stored, as one text, to look for what must not be in it. */
export async function storedText({ database }: Stored): Promise<string> {
  const texts = (await tableNames({ database })).map((name) => `select t::text as row from "${name}" t`);
  const { rows } = await database.pool.query<{ row: string }>(texts.join(' union all '));
  return rows.map(({ row }) => row).join('\n');
}

async function tableNames({ database }: Stored): Promise<string[]> {
  const { rows } = await database.pool.query<{ name: string }>(
    `select tablename as name from pg_tables where schemaname = 'public' order by 1`,
  );
  return rows.map(({ name }) => name);
}
