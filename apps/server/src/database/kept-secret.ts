import { randomUUID } from 'node:crypto';
import { link, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { StartupError } from '../errors/startup-error.ts';
import { prepareDataDirectory } from './data-directory.ts';

/** A secret that is made once and kept in the data directory. */
interface KeptSecret {
  readonly dataDir: string;
  readonly fileName: string;
  readonly make: () => string;
  /** Which settings can be set in its place. */
  readonly insteadOf: string;
}

/**
 * Gives a secret that is readable by its owner only. Processes that start at once agree: a complete file is linked into
 * place, which succeeds for one, and nobody can read half of it.
 *
 * @returns the secret, and the file in which it is
 * @throws  StartupError when the directory cannot be used
 */
export async function keptSecret(
  kept: KeptSecret,
): Promise<{ readonly secret: string; readonly file: string }> {
  const file = join(prepareDataDirectory(kept.dataDir), kept.fileName);
  return { file, secret: (await readKept(file, kept)) ?? (await keep(file, kept)) };
}

async function readKept(file: string, { insteadOf }: KeptSecret): Promise<string | undefined> {
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    throw new StartupError(`cannot read ${file} (${code}); set ${insteadOf} or make the file readable`, {
      cause: error,
    });
  }
}

/** @returns the secret that is in the file afterwards, ours or that of a process that was faster */
async function keep(file: string, kept: KeptSecret): Promise<string> {
  const draft = `${file}-draft-${randomUUID()}`;
  const secret = kept.make();
  try {
    await writeFile(draft, secret, { mode: 0o600, flag: 'wx' });
    await link(draft, file);
    return secret;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EEXIST') {
      throw new StartupError(`cannot write ${file} (${code}); set ${kept.insteadOf} or DATA_DIR`, {
        cause: error,
      });
    }
    return (await readKept(file, kept)) ?? secret;
  } finally {
    await rm(draft, { force: true });
  }
}
