import type { Arena, Contestant } from '../arena.ts';

export interface Start {
  /** From the start of the process to the first answer of `/health`. */
  readonly ms: number;
  readonly cpuS: number;
  /** Bytes of memory once it is ready. */
  readonly rss: number;
}

/** @param fresh whether it is the very first start, which makes the embedded database */
export async function measureStart(arena: Arena, contestant: Contestant, fresh: boolean): Promise<Start> {
  const running = await arena.start(contestant, fresh ? { dataDir: arena.freshDirectory() } : {});
  const cpuS = running.cpu().server;
  const { rss } = await running.memory();
  await running.stop();
  return { ms: running.startMs, cpuS, rss };
}
