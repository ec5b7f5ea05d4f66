import { createClient } from 'redis';
import { StartupError } from '../errors/startup-error.ts';
import type { Log } from '../operations/log.ts';

const MAX_UNANSWERED = 10_000;

export type RedisClient = ReturnType<typeof createClient>;

/**
 * A client that never queues while Redis is away: a queued publish would stall broadcasts to sockets of this
 * very node. It reconnects by itself, for ever.
 *
 * @throws StartupError when Redis cannot be reached at start
 */
export async function connectRedis(url: string, log: Log): Promise<RedisClient> {
  const client: RedisClient = createClient({
    url,
    disableOfflineQueue: true,
    // What is said into the silence of a Redis that hangs is not kept without end.
    commandsQueueMaxLength: MAX_UNANSWERED,
    commandOptions: { timeout: 0 },
    socket: { connectTimeout: 2_000, reconnectStrategy: (tries) => Math.min(100 * 2 ** tries, 2_000) },
  });
  let reachable = true;
  client.on('error', (error: Error & { code?: string }) => {
    if (reachable) log.warn({ code: error.code }, 'Redis is out of reach');
    reachable = false;
  });
  client.on('ready', () => {
    if (!reachable) log.info({}, 'Redis is back');
    reachable = true;
  });
  const timeout = new Promise<never>((_, fail) =>
    setTimeout(() => fail(new Error('timeout')), 5_000).unref(),
  );
  try {
    await Promise.race([client.connect(), timeout]);
  } catch {
    client.destroy();
    throw new StartupError(
      'REDIS_URL names a Redis server that does not answer. Start it, or correct the address.',
    );
  }
  return client;
}
