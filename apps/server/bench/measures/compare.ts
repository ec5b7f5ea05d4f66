import type { Arena, Contestant, CpuTimes, Running } from '../arena.ts';

/** What a measurement took of the machine, per second or per thing done. */
export interface Cost {
  /** CPU milliseconds for each thing done. */
  readonly serverMs: number;
  readonly postgresMs: number;
  /** Of the clients. */
  readonly loadMs: number;
  /** How many cores others on the machine were using meanwhile. */
  readonly noise: number;
}

type Rounds<T> = ReadonlyMap<Contestant, readonly T[]>;

/** Measures each in turn, as often as there are rounds, in another order each time, each time in a fresh process. */
export async function compare<T>(
  arena: Arena,
  contestants: readonly Contestant[],
  rounds: number,
  measure: (running: Running, round: number) => Promise<T>,
): Promise<Rounds<T>> {
  const results = new Map<Contestant, T[]>(contestants.map((contestant) => [contestant, []]));
  for (let round = 0; round < rounds; round += 1) {
    const order = contestants.map(
      (_, index) => contestants[(index + round) % contestants.length] as Contestant,
    );
    for (const contestant of order) {
      const running = await arena.start(contestant);
      try {
        results.get(contestant)?.push(await measure(running, round));
      } finally {
        await running.stop();
      }
    }
  }
  return results;
}

/** Watches what the machine does from now on. */
export function startCounting(running: Running): (things: number) => Cost {
  const before = running.cpu();
  const startedAt = performance.now();
  return (things) => {
    const after = running.cpu();
    const seconds = (performance.now() - startedAt) / 1_000;
    const spent = (part: keyof CpuTimes) => after[part] - before[part];
    return {
      serverMs: (spent('server') * 1_000) / things,
      postgresMs: (spent('postgres') * 1_000) / things,
      loadMs: (spent('load') * 1_000) / things,
      noise: (spent('machine') - spent('server') - spent('postgres') - spent('load')) / seconds,
    };
  };
}

/** @param part between 0 and 1; the delays are sorted in place */
export function percentile(delays: number[], part: number): number {
  delays.sort((a, b) => a - b);
  return delays[Math.min(delays.length - 1, Math.floor(delays.length * part))] ?? Number.NaN;
}
