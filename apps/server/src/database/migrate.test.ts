import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { startRealPostgres } from '../../test/support/real-postgres.ts';
import type { Database } from './database.ts';
import { migrateDatabase } from './migrate.ts';
import { openDatabase } from './open-database.ts';

const log = { info: () => {}, warn: () => {}, error: () => {} };
const scratch = mkdtempSync(join(tmpdir(), 'jiggy-migrations-'));

/** Lays the migrations out as drizzle-kit does. */
function writeMigrations(...migrations: string[]): string {
  const folder = mkdtempSync(join(scratch, 'set-'));
  mkdirSync(join(folder, 'meta'));
  const entries = migrations.map((statements, index) => {
    const tag = `000${index}_step`;
    writeFileSync(join(folder, `${tag}.sql`), statements);
    return { idx: index, version: '7', when: 1_760_000_000_000 + index, tag, breakpoints: true };
  });
  writeFileSync(
    join(folder, 'meta/_journal.json'),
    JSON.stringify({ version: '7', dialect: 'postgresql', entries }),
  );
  return folder;
}

const FIRST = 'create table people (name text);\n--> statement-breakpoint\ncreate index on people (name);';
const SECOND =
  "insert into people select current_setting('statement_timeout') || ' ' || current_setting('lock_timeout');";

describe.each(['embedded', 'postgres'] as const)('migrating the %s database', (kind) => {
  let database: Database;
  let second: Database;
  let closeAll: () => Promise<void>;

  beforeAll(async () => {
    const server = kind === 'postgres' ? await startRealPostgres() : undefined;
    database = await openDatabase({ url: server?.url, dataDir: join(scratch, 'data'), log });
    second = server ? await openDatabase({ url: server.url, dataDir: '/nowhere', log }) : database;
    closeAll = async () => {
      await Promise.all([database.close(), second.close()]);
      await server?.stop();
    };
  }, 60_000);

  afterAll(() => closeAll());

  beforeEach(async () => {
    await database.pool.query('drop schema if exists drizzle cascade; drop table if exists people');
  });

  it('applies what is missing and nothing twice, without a time limit', async () => {
    await migrateDatabase(database.pool, writeMigrations(FIRST), log);
    await migrateDatabase(database.pool, writeMigrations(FIRST, SECOND), log);
    await migrateDatabase(database.pool, writeMigrations(FIRST, SECOND), log);
    expect((await database.pool.query('select name from people')).rows).toEqual([{ name: '0 0' }]);
    const limit = await database.pool.query("select current_setting('statement_timeout') as limit");
    expect(limit.rows).toEqual([{ limit: '3s' }]);
  });

  it('costs one query when nothing is missing', async () => {
    const folder = writeMigrations(FIRST);
    await migrateDatabase(database.pool, folder, log);
    const query = vi.spyOn(database.pool, 'query');
    const connect = vi.spyOn(database.pool, 'connect');
    await migrateDatabase(database.pool, folder, log);
    expect(query).toHaveBeenCalledTimes(1);
    expect(connect).toHaveBeenCalledTimes(1); // by that query
    vi.restoreAllMocks();
  });

  it('is done once when several nodes start together, however often', async () => {
    for (let round = 0; round < 5; round += 1) {
      await database.pool.query('drop schema if exists drizzle cascade; drop table if exists people');
      const folder = writeMigrations(FIRST, 'select pg_sleep(0.05);', SECOND);
      const nodes = [database, second, database, second];
      await Promise.all(nodes.map(({ pool }) => migrateDatabase(pool, folder, log)));
      expect((await database.pool.query('select name from people')).rows).toHaveLength(1);
    }
  });

  it('leaves nothing behind when a step fails, and lets the next one try', async () => {
    await expect(migrateDatabase(database.pool, writeMigrations(FIRST, 'selec;'), log)).rejects.toThrow();
    await expect(database.pool.query('select 1 from people')).rejects.toMatchObject({ code: '42P01' });
    await migrateDatabase(second.pool, writeMigrations(FIRST, SECOND), log);
    expect((await database.pool.query('select name from people')).rows).toHaveLength(1);
  });
});

afterAll(() => rmSync(scratch, { recursive: true, force: true }));
