import { readdirSync, readFileSync } from 'node:fs';
import { cpus } from 'node:os';

const TICKS_PER_S = 100;

/** CPU seconds of a process, all its threads together. */
export function cpuOf(pid: number): number {
  const fields = statOf(pid);
  return fields === undefined ? 0 : (Number(fields[11]) + Number(fields[12])) / TICKS_PER_S;
}

/** CPU seconds of a process and its children, those that have ended too. */
export function cpuOfFamily(pid: number): number {
  const own = statOf(pid);
  const ended = own === undefined ? 0 : (Number(own[13]) + Number(own[14])) / TICKS_PER_S;
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => statOf(Number(name))?.[1] === String(pid));
  return cpuOf(pid) + ended + children.reduce((sum, child) => sum + cpuOf(Number(child)), 0);
}

/** CPU seconds that the whole machine has worked. */
export function cpuOfMachine(): number {
  return cpus().reduce(
    (sum, { times }) => sum + (times.user + times.nice + times.sys + times.irq) / 1_000,
    0,
  );
}

/** Bytes of memory that are a process's own, and what it shares by its part; 0 once it is gone. */
export function memoryOf(pid: number): number {
  try {
    const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
    return Number(/^Pss:\s+(\d+) kB/m.exec(rollup)?.[1] ?? 0) * 1_024;
  } catch {
    return 0;
  }
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
