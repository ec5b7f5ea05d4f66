import { startServer } from './bootstrap.ts';
import { Cluster } from './cluster/cluster.ts';
import { ConfigFault, loadConfig } from './config/config.ts';
import { migrateDatabase } from './database/migrate.ts';
import { MIGRATIONS_FOLDER } from './database/migrations-folder.ts';
import { openDatabase } from './database/open-database.ts';
import { seedDemo } from './demo/demo.ts';
import { StartupError } from './errors/startup-error.ts';
import { describeError } from './operations/describe-error.ts';
import { createLog, type Log, readableOutput } from './operations/log.ts';
import { printReady } from './operations/ready-message.ts';

const OLDEST_NODE = [20, 19] as const;
/** A stop that takes longer is cut off: whoever runs us would kill the process at ten seconds. */
const STOP_MS = 9_000;

async function main(): Promise<void> {
  requireNode();
  const config = loadConfig();
  const log = createLog(
    config.logLevel,
    config.environment === 'production' ? process.stdout : readableOutput,
  );
  for (const warning of config.warnings) log.warn({}, warning);

  const stopped = new Promise<void>((resolve) => {
    // Stays registered: a second signal, as npm forwards it, changes nothing.
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => resolve());
  });
  endOnBugs(log);

  const database = await openDatabase({
    url: config.databaseUrl,
    dataDir: config.dataDir,
    log,
    onLost: () => process.exit(1),
  });
  await migrateDatabase(database.pool, MIGRATIONS_FOLDER, log);
  if (config.demo) await seedDemo(database);
  const cluster = await Cluster.open(config.redisUrl, log);
  const server = await startServer({ config, log, database, cluster });
  printReady(config, server.port, log);

  await stopped;
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

function requireNode(): void {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1])) return;
  throw new StartupError(
    `This is Node ${process.versions.node}: the server needs Node ${OLDEST_NODE.join('.')} or newer.`,
  );
}

/** Whatever nobody caught is a bug: said without its values, then the process ends and is started anew. */
function endOnBugs(log: Log): void {
  const end = (kind: string) => (thrown: unknown) => {
    log.error({ kind, error: describeError(thrown) }, 'a bug ended the server');
    process.exit(1);
  };
  process.on('uncaughtException', end('exception'));
  process.on('unhandledRejection', end('rejection'));
}

/** What stops a start, in sentences for whoever started it. */
function startFault(thrown: unknown): readonly string[] {
  if (thrown instanceof ConfigFault) return thrown.faults;
  if (thrown instanceof StartupError) return [thrown.message];
  const { code } = thrown as { code?: unknown };
  if (code === 'EADDRINUSE')
    return ['PORT is in use by another program. Stop it, or set PORT to another number.'];
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return ['HOST is not an address of this machine. Set HOST to 127.0.0.1 or 0.0.0.0, or remove it.'];
  if (code === 'EACCES') return ['PORT may not be used by this account. Set PORT to a number above 1023.'];
  return [`The server cannot start: ${JSON.stringify(describeError(thrown))}`];
}

main().catch((thrown: unknown) => {
  for (const fault of startFault(thrown)) process.stderr.write(`${fault}\n`);
  process.exit(1);
});
