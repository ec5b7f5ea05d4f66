import { constants, cpSync, existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { lockDataDirectory } from '../database/data-directory.ts';
import { openDatabase } from '../database/open-database.ts';
import { StartupError } from '../errors/startup-error.ts';
import { DUMP, FILES, NOTE, type Place } from './back-up.ts';
import { runPostgresProgram } from './postgres-program.ts';

const quiet = { info() {}, warn() {}, error() {} };

/**
 * Puts a backup into an empty place: all of it or nothing.
 *
 * @throws StartupError when the folder is no backup, is one of the other kind of database, or the place is not empty
 */
export async function restore({ databaseUrl, dataDir }: Place, folder: string): Promise<void> {
  const source = resolve(folder);
  const kind = readKind(source);
  if ((kind === 'postgres') !== (databaseUrl !== undefined)) {
    const cure = kind === 'postgres' ? 'set DATABASE_URL to an empty database' : 'leave DATABASE_URL unset';
    throw new StartupError(`${source} is a backup of the ${kind} database: ${cure}`);
  }
  if (databaseUrl === undefined) await restoreFiles(join(source, FILES), dataDir);
  else await restoreDump(join(source, DUMP), databaseUrl, dataDir);
}

function readKind(folder: string): 'postgres' | 'embedded' {
  try {
    const { kind } = JSON.parse(readFileSync(join(folder, NOTE), 'utf8')) as { kind: unknown };
    if (kind === 'postgres' || kind === 'embedded') return kind;
  } catch {
    // Said below.
  }
  throw new StartupError(`${folder} is no backup: it lacks a ${NOTE} as \`backup\` writes it`);
}

async function restoreFiles(files: string, dataDir: string): Promise<void> {
  const lock = await lockDataDirectory(dataDir);
  const [target, draft] = [join(lock.path, FILES), join(lock.path, `${FILES}.unfinished-${process.pid}`)];
  try {
    if (existsSync(target))
      throw new StartupError(`there is a database in ${lock.path} already: set DATA_DIR to an empty folder`);
    cpSync(files, draft, { recursive: true, mode: constants.COPYFILE_FICLONE });
    renameSync(draft, target);
  } finally {
    rmSync(draft, { recursive: true, force: true });
    lock.release();
  }
}

async function restoreDump(dump: string, databaseUrl: string, dataDir: string): Promise<void> {
  const database = await openDatabase({ url: databaseUrl, dataDir, log: quiet });
  try {
    const { rowCount } = await database.pool.query(
      `select from information_schema.tables where table_schema in ('public', 'drizzle') limit 1`,
    );
    if (rowCount !== 0)
      throw new StartupError('the database of DATABASE_URL is not empty: set it to one that is');
  } finally {
    await database.close();
  }
  await runPostgresProgram('pg_restore', databaseUrl, [
    ...['--no-owner', '--no-privileges', '--single-transaction', '--exit-on-error'],
    ...['--dbname', decodeURIComponent(new URL(databaseUrl).pathname.slice(1)), dump],
  ]);
}
