import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/**
 * All files we wrote below a directory, or the one file itself; nothing installed, nothing built.
 *
 * @param base directory the answers are relative to
 * @param path file or directory below it; an absent one has no files
 * @returns    paths relative to `base`, with forward slashes
 */
export function listFiles(base, path) {
  const full = join(base, path);
  if (!existsSync(full)) return [];
  if (!statSync(full).isDirectory()) return [path];
  return readdirSync(full)
    .filter((name) => name !== 'node_modules' && name !== 'dist')
    .flatMap((name) => listFiles(base, `${path}/${name}`));
}
