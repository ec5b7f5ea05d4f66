import { type RealRedis, startRealRedis } from '../../test/cluster/real-redis.ts';
import type { Arena, CpuTimes, Running } from '../arena.ts';
import { cpuOfFamily } from '../processes.ts';

/** Two nodes on one database and one Redis, to be measured as one: the CPU of both, and Redis beside PostgreSQL. */
export async function startTwoNodes(
  arena: Arena,
): Promise<{ readonly both: Running; readonly secondUrl: string }> {
  const redis: RealRedis = await startRealRedis();
  const env = { REDIS_URL: redis.url };
  const first = await arena.start('ours, PostgreSQL', { env });
  const second = await arena.start('ours, PostgreSQL', { env });
  const cpu = (): CpuTimes => {
    const one = first.cpu();
    return {
      ...one,
      server: one.server + second.cpu().server,
      postgres: one.postgres + cpuOfFamily(redis.pid),
    };
  };
  const stop = async () => {
    await Promise.all([first.stop(), second.stop()]);
    await redis.stop();
  };
  return { both: { ...first, cpu, stop }, secondUrl: second.url };
}
