import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { count, eq, sql } from 'drizzle-orm';
import { bigint, jsonb, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { copyTemplate } from '../../test/support/database-template.ts';
import { startRealPostgres } from '../../test/support/real-postgres.ts';
import type { Database } from './database.ts';
import { openDatabase } from './open-database.ts';

const scratch = mkdtempSync(join(tmpdir(), 'jiggy-database-'));
const silent = { info: () => {}, warn: () => {}, error: () => {} };

const notes = pgTable('notes', {
  id: uuid('id').primaryKey(),
  body: text('body').notNull().unique(),
  at: timestamp('at', { withTimezone: true, precision: 3, mode: 'string' }).notNull(),
  size: bigint('size', { mode: 'number' }).notNull(),
  tags: text('tags').array().notNull(),
  facts: jsonb('facts').notNull(),
});

const note = (body: string) => ({
  id: randomUUID(),
  body,
  at: '2026-01-14T14:30:00.250Z',
  size: 2 ** 40,
  tags: ['a "quoted" one', 'käse, 茶'],
  facts: { deep: [1, null, 'x'] },
});

describe.each(['embedded', 'postgres'] as const)('the %s database', (kind) => {
  let database: Database;
  let closeAll: () => Promise<void>;

  beforeAll(async () => {
    const server = kind === 'postgres' ? await startRealPostgres() : undefined;
    const dataDir = join(scratch, 'data');
    if (kind === 'embedded') await copyTemplate(dataDir);
    database = await openDatabase({ url: server?.url, dataDir, log: silent });
    closeAll = async () => {
      await database.close();
      await server?.stop();
    };
    await database.pool.query(
      `create table notes (id uuid primary key, body text not null unique, at timestamptz(3) not null,
                           size bigint not null, tags text[] not null, facts jsonb not null)`,
    );
  }, 60_000);

  afterAll(() => closeAll());

  it('answers a ping', async () => {
    expect(database.kind).toBe(kind);
    await expect(database.ping()).resolves.toBeUndefined();
  });

  it('gives every column type the same shape', async () => {
    const { rows } = await database.pool.query(
      `select timestamptz '2026-01-14 16:30:00.5+02' as at, array[timestamptz '2026-01-14 14:30+00', null] as ats,
              date '2026-01-14' as day, timestamp '2026-01-14 14:30:00' as local, interval '1 day 02:00' as span,
              count(*) as count, array[1, 2]::int8[] as counts, sum(2.50) as sum, 1.5::float8 as ratio,
              '\\x00ff'::bytea as bytes, '{"a": [1]}'::jsonb as json, true as flag, null::text as nothing,
              '0190a1b2-0000-7000-8000-000000000000'::uuid as id from generate_series(1, 3)`,
    );
    expect(rows).toEqual([
      {
        at: '2026-01-14T14:30:00.500Z',
        ats: ['2026-01-14T14:30:00.000Z', null],
        day: '2026-01-14',
        local: '2026-01-14 14:30:00',
        span: '1 day 02:00:00',
        count: 3,
        counts: [1, 2],
        sum: '7.50',
        ratio: 1.5,
        bytes: Buffer.from([0, 255]),
        json: { a: [1] },
        flag: true,
        nothing: null,
        id: '0190a1b2-0000-7000-8000-000000000000',
      },
    ]);
  });

  it('gives drizzle the same values, in its queries and in raw ones', async () => {
    const written = note('drizzle');
    await database.db.insert(notes).values(written);
    expect(await database.db.select().from(notes).where(eq(notes.id, written.id))).toEqual([written]);
    expect(await database.db.select({ total: count() }).from(notes)).toEqual([{ total: 1 }]);
    const raw = await database.db.execute(sql`select at, size from notes where id = ${written.id}`);
    expect(raw.rows).toEqual([{ at: written.at, size: written.size }]);
  });

  it('runs the same prepared statement many times, also after a failure of it', async () => {
    const divide = (by: number) =>
      database.pool.query({ name: 'divide', text: 'select 100 / $1::int as q', values: [by] });
    expect((await divide(5)).rows).toEqual([{ q: 20 }]);
    await expect(divide(0)).rejects.toMatchObject({ code: '22012' });
    expect((await divide(4)).rows).toEqual([{ q: 25 }]);
  });

  it('keeps its connection when a statement is refused', async () => {
    await database.db.insert(notes).values(note('once'));
    const before = await database.pool.query('select pg_backend_pid() as pid');
    const refusals = [
      "insert into notes select gen_random_uuid(), 'once', now(), 1, '{}', '{}'",
      'selec',
      'select 1/0',
    ];
    for (const statement of refusals) {
      await expect(database.pool.query(statement)).rejects.toMatchObject({ severity: 'ERROR' });
      await expect(database.pool.query(`${statement} -- $1`, [])).rejects.toMatchObject({
        severity: 'ERROR',
      });
    }
    await expect(database.pool.query('select 1/$1::int', [0])).rejects.toMatchObject({ code: '22012' });
    expect((await database.pool.query('select pg_backend_pid() as pid')).rows).toEqual(before.rows);
  });

  it('undoes a transaction that fails half-way and goes on', async () => {
    const failing = database.db.transaction(async (tx) => {
      await tx.insert(notes).values(note('half'));
      await tx.execute(sql`select 1/0`);
    });
    await expect(failing).rejects.toThrow();
    expect(await database.db.select().from(notes).where(eq(notes.body, 'half'))).toEqual([]);
    await database.db.transaction(async (tx) => {
      await tx.insert(notes).values(note('whole'));
      const nested = tx.transaction((inner) => inner.insert(notes).values(note('whole')));
      await expect(nested).rejects.toThrow();
    });
    expect(await database.db.select().from(notes).where(eq(notes.body, 'whole'))).toHaveLength(1);
  });

  it('keeps transactions that run at once apart', async () => {
    await database.pool.query('create table counters (n int not null)');
    await database.pool.query('insert into counters values (0)');
    await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        database.db
          .transaction(async (tx) => {
            const { rows } = await tx.execute<{ n: number }>(sql`select n from counters for update`);
            await tx.execute(sql`update counters set n = ${(rows[0]?.n ?? 0) + 1}`);
            if (index % 2) throw new Error('changed my mind');
          })
          .catch(() => {}),
      ),
    );
    expect((await database.pool.query('select n from counters')).rows).toEqual([{ n: 10 }]);
  });

  it('answers each of many statements at once with its own rows', async () => {
    const numbers = Array.from({ length: 300 }, (_, index) => index);
    const answers = await Promise.all(
      numbers.map((n) =>
        database.pool.query(n % 3 ? 'select $1::int as n' : `select ${n} as n`, n % 3 ? [n] : undefined),
      ),
    );
    expect(answers.map(({ rows }) => rows[0].n)).toEqual(numbers);
  });

  it('carries large parameters and large results', async () => {
    const bytes = randomBytes(1_000_000);
    const { rows } = await database.pool.query('select $1::bytea as bytes, length($2) as size', [
      bytes,
      'ü'.repeat(1_000_000),
    ]);
    expect(rows[0].size).toBe(1_000_000);
    expect(bytes.equals(rows[0].bytes)).toBe(true);
    const many = await database.pool.query(
      "select i, repeat('x', i % 200) as text from generate_series(1, 50000) i",
    );
    expect(many.rows).toHaveLength(50_000);
    expect(many.rows.every((row, index) => row.i === index + 1 && row.text.length === row.i % 200)).toBe(
      true,
    );
  });

  it('answers the statements that were asked for before it is closed', async () => {
    const dataDir = join(scratch, 'another');
    if (kind === 'embedded') await copyTemplate(dataDir);
    const another = await openDatabase({
      url: kind === 'postgres' ? database.pool.options.connectionString : undefined,
      dataDir,
      log: silent,
    });
    const answers = Promise.all(
      Array.from({ length: 50 }, () => another.pool.query('select pg_sleep(0.002)')),
    );
    await Promise.all([another.close(), another.close()]);
    await expect(answers).resolves.toHaveLength(50);
    await expect(another.ping()).rejects.toThrow('after calling end');
  }, 60_000);
});

afterAll(() => rmSync(scratch, { recursive: true, force: true }));
