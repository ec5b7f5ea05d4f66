import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** Enough to tell later, from another process, whether this very process still runs. */
export interface ProcessIdentity {
  readonly pid: number;
  /** In clock ticks since the boot, so that a recycled pid is told apart; absent where there is no /proc. */
  readonly startTime?: string | undefined;
  /** Within it pids are comparable: the host, and on Linux the pid namespace (each container has its own). */
  readonly realm: string;
}

export function describeThisProcess(): ProcessIdentity {
  return { pid: process.pid, startTime: readProcess('self')?.startTime, realm: findRealm() };
}

/** @returns `undefined` when the process lives, or lived, where our pids mean nothing */
export function isRunning(identity: ProcessIdentity): boolean | undefined {
  if (identity.realm !== findRealm()) return undefined;
  try {
    process.kill(identity.pid, 0);
  } catch (error) {
    // EPERM: it is there and belongs to someone else
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  const found = readProcess(identity.pid);
  if (!found || !identity.startTime) return true;
  return !found.isZombie && found.startTime === identity.startTime;
}

function readProcess(pid: number | 'self'): { startTime: string | undefined; isZombie: boolean } | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the name in brackets and may hold anything; the state follows as the third.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { startTime: fields[22 - 3], isZombie: fields[0] === 'Z' };
  } catch {
    return undefined;
  }
}

function findRealm(): string {
  try {
    return `${hostname()} ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return hostname();
  }
}
