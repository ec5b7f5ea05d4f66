import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../..', import.meta.url));

/** The Node that starts the artefact: that of the tests, or the one that is named. */
const node = process.env.NODE_UNDER_TEST ?? process.execPath;
/** Anyone but the owner of the files. */
const NOBODY = 65_534;
const START_TIMEOUT_MS = 30_000;
/** A file system that takes no writes, save where `$WRITABLE` is, and a process list that begins with what comes after. */
const HARDENED = `
  set -e
  if [ -n "$WRITABLE" ]; then mount --bind "$WRITABLE" "$WRITABLE"; fi
  mount -o remount,bind,ro /
  exec setpriv --reuid=${NOBODY} --regid=${NOBODY} --clear-groups --no-new-privs "$@"`;

export interface Artefact {
  readonly folder: string;
  readonly archiveBytes: number;
  remove(): void;
}

export interface Deployed {
  readonly url: string;
  readonly api: string;
  readonly startedInMs: number;
  /** Its process list, as it sees it: only processes of its own. */
  readonly processes: () => string[];
  readonly residentBytes: () => number;
  readonly output: () => string;
  /** Sends SIGTERM. @returns the code with which it ended */
  stop(): Promise<number | null>;
}

/** Makes the artefact as `npm run package` does, and puts a copy of it, with other times, below a folder of another name. */
export function makeArtefact(): Artefact {
  execFileSync(process.execPath, [join(root, 'scripts/package.mjs')], { cwd: root, stdio: 'pipe' });
  const archive = readdirSync(join(root, 'dist')).find((name) => name.endsWith('.tar.gz')) as string;
  const home = mkdtempSync(join(tmpdir(), 'jiggy-package-'));
  const folder = join(home, '.hidden/app');
  cpSync(join(root, 'dist/jiggy-care-chat'), folder, { recursive: true });
  for (const file of filesBelow(folder)) utimesSync(join(folder, file), 1, 1);
  chmodSync(home, 0o755);
  return {
    folder,
    archiveBytes: statSync(join(root, 'dist', archive)).size,
    remove: () => rmSync(home, { recursive: true }),
  };
}

export function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
}

/** Starts it as process 1, as nobody, where nothing can be written, and waits until it is ready. */
export async function deploy(folder: string, env: Readonly<Record<string, string>>): Promise<Deployed> {
  const begun = performance.now();
  const child = spawn(
    'unshare',
    ['--mount', '--pid', '--fork', '--kill-child', '--mount-proc', 'sh', '-c', HARDENED, 'sh', node, folder],
    {
      cwd: '/',
      env: { PATH: '/usr/bin:/bin', NODE_ENV: 'production', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  process.once('exit', () => child.kill('SIGKILL'));
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  const url = `http://127.0.0.1:${env.PORT}`;
  await waitUntilReady(`${url}/api/v1/health/ready`, child, () => output);
  const startedInMs = performance.now() - begun;
  const pid = childrenOf(child.pid as number)[0] as number;
  return {
    url,
    api: `${url}/api/v1`,
    startedInMs,
    processes: () => [pid, ...childrenOf(pid)].map((one) => statusOf(one, 'NSpid').split('\t').at(-1) ?? ''),
    residentBytes: () => Number.parseInt(statusOf(pid, 'VmRSS'), 10) * 1_024,
    output: () => output,
    stop: () => {
      const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
      process.kill(pid, 'SIGTERM');
      return ended;
    },
  };
}

/** The operator's command line of the artefact. @returns what it printed, and the code with which it ended */
export function runAdmin(
  folder: string,
  words: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<{ output: string; code: number | null }> {
  const child = spawn(node, [join(folder, 'server/dist/admin.js'), ...words], {
    cwd: '/',
    env: { PATH: '/usr/bin:/bin', NODE_ENV: 'production', ...env },
    uid: NOBODY,
    gid: NOBODY,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk));
  return new Promise((resolve) => child.once('close', (code) => resolve({ output, code })));
}

async function waitUntilReady(address: string, child: ChildProcess, output: () => string): Promise<void> {
  const deadline = performance.now() + START_TIMEOUT_MS;
  for (;;) {
    const isReady = await fetch(address).then(
      ({ status }) => status === 200,
      () => false,
    );
    if (isReady) return;
    if (child.exitCode !== null) throw new Error(`the artefact ended with ${child.exitCode}: ${output()}`);
    if (performance.now() > deadline) throw new Error(`the artefact does not get ready: ${output()}`);
    await sleep(10);
  }
}

function childrenOf(pid: number): number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
    .trim()
    .split(/\s+/)
    .filter(Boolean)
    .map(Number);
}

function statusOf(pid: number, field: string): string {
  return new RegExp(`^${field}:\\s*(.*)$`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? '';
}
