import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { listFiles } from './list-files.mjs';

/**
 * Names and contents of all input files in one word: also notices a file that went away. Times do not count, since
 * copying changes them: a tree that was built and then copied into an image is still built.
 *
 * @param base   directory that the inputs are relative to
 * @param inputs files and directories
 */
export function fingerprint(base, inputs) {
  const hash = createHash('sha256').update(process.platform);
  for (const file of inputs.flatMap((input) => listFiles(base, input)).sort()) {
    if (/\.test\.tsx?$/.test(file)) continue;
    const content = readFileSync(join(base, file));
    hash.update(`${file}\n${content.length}\n`).update(content);
  }
  return hash.digest('hex');
}
