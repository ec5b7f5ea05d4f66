import { spawn } from 'node:child_process';
import { childEnvironment } from '../config/child-environment.ts';
import { StartupError } from '../errors/startup-error.ts';
import { libpqEnvironment } from './libpq-environment.ts';

/**
 * Runs a program of PostgreSQL on the database of DATABASE_URL.
 *
 * @throws StartupError when it is not installed, or ended badly, with the last thing that it said
 */
export async function runPostgresProgram(
  program: 'pg_dump' | 'pg_restore',
  databaseUrl: string,
  words: readonly string[],
): Promise<void> {
  const env = childEnvironment(libpqEnvironment(databaseUrl));
  const child = spawn(program, words, { env, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-2_000);
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('close', resolve);
    child.once('error', reject);
  }).catch((cause: NodeJS.ErrnoException) => {
    throw new StartupError(
      `cannot run ${program} (${cause.code}): install the client programs of PostgreSQL, of the server's version or newer`,
      { cause },
    );
  });
  if (code !== 0) throw new StartupError(`${program} ended with ${code}: ${said.trim().split('\n').at(-1)}`);
}
