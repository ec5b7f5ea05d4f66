import type { Socket } from 'node:net';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { openTestDatabase, type TestDatabase } from '../auth/testing/open-test-database.ts';
import { inTransaction } from './transaction.ts';

let ground: TestDatabase;

beforeAll(async () => {
  ground = await openTestDatabase();
  await ground.database.pool.query('create table notes (text text primary key)');
});
beforeEach(() => ground.database.pool.query('delete from notes'));
afterAll(() => ground.remove());

async function notes(): Promise<string[]> {
  const { rows } = await ground.database.pool.query<{ text: string }>('select text from notes order by text');
  return rows.map(({ text }) => text);
}

it('commits what was built and what was written by hand, together', async () => {
  const made = await inTransaction(ground.database, async ({ tx, client }) => {
    await tx.execute(sql`insert into notes values ('built')`);
    await client.query("insert into notes values ('by hand')");
    return 'made';
  });
  expect([made, await notes()]).toEqual(['made', ['built', 'by hand']]);
});

it('undoes all of it where one part fails, and says why', async () => {
  const failing = inTransaction(ground.database, async ({ tx, client }) => {
    await tx.execute(sql`insert into notes values ('same')`);
    await client.query("insert into notes values ('same')");
  });
  await expect(failing).rejects.toMatchObject({ code: '23505' });
  expect(await notes()).toEqual([]);
  expect(ground.database.pool.idleCount).toBe(ground.database.pool.totalCount);
});

it('never uses a connection again that broke within', async () => {
  const failing = inTransaction(ground.database, async ({ client }) => {
    (client as unknown as { connection: { stream: Socket } }).connection.stream.destroy();
    await client.query("insert into notes values ('never')");
  });
  await expect(failing).rejects.toThrow();
  await inTransaction(ground.database, ({ client }) => client.query("insert into notes values ('after')"));
  expect(await notes()).toEqual(['after']);
});
