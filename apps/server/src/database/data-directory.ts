import { randomUUID } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { StartupError } from '../errors/startup-error.ts';
import { describeThisProcess, isRunning, type ProcessIdentity } from './process-identity.ts';
import type { DatabaseLog } from './session-pool.ts';

export interface DataDirectoryLock {
  /** Absolute path of the directory. */
  readonly path: string;
  /** Gives the directory free; the end of the process does it too. */
  release(): void;
}

const LOCK_NAME = /^lock\.(\d+)$/;
const HEARTBEAT_MS = 2_000;
const SILENT_BEATS = 5;

/**
 * Makes the directory if need be and takes it for this process until it ends. The lock is a file
 * `lock.<number>` that names the holder; only the highest number counts. It is never deleted by
 * its holder, just emptied, and who finds its holder dead links the next number, which can
 * succeed for one only. A single lock file could not be taken over safely: between reading that its
 * holder is dead and replacing it, somebody else may have taken it.
 *
 * @param heartbeatMs how often the holder touches its file, for those who cannot see its pid
 * @param log is told when one has to wait for that
 * @throws StartupError when another process, or this one already, holds the directory
 * @source protocol P13.3
 */
export async function lockDataDirectory(
  directory: string,
  heartbeatMs = HEARTBEAT_MS,
  log: Pick<DatabaseLog, 'info'> = { info: () => {} },
): Promise<DataDirectoryLock> {
  const path = prepareDataDirectory(directory);
  try {
    return await takeLock(path, heartbeatMs, log);
  } catch (error) {
    throw error instanceof StartupError ? error : unusable('lock', path, error);
  }
}

/** Whether a process of this machine, or a container that shares its processes, has the directory just now. */
export function isDataDirectoryHeld(directory: string): boolean {
  const path = resolve(directory);
  const holder = readHolder(path, findNewestLock(path));
  return holder !== undefined && isRunning(holder) !== false;
}

/**
 * Makes the directory, for its owner only, without locking it.
 *
 * @returns its absolute path
 */
export function prepareDataDirectory(directory: string): string {
  const path = resolve(directory);
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw unusable('make', path, error);
  }
  try {
    chmodSync(path, 0o700);
  } catch {
    // A mounted volume may belong to someone else; whether it can be written to shows at once.
  }
  return path;
}

async function takeLock(
  path: string,
  heartbeatMs: number,
  log: Pick<DatabaseLog, 'info'>,
): Promise<DataDirectoryLock> {
  for (;;) {
    const number = findNewestLock(path);
    const holder = readHolder(path, number);
    if (holder && (await isHeld(path, number, holder, heartbeatMs, log))) {
      throw new StartupError(
        `the data directory ${path} is already in use by process ${holder.pid}; stop that process, or set DATA_DIR to another directory`,
      );
    }
    if (claim(path, number + 1)) return hold(path, number + 1, heartbeatMs);
  }
}

function hold(path: string, number: number, heartbeatMs: number): DataDirectoryLock {
  const file = lockFile(path, number);
  const heartbeat = setInterval(
    () => ignoreAbsence(() => utimesSync(file, new Date(), new Date())),
    heartbeatMs,
  );
  heartbeat.unref();
  const release = (): void => {
    clearInterval(heartbeat);
    process.off('exit', release);
    ignoreAbsence(() => truncateSync(file));
  };
  process.once('exit', release);
  return { path, release };
}

/** Linking a complete file, rather than creating and then writing one, lets nobody read half a lock. */
function claim(path: string, number: number): boolean {
  const draft = join(path, `lock-draft-${randomUUID()}`);
  const file = lockFile(path, number);
  try {
    writeFileSync(draft, JSON.stringify(describeThisProcess()), { mode: 0o600 });
    linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
  if (findNewestLock(path) !== number) {
    // We were so slow that our number had been taken, left and cleared away meanwhile.
    rmSync(file, { force: true });
    return false;
  }
  // The last but one stays, so that whoever is listing the directory now sees at least one of both.
  for (const old of listLocks(path)) if (old < number - 1) rmSync(lockFile(path, old), { force: true });
  return true;
}

/** Where the pid says nothing, in another container on the same volume, the heartbeat decides. */
async function isHeld(
  path: string,
  number: number,
  holder: ProcessIdentity,
  heartbeatMs: number,
  log: Pick<DatabaseLog, 'info'>,
): Promise<boolean> {
  const running = isRunning(holder);
  if (running !== undefined) return running;
  log.info(
    { upToS: (SILENT_BEATS * heartbeatMs) / 1000 },
    'waiting whether the holder of the data directory, in another container or on another machine, still lives',
  );
  const file = lockFile(path, number);
  const before = readBeat(file);
  for (let beat = 0; beat < SILENT_BEATS; beat++) {
    await delay(heartbeatMs);
    if (readBeat(file) !== before) return readHolder(path, number) !== undefined;
  }
  return false;
}

function readBeat(file: string): number | undefined {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs;
}

/** @returns `undefined` when nobody holds the lock: there is none, or its holder gave it back */
function readHolder(path: string, number: number): ProcessIdentity | undefined {
  const file = lockFile(path, number);
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  return text ? (JSON.parse(text) as ProcessIdentity) : undefined;
}

function findNewestLock(path: string): number {
  return Math.max(0, ...listLocks(path));
}

function listLocks(path: string): number[] {
  return readdirSync(path)
    .flatMap((name) => LOCK_NAME.exec(name)?.[1] ?? [])
    .map(Number);
}

function lockFile(path: string, number: number): string {
  return join(path, `lock.${number}`);
}

function ignoreAbsence(change: () => void): void {
  try {
    change();
  } catch {
    // The directory was removed under us, as tests do; there is nothing left to protect.
  }
}

function unusable(what: 'make' | 'lock', path: string, cause: unknown): StartupError {
  const { code } = cause as NodeJS.ErrnoException;
  return new StartupError(
    `cannot ${what} the data directory ${path} (${code}); set DATA_DIR to one that can be written to`,
    { cause },
  );
}
