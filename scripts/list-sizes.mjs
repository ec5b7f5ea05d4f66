import { readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';

/** One line for each part of the artefact, its whole and its archive, in megabytes. */
export function listSizes(artefact, archive) {
  const parts = readdirSync(artefact).map((name) => [name, bytesOf(join(artefact, name))]);
  const whole = parts.reduce((sum, [, bytes]) => sum + bytes, 0);
  return [...parts, [`${basename(artefact)}/`, whole], [basename(archive), bytesOf(archive)]].map(
    ([name, bytes]) => `${(bytes / 1e6).toFixed(1).padStart(6)} MB  ${name}`,
  );
}

/** Of a file, or of all files below a folder. */
function bytesOf(path) {
  const entry = statSync(path);
  if (!entry.isDirectory()) return entry.size;
  return readdirSync(path).reduce((sum, name) => sum + bytesOf(join(path, name)), 0);
}
