import { randomBytes, randomUUID } from 'node:crypto';
import { link, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../config/config.ts';
import { prepareDataDirectory } from '../database/data-directory.ts';
import { StartupError } from '../errors/startup-error.ts';

const FILE = 'jwt-secret';
const MIN_BYTES = 32;

/** The secret behind access tokens and the succession of refresh tokens, injectable by its type. */
export class SigningSecret {
  constructor(readonly value: string) {}
}

/**
 * The configured secret, or in development one that is made once and kept in the data directory, readable
 * by its owner only. Processes that start at once agree: a complete file is linked into place, which
 * succeeds for one, and nobody can read half of it.
 *
 * @throws StartupError when the kept secret is damaged or the directory cannot be used
 * @source protocol P13.4
 */
export async function jwtSecret(config: Pick<Config, 'jwtSecret' | 'dataDir'>): Promise<string> {
  if (config.jwtSecret !== undefined) return config.jwtSecret;
  const file = join(prepareDataDirectory(config.dataDir), FILE);
  const secret = (await readKept(file)) ?? (await keep(file, randomBytes(48).toString('base64url')));
  if (Buffer.byteLength(secret) < MIN_BYTES) {
    throw new StartupError(
      `the secret in ${file} is too short; delete that file, and everyone signs in anew`,
    );
  }
  return secret;
}

async function readKept(file: string): Promise<string | undefined> {
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    throw new StartupError(`cannot read ${file} (${code}); set JWT_SECRET or make the file readable`, {
      cause: error,
    });
  }
}

/** @returns the secret that is in the file afterwards, ours or that of a process that was faster */
async function keep(file: string, secret: string): Promise<string> {
  const draft = `${file}-draft-${randomUUID()}`;
  try {
    await writeFile(draft, secret, { mode: 0o600, flag: 'wx' });
    await link(draft, file);
    return secret;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EEXIST') {
      throw new StartupError(`cannot write ${file} (${code}); set JWT_SECRET or DATA_DIR`, { cause: error });
    }
    return (await readKept(file)) ?? secret;
  } finally {
    await rm(draft, { force: true });
  }
}
