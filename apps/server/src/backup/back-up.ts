import { constants, cpSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { isDataDirectoryHeld, lockDataDirectory } from '../database/data-directory.ts';
import { askForSnapshot } from '../database/embedded/snapshots.ts';
import { StartupError } from '../errors/startup-error.ts';
import { version } from '../operations/version.ts';
import { runPostgresProgram } from './postgres-program.ts';

/** Which database is meant: that of DATABASE_URL, or the embedded one in DATA_DIR. */
export interface Place {
  readonly databaseUrl: string | undefined;
  readonly dataDir: string;
}

/** What a backup holds, beside the file `backup.json` that says what it is: one of the two. */
export const DUMP = 'dump';
export const FILES = 'database';
export const NOTE = 'backup.json';

/**
 * Copies the whole database, as it is at one moment, into a new folder, while servers go on. Everything that was
 * acknowledged before it began is in it.
 *
 * @param folder must not exist
 * @throws StartupError when it cannot be done; then the folder is not there
 */
export async function backUp({ databaseUrl, dataDir }: Place, folder: string): Promise<void> {
  const target = resolve(folder);
  if (existsSync(target)) throw new StartupError(`${target} is there already: name a new folder`);
  const draft = `${target}.unfinished-${process.pid}`;
  try {
    mkdirSync(draft, { recursive: true, mode: 0o700 });
    if (databaseUrl === undefined) await copyEmbedded(dataDir, join(draft, FILES));
    else await runPostgresProgram('pg_dump', databaseUrl, ['--format=custom', '--file', join(draft, DUMP)]);
    const kind = databaseUrl === undefined ? 'embedded' : 'postgres';
    writeFileSync(
      join(draft, NOTE),
      `${JSON.stringify({ kind, version, madeAt: new Date().toISOString() })}\n`,
    );
    renameSync(draft, target);
  } catch (thrown) {
    rmSync(draft, { recursive: true, force: true });
    throw thrown;
  }
}

/** By the server that has it open, between two statements; by ourselves where there is none. */
async function copyEmbedded(dataDir: string, target: string): Promise<void> {
  const source = join(resolve(dataDir), FILES);
  if (!existsSync(source))
    throw new StartupError(`there is no embedded database in ${resolve(dataDir)} (DATA_DIR)`);
  if (isDataDirectoryHeld(dataDir)) {
    move(await askForSnapshot(resolve(dataDir), () => isDataDirectoryHeld(dataDir)), target);
    return;
  }
  const lock = await lockDataDirectory(dataDir);
  try {
    cpSync(source, target, { recursive: true, mode: constants.COPYFILE_FICLONE });
  } finally {
    lock.release();
  }
}

/** Also onto another disk. */
function move(source: string, target: string): void {
  try {
    renameSync(source, target);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error;
    cpSync(source, target, { recursive: true });
    rmSync(source, { recursive: true });
  }
}
