import { createHash } from 'node:crypto';
import { cpSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { migrateDatabase } from '../../src/database/migrate.ts';
import { MIGRATIONS_FOLDER } from '../../src/database/migrations-folder.ts';
import { openDatabase } from '../../src/database/open-database.ts';
import { prepareOnce } from './prepare-once.ts';

const log = { info() {}, warn() {}, error() {} };

/** Gives a directory the migrated and empty embedded database: its first start takes seconds, a copy does not. */
export async function copyTemplate(to: string): Promise<void> {
  cpSync(await prepareTemplate(), to, { recursive: true });
}

/** Makes the database that is copied, once for a set of migrations. @returns its directory, which must stay as it is */
export async function prepareTemplate(): Promise<string> {
  return prepareOnce(`test-database-${versionOf(MIGRATIONS_FOLDER)}`, async (draft) => {
    const database = await openDatabase({ dataDir: draft, log });
    await migrateDatabase(database.pool, MIGRATIONS_FOLDER, log);
    await database.close();
  });
}

function versionOf(folder: string): string {
  const hash = createHash('sha256');
  for (const name of readdirSync(folder).sort()) {
    if (name.endsWith('.sql')) hash.update(name).update(readFileSync(join(folder, name)));
  }
  return hash.digest('hex').slice(0, 12);
}
