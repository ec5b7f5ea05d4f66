import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { mkdirSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const root = fileURLToPath(new URL('../../../..', import.meta.url));
const main = join(root, 'apps/server/dist/main.js');
const admin = join(root, 'apps/server/dist/admin.js');

/** How a process ended. */
export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly output: string;
}

/** The built server as a process of its own. */
export interface BuiltServer {
  readonly pid: number;
  readonly url: string;
  readonly api: string;
  readonly ended: Promise<Ending>;
  /** What it has printed so far, on both outputs. */
  output(): string;
  signal(name: NodeJS.Signals): void;
}

interface Launch {
  readonly env: Readonly<Record<string, string>>;
  /** Flags of Node itself. */
  readonly nodeFlags?: readonly string[];
  /** Through `npm start`, as the README says it. */
  readonly viaNpm?: boolean;
  /** The folder of a build; that of this tree where none is given. */
  readonly build?: string;
  /** A program that runs it, with its options. */
  readonly prefix?: readonly string[];
}

/** Builds the server if its sources changed. Test files run side by side, so one at a time. */
export async function buildServer(): Promise<void> {
  const lock = join(tmpdir(), `jiggy-build-${root.replaceAll(/\W/g, '-')}`);
  for (let tries = 0; ; tries += 1) {
    try {
      mkdirSync(lock);
      break;
    } catch (thrown) {
      if (tries > 300) throw new Error(`cannot build the server: ${lock} is in the way`, { cause: thrown });
      await sleep(100);
    }
  }
  try {
    execFileSync(process.execPath, [join(root, 'scripts/build.mjs')], { cwd: root, stdio: 'pipe' });
  } finally {
    rmdirSync(lock);
  }
}

/**
 * The operator's command line, as `npm run admin` runs it.
 *
 * @returns what it printed, and how long it took
 * @throws  Error with what it complained of, when it ended with anything but 0
 */
export async function runAdminCommand(
  env: Readonly<Record<string, string>>,
  words: readonly string[],
): Promise<{ readonly printed: string; readonly tookMs: number }> {
  const startedAt = performance.now();
  const { stdout } = await promisify(execFile)(process.execPath, [admin, ...words], {
    cwd: root,
    env: { ...bareEnvironment(), NODE_ENV: 'test', ...env },
  });
  return { printed: stdout, tookMs: performance.now() - startedAt };
}

/** Starts the process and does not wait for anything. */
export function launch({ env, nodeFlags = [], viaNpm = false, prefix = [], build }: Launch): BuiltServer {
  const words = viaNpm
    ? ['npm', 'start', '--silent']
    : [process.execPath, ...nodeFlags, build === undefined ? main : join(build, 'main.js')];
  const [command, ...args] = [...prefix, ...words];
  const child = spawn(command as string, args, {
    cwd: root,
    env: { ...bareEnvironment(), NODE_ENV: 'test', RATE_LIMITS: 'off', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own, so that what npm starts can be ended with it.
    detached: true,
  });
  const killGroup = () => {
    try {
      process.kill(-(child.pid as number), 'SIGKILL');
    } catch {
      // It has ended already.
    }
  };
  running.add(killGroup);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  const url = `http://127.0.0.1:${env.PORT}`;
  return {
    pid: child.pid ?? 0,
    url,
    api: `${url}/api/v1`,
    ended: endOf(child).then((ending) => ({ ...ending, output })),
    output: () => output,
    signal: (name) => void child.kill(name),
  };
}

/** Starts the process and waits until it answers. */
export async function startBuilt(options: Launch, withinMs = 30_000): Promise<BuiltServer> {
  const server = launch(options);
  let ending: Ending | undefined;
  void server.ended.then((how) => {
    ending = how;
  });
  const deadline = Date.now() + withinMs;
  while (!(await answers(server.api))) {
    if (ending !== undefined) throw new Error(`the server ended with ${ending.code}: ${ending.output}`);
    if (Date.now() > deadline) throw new Error(`the server does not answer: ${server.output()}`);
    await sleep(10);
  }
  return server;
}

export async function answers(api: string): Promise<boolean> {
  try {
    return (await fetch(`${api}/health`)).status === 200;
  } catch {
    return false;
  }
}

/** Ends whatever was launched and still runs, for tests that failed half-way. */
export function endEverything(): void {
  for (const killGroup of running) killGroup();
  running.clear();
}

const running = new Set<() => void>();
process.once('exit', endEverything);

/** Resolves a little after the end, when its last words have been read. */
function endOf(child: ChildProcess): Promise<Omit<Ending, 'output'>> {
  return new Promise((resolve) => {
    child.once('exit', (code, signal) => {
      const told = () => resolve({ code, signal });
      child.once('close', told);
      setTimeout(told, 500).unref();
    });
    child.once('error', () => resolve({ code: null, signal: null }));
  });
}

/** Without the settings of whoever runs the tests, and without what Vitest tells its workers. */
function bareEnvironment(): Record<string, string> {
  const kept = ['PATH', 'HOME', 'TMPDIR', 'LANG'];
  return Object.fromEntries(kept.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));
}
