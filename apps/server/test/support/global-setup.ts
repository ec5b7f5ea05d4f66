import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrateDatabase } from '../../src/database/migrate.ts';
import { MIGRATIONS_FOLDER } from '../../src/database/migrations-folder.ts';
import { openDatabase } from '../../src/database/open-database.ts';
import { startRealPostgres } from './real-postgres.ts';

interface Project {
  readonly name: string;
  provide(key: 'database', value: TestDatabase): void;
}

/** Where a test file gets its own database from: a directory to copy, or a server with a template. */
export type TestDatabase =
  | { readonly kind: 'embedded'; readonly template: string }
  | { readonly kind: 'postgres'; readonly url: string; readonly template: string };

declare module 'vitest' {
  export interface ProvidedContext {
    database: TestDatabase;
  }
}

const log = { info() {}, warn() {}, error() {} };

/** Makes one migrated database that every test file copies: the first start of PGlite takes seconds, a copy does not. */
export async function setup(project: Project): Promise<() => Promise<void>> {
  return project.name === 'server-postgres' ? setUpPostgres(project) : setUpEmbedded(project);
}

async function setUpEmbedded(project: Project): Promise<() => Promise<void>> {
  const home = mkdtempSync(join(tmpdir(), 'jiggy-template-'));
  const template = join(home, 'data');
  const database = await openDatabase({ dataDir: template, log });
  await migrateDatabase(database.pool, MIGRATIONS_FOLDER, log);
  await database.close();
  project.provide('database', { kind: 'embedded', template });
  return async () => rmSync(home, { recursive: true, force: true });
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
