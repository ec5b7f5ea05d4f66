import { accessSync, constants, existsSync, statfsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { openDatabase } from '../database/open-database.ts';
import type { SessionClient } from '../database/session-client.ts';
import { StartupError } from '../errors/startup-error.ts';
import type { Patient } from './check.ts';
import { readDatabaseFacts } from './database-facts.ts';
import { bad, type Finding, fromSentence, good, look } from './finding.ts';
import { judgeDatabase } from './judge-database.ts';

const LITTLE_ROOM_BYTES = 1e9;
const silent = { info: () => {}, warn: () => {}, error: () => {} };

export async function lookAtDatabase({ config }: Patient): Promise<readonly Finding[]> {
  if (config.databaseUrl === undefined) return lookAtFolder(config.dataDir);
  try {
    const database = await openDatabase({ url: config.databaseUrl, dataDir: config.dataDir, log: silent });
    try {
      const client = await database.pool.connect();
      try {
        const { isPooled } = client as unknown as SessionClient;
        return judgeDatabase(await readDatabaseFacts(client, isPooled));
      } finally {
        client.release();
      }
    } finally {
      await database.close();
    }
  } catch (thrown) {
    if (thrown instanceof StartupError) return [fromSentence('bad', thrown.message)];
    throw thrown;
  }
}

/** Not opened: a server that runs has it, and one that does not makes it. */
function lookAtFolder(dataDir: string): readonly Finding[] {
  let folder = resolve(dataDir);
  while (!existsSync(folder)) folder = dirname(folder);
  try {
    accessSync(folder, constants.W_OK);
  } catch {
    return [
      bad(
        `DATA_DIR: ${folder} may not be written to`,
        'Give it to the account of the server, or set DATABASE_URL.',
      ),
    ];
  }
  const { bavail, bsize } = statfsSync(folder);
  return [
    good(`the embedded one, in ${resolve(dataDir)}`),
    look(
      'a power loss may lose or corrupt it',
      'Set DATABASE_URL to a PostgreSQL server before people rely on it.',
    ),
    judgeRoom(bavail * bsize),
  ];
}

/** @param bytes that are free on its disk */
export function judgeRoom(bytes: number): Finding {
  const says = `${(bytes / 1e9).toFixed(1)} GB are free on its disk`;
  return bytes < LITTLE_ROOM_BYTES ? look(says, 'Make room there before it is full.') : good(says);
}
