import { migrateDatabase } from '../../src/database/migrate.ts';
import { MIGRATIONS_FOLDER } from '../../src/database/migrations-folder.ts';
import { openDatabase } from '../../src/database/open-database.ts';
import { prepareTemplate } from './database-template.ts';
import { startRealPostgres } from './real-postgres.ts';

interface Project {
  readonly name: string;
  provide(key: 'database', value: TestDatabase): void;
}

/** Where a test file gets its own database from: the directory to copy, or a server with a template. */
export type TestDatabase =
  | { readonly kind: 'embedded' }
  | { readonly kind: 'postgres'; readonly url: string; readonly template: string };

declare module 'vitest' {
  export interface ProvidedContext {
    database: TestDatabase;
  }
}

const log = { info() {}, warn() {}, error() {} };

/** Makes one migrated database that every test file copies, which is quicker than making it there. */
export async function setup(project: Project): Promise<(() => Promise<void>) | undefined> {
  if (project.name !== 'server-embedded') return setUpPostgres(project);
  await prepareTemplate();
  project.provide('database', { kind: 'embedded' });
  return undefined;
}

async function setUpPostgres(project: Project): Promise<() => Promise<void>> {
  const server = await startRealPostgres();
  const database = await openDatabase({ url: server.url, dataDir: '', log });
  await migrateDatabase(database.pool, MIGRATIONS_FOLDER, log);
  await database.close();
  project.provide('database', {
    kind: 'postgres',
    url: server.url,
    template: new URL(server.url).pathname.slice(1),
  });
  return () => server.stop();
}
