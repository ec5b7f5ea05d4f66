import { type RunningServer, startServer } from './bootstrap.ts';
import { Cluster } from './cluster/cluster.ts';
import { type Config, loadConfig } from './config/config.ts';
import type { Database } from './database/database.ts';
import { foldMissingNames } from './database/folded-names.ts';
import { migrateDatabase } from './database/migrate.ts';
import { MIGRATIONS_FOLDER } from './database/migrations-folder.ts';
import { openDatabase } from './database/open-database.ts';
import { seedDemo } from './demo/demo.ts';
import { describeError } from './operations/describe-error.ts';
import { createLog, type Log, readableOutput } from './operations/log.ts';
import { printReady } from './operations/ready-message.ts';
import { startFault } from './operations/start-fault.ts';
import type { StopSignal } from './operations/stop-signal.ts';
import { tellWarnings } from './operations/tell-warnings.ts';
import { sayWhileWaiting } from './operations/waiting.ts';

/** A stop that takes longer is cut off: whoever runs us would kill the process at ten seconds. */
const STOP_MS = 9_000;

interface Parts {
  readonly server: RunningServer;
  readonly database: Database;
  readonly cluster: Cluster;
}

/**
 * Starts the server, and ends the process when it is told to: at once while it has not begun to serve (what it was
 * doing is undone or done again by the next start), in good order afterwards. It never throws: what stops the start is
 * printed in sentences, and the process ends with 1.
 */
export async function serve(stop: StopSignal): Promise<void> {
  let log: Log | undefined;
  try {
    const config = loadConfig();
    log = createLog(config.logLevel, config.environment === 'production' ? process.stdout : readableOutput);
    await start(config, log, stop);
  } catch (thrown) {
    log?.debug({ error: describeError(thrown) }, 'the start failed');
    for (const fault of startFault(thrown)) process.stderr.write(`${fault}\n`);
    process.exit(1);
  }
}

async function start(config: Config, log: Log, stop: StopSignal): Promise<void> {
  tellWarnings(config, log);
  endOnBugs(log);
  stop.endWith(() => {
    log.info({}, 'stopped before it was ready');
    process.exit(0);
  });
  const database = await openDatabase({
    url: config.databaseUrl,
    dataDir: config.dataDir,
    log,
    onLost: () => process.exit(1),
  });
  await migrateDatabase(database.pool, MIGRATIONS_FOLDER, log);
  await foldMissingNames(database.pool);
  if (config.demo) await seedDemo(database);
  const cluster = await sayWhileWaiting(Cluster.open(config.redisUrl, log), log, 'waiting for Redis');
  const server = await startServer({ config, log, database, cluster });
  stop.endWith(() => void end({ server, database, cluster }, log));
  printReady(config, server.port, log);
}

async function end({ server, database, cluster }: Parts, log: Log): Promise<void> {
  setTimeout(() => {
    log.error({}, 'stopping took too long');
    process.exit(1);
  }, STOP_MS).unref();
  await server.close();
  await database.close();
  cluster.close();
  log.info({}, 'stopped');
  process.exit(0);
}

/** Whatever nobody caught is a bug: said without its values, then the process ends and is started anew. */
function endOnBugs(log: Log): void {
  const endAfter = (kind: string) => (thrown: unknown) => {
    log.error({ kind, error: describeError(thrown) }, 'a bug ended the server');
    process.exit(1);
  };
  process.on('uncaughtException', endAfter('exception'));
  process.on('unhandledRejection', endAfter('rejection'));
}
