import { backUp } from '../backup/back-up.ts';
import { restore } from '../backup/restore.ts';
import { loadConfig } from '../config/config.ts';
import { migrateDatabase } from '../database/migrate.ts';
import { MIGRATIONS_FOLDER } from '../database/migrations-folder.ts';
import { openDatabase } from '../database/open-database.ts';
import { examine } from '../doctor/doctor.ts';
import { DomainError } from '../errors/domain-error.ts';
import { StartupError } from '../errors/startup-error.ts';
import { startFault } from '../operations/start-fault.ts';
import { AdminRefusal } from './admin-refusal.ts';
import { type Command, HELP, type OnDatabase, readCommand, UsageError } from './command.ts';
import { printPushKeys } from './push-keys.ts';
import { runCommand } from './run-command.ts';
import type { Terminal } from './terminal.ts';

/** 0 done, 1 not done, 2 not understood. */
export type ExitCode = 0 | 1 | 2;

type Environment = Readonly<Record<string, string | undefined>>;

const SERVER_HAS_IT =
  'Only one process can use the embedded database, and a running server has it open: stop the server, run this ' +
  'command, and start it again. With DATABASE_URL both can work at once.';

/**
 * The operator's command line, from its words to its exit code. It never throws.
 *
 * @param words what stands after `npm run admin --`
 * @param env   the settings; those of this process where none are given
 */
export async function runAdmin(
  words: readonly string[],
  terminal: Terminal,
  env?: Environment,
): Promise<ExitCode> {
  try {
    const command = readCommand(words);
    if (command.name === 'help') terminal.print(HELP);
    else if (command.name === 'push keys') printPushKeys(terminal);
    else if (command.name === 'doctor') {
      return (await examine((line) => terminal.print(line), command.options.address, env)) ? 0 : 1;
    } else if (command.name === 'backup' || command.name === 'restore') await copyAll(command, terminal, env);
    else await withDatabase(command, terminal, env);
    return 0;
  } catch (thrown) {
    for (const line of complaints(thrown)) terminal.complain(line);
    return thrown instanceof UsageError ? 2 : 1;
  }
}

/** They need the database to themselves, or nobody's. */
async function copyAll(
  command: Extract<Command, { name: 'backup' | 'restore' }>,
  terminal: Terminal,
  env: Environment | undefined,
): Promise<void> {
  const place = loadConfig(env);
  const startedAt = performance.now();
  if (command.name === 'backup') await backUp(place, command.options.to);
  else await restore(place, command.options.from);
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
  terminal.print(
    command.name === 'backup'
      ? `Backed up to ${command.options.to} in ${seconds} s.`
      : `Restored from ${command.options.from} in ${seconds} s. Look at it with \`npm run admin -- verify\`.`,
  );
}

async function withDatabase(
  command: OnDatabase,
  terminal: Terminal,
  env: Environment | undefined,
): Promise<void> {
  const config = loadConfig(env);
  const log = {
    info: () => {},
    warn: () => {},
    error: (_facts: object, message: string) => terminal.complain(message),
  };
  const database = await openDatabase({ url: config.databaseUrl, dataDir: config.dataDir, log });
  try {
    await migrateDatabase(database.pool, MIGRATIONS_FOLDER, log);
    const { webhooks, mail, environment } = config;
    const sendsMails = mail !== undefined || environment !== 'production';
    await runCommand(command, database, terminal, Date.now(), { webhooks, sendsMails });
  } finally {
    await database.close();
  }
}

function complaints(thrown: unknown): readonly string[] {
  if (thrown instanceof UsageError) return [thrown.message, 'See `npm run admin -- help`.'];
  if (thrown instanceof StartupError) {
    return thrown.message.includes('already in use') ? [thrown.message, SERVER_HAS_IT] : [thrown.message];
  }
  if (thrown instanceof DomainError || thrown instanceof AdminRefusal) return [thrown.message];
  return startFault(thrown);
}
