import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { findFreePort } from './free-port.ts';
import { prepareOnce } from './prepare-once.ts';

export interface RealPostgres {
  /** Names the database `jiggy`, which is empty; the user is a superuser and has a password. */
  readonly url: string;
  readonly port: number;
  /** Of the postmaster, which is another one after `start`. */
  readonly pid: number;
  /** Shuts down at once (`fast`) and keeps the data. */
  halt(): Promise<void>;
  /** Starts again after `halt`, on the same port. */
  start(): Promise<void>;
  /** Shuts down and removes the data. */
  stop(): Promise<void>;
}

/** That the programs run as. */
interface Account {
  readonly uid: number;
  readonly gid: number;
}

const USER = 'jiggy';
const PASSWORD = 'only-for-tests';

/**
 * Starts a PostgreSQL of its own on a free loopback port, in a temporary directory.
 *
 * @param durable whether a commit waits for the disk, with PostgreSQL's own settings, as in production
 * @throws Error when no PostgreSQL is installed
 */
export async function startRealPostgres({ durable = false } = {}): Promise<RealPostgres> {
  const programs = findPrograms();
  const account = findAccount();
  const home = mkdtempSync(join(tmpdir(), 'jiggy-postgres-'));
  if (account) chownSync(home, account.uid, account.gid);

  const data = join(home, 'data');
  execFileSync('cp', ['-a', await prepareCluster(programs, account), data]);

  const port = await findFreePort();
  const arguments_ = ['-D', data, '-p', String(port)];
  for (const setting of [...SETTINGS, ...(durable ? [] : HASTY)]) arguments_.push('-c', setting);
  let server: ChildProcess;
  // At once, and what it shares in memory goes too.
  const killAtExit = (): void => void server.kill('SIGQUIT');
  const start = async (): Promise<void> => {
    server = spawn(join(programs, 'postgres'), arguments_, {
      ...account,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    await waitUntilReady(server);
  };
  const halt = async (): Promise<void> => {
    if (server.exitCode !== null || server.signalCode !== null) return;
    const ended = new Promise((resolve) => server.once('exit', resolve));
    server.kill('SIGINT');
    await ended;
  };
  process.once('exit', killAtExit);
  await start();
  createDatabase(programs, port);

  return {
    url: `postgres://${USER}:${PASSWORD}@127.0.0.1:${port}/jiggy`,
    port,
    get pid() {
      return server.pid ?? 0;
    },
    halt,
    start,
    stop: async () => {
      await halt();
      process.off('exit', killAtExit);
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** A cluster without a database of ours, for a version and an account. */
function prepareCluster(programs: string, account: Account | undefined): Promise<string> {
  const version = execFileSync(join(programs, 'initdb'), ['--version'], { encoding: 'utf8' });
  const name = `postgres-${version.replace(/[^\d.]+/g, '-')}-${account?.uid ?? 'own'}`;
  return prepareOnce(name, (draft) => {
    const home = mkdtempSync(join(tmpdir(), 'jiggy-cluster-'));
    const passwordFile = join(home, 'password');
    writeFileSync(passwordFile, PASSWORD);
    if (account) for (const path of [home, passwordFile]) chownSync(path, account.uid, account.gid);
    const data = join(home, 'data');
    const words = ['-D', data, '-U', USER, '--pwfile', passwordFile, '--auth=scram-sha-256', '-E', 'UTF8'];
    execFileSync(join(programs, 'initdb'), [...words, '--locale=C', '--no-sync'], {
      ...account,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    execFileSync('cp', ['-a', data, draft]);
    rmSync(home, { recursive: true });
  });
}

const SETTINGS = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'max_connections=60'];
/** What is lost with a test is no loss. */
const HASTY = ['fsync=off', 'full_page_writes=off', 'shared_buffers=16MB'];

/** The newest installed version; Debian keeps the server's programs out of the PATH. */
function findPrograms(): string {
  const versions = existsSync('/usr/lib/postgresql') ? readdirSync('/usr/lib/postgresql') : [];
  const newestFirst = versions.sort((a, b) => Number(b) - Number(a));
  const folders = [
    ...newestFirst.map((version) => join('/usr/lib/postgresql', version, 'bin')),
    ...(process.env.PATH ?? '').split(delimiter),
  ];
  const found = folders.find(
    (folder) => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres')),
  );
  if (!found)
    throw new Error('cannot start PostgreSQL for the tests: it is not installed; run `npm run setup:test`');
  return found;
}

/** PostgreSQL refuses to run as root, so root lends it the account that the package made. */
function findAccount(): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const idOf = (flag: string): number => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: idOf('-u'), gid: idOf('-g') };
}

async function waitUntilReady(server: ChildProcess): Promise<void> {
  let output = '';
  await new Promise<void>((resolve, reject) => {
    server.stderr?.on('data', (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-4_000);
      if (output.includes('ready to accept connections')) resolve();
    });
    server.once('exit', (code) =>
      reject(new Error(`cannot start PostgreSQL for the tests: it ended with ${code}: ${output}`)),
    );
  });
}

function createDatabase(programs: string, port: number): void {
  const created = spawnSync(
    join(programs, 'createdb'),
    ['-h', '127.0.0.1', '-p', String(port), '-U', USER, 'jiggy'],
    { env: { ...process.env, PGPASSWORD: PASSWORD }, encoding: 'utf8' },
  );
  if (created.status !== 0) throw new Error(`cannot create the database for the tests: ${created.stderr}`);
}
