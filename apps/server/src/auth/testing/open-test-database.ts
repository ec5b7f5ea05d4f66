import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { copyTemplate } from '../../../test/support/database-template.ts';
import type { Database } from '../../database/database.ts';
import { openDatabase } from '../../database/open-database.ts';

const silent = { info: () => {}, warn: () => {}, error: () => {} };

/** What an embedded database may need for its very first start on a busy machine. */
export const FIRST_START_MS = 60_000;

export interface TestDatabase {
  readonly database: Database;
  readonly dataDir: string;
  /** Closes it and removes its directory. */
  remove(): Promise<void>;
}

/** A migrated embedded database in a directory of its own. */
export async function openTestDatabase(): Promise<TestDatabase> {
  const dataDir = mkdtempSync(join(tmpdir(), 'jiggy-test-'));
  await copyTemplate(dataDir);
  const database = await openDatabase({ dataDir, log: silent });
  return {
    database,
    dataDir,
    remove: async () => {
      await database.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** Empties every table, so that tests of one file need not know of each other. */
export async function emptyTables({ pool }: Database): Promise<void> {
  const { rows } = await pool.query<{ names: string }>(
    `select string_agg(format('%I', tablename), ', ') as names from pg_tables where schemaname = 'public'`,
  );
  await pool.query(`truncate ${rows[0]?.names}`);
}
