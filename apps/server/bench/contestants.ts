import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { migrateDatabase } from '../src/database/migrate.ts';
import { MIGRATIONS_FOLDER } from '../src/database/migrations-folder.ts';
import { openDatabase } from '../src/database/open-database.ts';
import { type RealPostgres, startRealPostgres } from '../test/support/real-postgres.ts';

/** One of those that are compared. */
export type Contestant = 'relay' | 'naive' | 'ours, embedded' | 'ours, PostgreSQL';

export interface BenchPair {
  readonly conversationId: string;
  readonly consultantId: string;
  readonly patientId: string;
}

/** A running server of a contestant, in a process of its own. */
export interface Running {
  readonly url: string;
  /** From the start of the process to the first answer, in milliseconds. */
  readonly startMs: number;
  /** CPU seconds used so far, of the server and of its PostgreSQL. */
  cpu(): { server: number; postgres: number };
  /** Bytes, after a garbage collection. */
  memory(): Promise<{ rss: number; inUse: number }>;
  stop(): Promise<void>;
}

const root = fileURLToPath(new URL('../../..', import.meta.url));
const here = fileURLToPath(new URL('.', import.meta.url));
const collector = new URL('../test/fuzz/collect-garbage.mjs', import.meta.url);
const silent = { info() {}, warn() {}, error() {} };
const TICKS_PER_S = 100;

/** The databases of one run, with the same pairs of people in both. */
export class Arena {
  readonly pairs: readonly BenchPair[];
  private readonly home: string;
  private readonly postgres: RealPostgres;

  // Node strips the types of these files itself, so there is only syntax that can be erased.
  private constructor(home: string, postgres: RealPostgres, pairs: readonly BenchPair[]) {
    this.home = home;
    this.postgres = postgres;
    this.pairs = pairs;
  }

  static async prepare(pairCount: number): Promise<Arena> {
    execFileSync(process.execPath, [join(root, 'scripts/build.mjs')], { cwd: root, stdio: 'inherit' });
    const home = mkdtempSync(join(tmpdir(), 'jiggy-bench-'));
    const postgres = await startRealPostgres();
    const people = Array.from({ length: pairCount }, () => ({
      conversationId: crypto.randomUUID(),
      consultantId: crypto.randomUUID(),
      patientId: crypto.randomUUID(),
    }));
    for (const url of [undefined, postgres.url]) {
      const database = await openDatabase({ url, dataDir: join(home, 'data'), log: silent });
      await migrateDatabase(database.pool, MIGRATIONS_FOLDER, silent);
      await database.pool.query(FILL, [
        people.map((pair) => pair.conversationId),
        people.map((pair) => pair.consultantId),
        people.map((pair) => pair.patientId),
      ]);
      await database.close();
    }
    return new Arena(home, postgres, people);
  }

  /** @param dataDir in place of the prepared one, for a first start */
  async start(contestant: Contestant, dataDir = join(this.home, 'data')): Promise<Running> {
    const port = await findFreePort();
    const env = {
      PATH: process.env.PATH as string,
      NODE_ENV: 'production',
      PORT: String(port),
      ...(contestant === 'naive' || contestant === 'ours, PostgreSQL'
        ? { DATABASE_URL: this.postgres.url }
        : {}),
      ...(contestant.startsWith('ours') ? { ...OUR_SETTINGS, DATA_DIR: dataDir } : {}),
    };
    const script = contestant.startsWith('ours')
      ? join(root, 'apps/server/dist/main.js')
      : join(here, `${contestant}.ts`);
    const startedAt = performance.now();
    const child = spawn(process.execPath, ['--expose-gc', `--import=${collector}`, script], {
      cwd: root,
      env,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const url = `http://127.0.0.1:${port}`;
    await untilAnswers(url, child);
    const startMs = performance.now() - startedAt;
    const postmaster = this.postgres.pid;
    return {
      url,
      startMs,
      cpu: () => ({ server: cpuOf(child.pid as number), postgres: cpuOfFamily(postmaster) }),
      memory: () => askMemory(child),
      stop: async () => {
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
    await this.postgres.stop();
    rmSync(this.home, { recursive: true, force: true });
  }
}

/** As an operator would run it, but without limits and with sockets that need no credential, as the others have none. */
const OUR_SETTINGS = {
  NODE_ENV: 'test',
  RATE_LIMITS: 'off',
  LOG_LEVEL: 'warn',
  JWT_SECRET: 'only for benchmarks, 0123456789 abcdef',
};

const FILL = `
with input as (
  select * from unnest($1::uuid[], $2::uuid[], $3::uuid[]) as t(id, consultant_id, patient_id)
), people as (
  insert into users (id, email, name, role, password_hash)
  select consultant_id, consultant_id || '@example.org', 'Some consultant', 'consultant', 'none' from input
  union all
  select patient_id, patient_id || '@example.org', 'Some patient', 'patient', 'none' from input
), booked as (
  insert into bookings (id, consultant_id, patient_id, scheduled_at, duration_minutes)
  select id, consultant_id, patient_id, now(), 30 from input
)
insert into conversations (id, booking_id, consultant_id, patient_id)
select id, id, consultant_id, patient_id from input`;

async function untilAnswers(url: string, child: ChildProcess): Promise<void> {
  let words = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    words += chunk.toString();
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

async function askMemory(child: ChildProcess): Promise<{ rss: number; inUse: number }> {
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

/** All threads of a process, in seconds. */
function cpuOf(pid: number): number {
  const fields = statOf(pid);
  return fields === undefined ? 0 : (Number(fields[11]) + Number(fields[12])) / TICKS_PER_S;
}

/** A process and its children, those that have ended too. */
function cpuOfFamily(pid: number): number {
  const own = statOf(pid);
  const ended = own === undefined ? 0 : (Number(own[13]) + Number(own[14])) / TICKS_PER_S;
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => statOf(Number(name))?.[1] === String(pid));
  return cpuOf(pid) + ended + children.reduce((sum, child) => sum + cpuOf(Number(child)), 0);
}

/** The fields of /proc/<pid>/stat from the third on. */
function statOf(pid: number): string[] | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}

async function findFreePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as { port: number };
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
