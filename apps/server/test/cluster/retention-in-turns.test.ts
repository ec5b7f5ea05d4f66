import { afterAll, beforeAll, expect, test } from 'vitest';
import { RetentionRepository } from '../../src/retention/retention.repository.ts';
import { signUp } from '../support/people.ts';
import { startTwoNodes, type TwoNodes } from './two-nodes.ts';

let nodes: TwoNodes;

beforeAll(async () => {
  nodes = await startTwoNodes();
});
afterAll(() => nodes.close());

test('what is kept long enough is deleted by one node, while the other lets it be', async () => {
  const { id } = await signUp(nodes.first, 'patient');
  const { pool } = nodes.first.database;
  await pool.query(`update sessions set ended_at = now() - interval '40 days' where user_id = $1`, [id]);
  const before = Date.now() - 30 * 86_400_000;
  const first = await pool.connect();
  const other = new RetentionRepository(nodes.second.database);
  try {
    await first.query('begin');
    await first.query('select pg_advisory_xact_lock(7301944)');
    expect(await other.deleteSome('sessions', before, 10)).toBeUndefined();
    await first.query('rollback');
    expect(await other.deleteSome('sessions', before, 10)).toBe(1);
  } finally {
    first.release();
  }
});
