import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrateDatabase } from '../../src/database/migrate.ts';
import { MIGRATIONS_FOLDER } from '../../src/database/migrations-folder.ts';
import { openDatabase } from '../../src/database/open-database.ts';
import { type RealPostgres, startRealPostgres } from '../support/real-postgres.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';

/** Two servers on one real PostgreSQL, with whatever else they share given by `env`. */
export interface TwoNodes {
  readonly postgres: RealPostgres;
  readonly first: TestServer;
  readonly second: TestServer;
  /** One more, which whoever asks for it also closes. */
  start(): Promise<TestServer>;
  close(): Promise<void>;
}

const silent = { info() {}, warn() {}, error() {} };

export async function startTwoNodes(env: Record<string, string> = {}): Promise<TwoNodes> {
  const home = mkdtempSync(join(tmpdir(), 'jiggy-nodes-'));
  const postgres = await startRealPostgres();
  const database = await openDatabase({ url: postgres.url, dataDir: home, log: silent });
  await migrateDatabase(database.pool, MIGRATIONS_FOLDER, silent);
  await database.close();
  const own = {
    env: { DATA_DIR: home, DATABASE_URL: postgres.url, JWT_SECRET: 'only for tests, 0123456789 abcdefghij' },
    remove: async () => {},
  };
  const [first, second] = [await startTestServer(env, own), await startTestServer(env, own)];
  return {
    postgres,
    first,
    second,
    start: () => startTestServer(env, own),
    close: async () => {
      await Promise.all([first.close(), second.close()]);
      await postgres.stop();
      rmSync(home, { recursive: true, force: true });
    },
  };
}
