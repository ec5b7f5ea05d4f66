import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { migrateDatabase } from '../src/database/migrate.ts';
import { MIGRATIONS_FOLDER } from '../src/database/migrations-folder.ts';
import { openDatabase } from '../src/database/open-database.ts';
import { findFreePort } from '../test/support/free-port.ts';
import { type RealPostgres, startRealPostgres } from '../test/support/real-postgres.ts';
import { buildStraightforward } from './contestants/build-straightforward.ts';
import { type BenchPair, fillIn, fillInStraightforward, JWT_SECRET, makePairs } from './people.ts';
import { cpuOf, cpuOfFamily, cpuOfMachine } from './processes.ts';

/** One of those that are compared. */
export type Contestant = 'relay' | 'straightforward' | 'ours, embedded' | 'ours, PostgreSQL';

/** CPU seconds used so far. */
export interface CpuTimes {
  readonly server: number;
  readonly postgres: number;
  /** Of the clients, which this process is. */
  readonly load: number;
  readonly machine: number;
}

/** A running server of a contestant, in a process of its own. */
export interface Running {
  readonly contestant: Contestant;
  readonly url: string;
  readonly pid: number;
  /** From the start of the process to the first answer, in milliseconds. */
  readonly startMs: number;
  cpu(): CpuTimes;
  /** Bytes, after a garbage collection. */
  memory(): Promise<{ rss: number; inUse: number }>;
  stop(): Promise<void>;
}

interface StartOptions {
  /** In place of the prepared one, for a first start. */
  readonly dataDir?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Between the pings of the bare relay, in milliseconds, where they are not to be what Socket.IO has for itself. */
  readonly pingMs?: number;
}

const root = fileURLToPath(new URL('../../..', import.meta.url));
const straightforward = join(root, 'node_modules/.cache/bench/straightforward.mjs');
const collector = new URL('../test/fuzz/collect-garbage.mjs', import.meta.url);
const silent = { info() {}, warn() {}, error() {} };

/** As an operator would run it. No limit is taken away: each is so wide that a few clients can stand for many. */
const OUR_SETTINGS = {
  NODE_ENV: 'production',
  RATE_LIMITS: '1000',
  LOG_LEVEL: 'warn',
  STUN_URLS: 'stun:stun.example.org',
  HOST: '127.0.0.1',
  ALLOW_EMBEDDED_DATABASE: 'true',
};

/** The databases of one run, with the same people in all of them. */
export class Arena {
  readonly pairs: readonly BenchPair[];
  readonly postgres: RealPostgres;
  /** Where a measurement puts what it needs, and looks for what was kept. */
  readonly pool: pg.Pool;
  private readonly home: string;

  // Node strips the types of these files itself, so there is only syntax that can be erased.
  private constructor(home: string, postgres: RealPostgres, pairs: readonly BenchPair[]) {
    this.home = home;
    this.postgres = postgres;
    this.pairs = pairs;
    this.pool = new pg.Pool({ connectionString: postgres.url, max: 2 });
  }

  static async prepare(pairCount: number): Promise<Arena> {
    execFileSync(process.execPath, [join(root, 'scripts/build.mjs')], { cwd: root, stdio: 'inherit' });
    await buildStraightforward(straightforward);
    const home = mkdtempSync(join(tmpdir(), 'jiggy-bench-'));
    const postgres = await startRealPostgres({ durable: true });
    const pairs = makePairs(pairCount);
    for (const url of [undefined, postgres.url]) {
      const database = await openDatabase({ url, dataDir: join(home, 'data'), log: silent });
      await migrateDatabase(database.pool, MIGRATIONS_FOLDER, silent);
      await fillIn(database.pool, pairs);
      if (url !== undefined) await fillInStraightforward(database.pool);
      await database.close();
    }
    const arena = new Arena(home, postgres, pairs);
    await arena.pool.query('vacuum analyze');
    return arena;
  }

  async start(contestant: Contestant, { dataDir, env = {}, pingMs }: StartOptions = {}): Promise<Running> {
    const port = await findFreePort();
    const isOurs = contestant.startsWith('ours');
    const settings = {
      PATH: process.env.PATH as string,
      PORT: String(port),
      JWT_SECRET,
      ...(contestant === 'straightforward' || contestant === 'ours, PostgreSQL'
        ? { DATABASE_URL: this.postgres.url }
        : {}),
      ...(isOurs ? { ...OUR_SETTINGS, DATA_DIR: dataDir ?? join(this.home, 'data') } : {}),
      ...(pingMs === undefined ? {} : { PING_MS: String(pingMs) }),
      ...env,
    };
    const startedAt = performance.now();
    const child = spawn(process.execPath, ['--expose-gc', `--import=${collector}`, scriptOf(contestant)], {
      cwd: root,
      env: settings,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const pid = child.pid as number;
    const url = `http://127.0.0.1:${port}`;
    await untilAnswers(url, child);
    return {
      ...{ contestant, url, pid },
      startMs: performance.now() - startedAt,
      cpu: () => ({
        server: cpuOf(pid),
        postgres: contestant === 'relay' ? 0 : cpuOfFamily(this.postgres.pid),
        load: cpuOf(process.pid),
        machine: cpuOfMachine(),
      }),
      memory: () => askMemory(child),
      stop: async () => {
        if (child.exitCode !== null) return;
        const ended = new Promise((resolve) => child.once('exit', resolve));
        child.kill('SIGTERM');
        const late = setTimeout(() => child.kill('SIGKILL'), 10_000);
        await ended;
        clearTimeout(late);
      },
    };
  }

  freshDirectory(): string {
    return mkdtempSync(join(this.home, 'fresh-'));
  }

  async close(): Promise<void> {
    await this.pool.end();
    await this.postgres.stop();
    rmSync(this.home, { recursive: true, force: true });
  }
}

function scriptOf(contestant: Contestant): string {
  if (contestant === 'relay') return fileURLToPath(new URL('contestants/relay.ts', import.meta.url));
  return contestant === 'straightforward' ? straightforward : join(root, 'apps/server/dist/main.js');
}

async function untilAnswers(url: string, child: ChildProcess): Promise<void> {
  let words = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    words = (words + chunk.toString()).slice(-4_000);
  });
  for (;;) {
    if (child.exitCode !== null) throw new Error(`a server ended with ${child.exitCode}: ${words}`);
    try {
      if ((await fetch(`${url}/api/v1/health`)).status === 200) return;
    } catch {
      await sleep(5);
    }
  }
}

function askMemory(child: ChildProcess): Promise<{ rss: number; inUse: number }> {
  return new Promise((resolve) => {
    const hear = (chunk: Buffer): void => {
      const told = /MEMORY (\{.*\})/.exec(chunk.toString())?.[1];
      if (told === undefined) return;
      child.stderr?.off('data', hear);
      resolve(JSON.parse(told));
    };
    child.stderr?.on('data', hear);
    child.kill('SIGUSR2');
  });
}
