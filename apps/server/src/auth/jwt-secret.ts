import { randomBytes } from 'node:crypto';
import type { Config } from '../config/config.ts';
import { keptSecret } from '../database/kept-secret.ts';
import { StartupError } from '../errors/startup-error.ts';

const MIN_BYTES = 32;

/** The secret behind access tokens and the succession of refresh tokens, injectable by its type. */
export class SigningSecret {
  constructor(readonly value: string) {}
}

/**
 * The configured secret, or in development one that is made once and kept in the data directory.
 *
 * @throws StartupError when the kept secret is damaged or the directory cannot be used
 * @source protocol P13.4
 */
export async function jwtSecret(config: Pick<Config, 'jwtSecret' | 'dataDir'>): Promise<string> {
  if (config.jwtSecret !== undefined) return config.jwtSecret;
  const { secret, file } = await keptSecret({
    dataDir: config.dataDir,
    fileName: 'jwt-secret',
    make: () => randomBytes(48).toString('base64url'),
    insteadOf: 'JWT_SECRET',
  });
  if (Buffer.byteLength(secret) < MIN_BYTES) {
    throw new StartupError(
      `the secret in ${file} is too short; delete that file, and everyone signs in anew`,
    );
  }
  return secret;
}
