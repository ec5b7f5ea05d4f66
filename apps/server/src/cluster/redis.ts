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
  let refuse: (error: Error) => void = () => {};
  const refused = new Promise<never>((_, fail) => {
    refuse = fail;
  });
  refused.catch(() => {});
  client.on('error', (error: Error & { code?: string }) => {
    // The client would try the same password for ever.
    if (isRefusal(error)) refuse(error);
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
    await Promise.race([client.connect(), refused, timeout]);
  } catch (thrown) {
    client.destroy();
    throw new StartupError(sentenceFor(thrown));
  }
  return client;
}

function isRefusal({ message }: Error): boolean {
  return /^(WRONGPASS|NOAUTH|NOPERM|ERR )|invalid username-password/.test(message);
}

/** What is to be done about a Redis that cannot be used, without its own words: they may hold the address. */
export function sentenceFor(thrown: unknown): string {
  const message = thrown instanceof Error ? thrown.message : '';
  if (/^(WRONGPASS|NOAUTH)|invalid username-password|without any password/i.test(message)) {
    return 'REDIS_URL holds a user or a password that Redis does not take, or none where one is needed. Correct it.';
  }
  if (/^NOPERM/.test(message)) {
    return 'The Redis user of REDIS_URL may not do what the nodes need: allow it the channels socket.io*, the keys limit:* and the commands SPUBLISH, SSUBSCRIBE, PUBSUB and EVAL (ACL SETUSER … &socket.io* ~limit:* +@pubsub +@read +@write +eval).';
  }
  if (/^ERR unknown (sub)?command/i.test(message)) {
    return 'REDIS_URL names a Redis without sharded channels (SSUBSCRIBE): Redis 7 or newer, or Valkey, is needed.';
  }
  return 'REDIS_URL names a Redis server that does not answer. Start it, or correct the address.';
}
