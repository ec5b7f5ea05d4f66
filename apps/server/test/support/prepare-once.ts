import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const CACHE = fileURLToPath(new URL('../../../../node_modules/.cache', import.meta.url));

/**
 * A directory that takes long to make and is copied by many tests: made by whoever needs it first, kept over runs.
 *
 * @param name says all that its content depends on
 * @param make fills a directory that is not there yet
 * @returns the directory, which must stay as it is
 */
export async function prepareOnce(
  name: string,
  make: (draft: string) => Promise<void> | void,
): Promise<string> {
  const prepared = join(CACHE, name);
  if (existsSync(prepared)) return prepared;
  mkdirSync(CACHE, { recursive: true });
  const draft = join(CACHE, `draft-${randomUUID()}`);
  await make(draft);
  try {
    renameSync(draft, prepared);
  } catch (error) {
    // Another process was quicker: its one is as good.
    rmSync(draft, { recursive: true, force: true });
    if (!existsSync(prepared)) throw error;
  }
  return prepared;
}
