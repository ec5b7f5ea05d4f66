import type { Log } from '../operations/log.ts';
import { connectRedis, type RedisClient } from './redis.ts';

/** What the nodes share besides the database. Without Redis there is one node and nothing to share. */
export class Cluster {
  private constructor(
    readonly pair: { readonly publisher: RedisClient; readonly subscriber: RedisClient } | undefined,
  ) {}

  static async open(redisUrl: string | undefined, log: Log): Promise<Cluster> {
    if (redisUrl === undefined) return new Cluster(undefined);
    const publisher = await connectRedis(redisUrl, log);
    return new Cluster({ publisher, subscriber: await connectRedis(redisUrl, log) });
  }

  get redis(): RedisClient | undefined {
    return this.pair?.publisher;
  }

  isReady(): boolean {
    return this.pair === undefined || (this.pair.publisher.isReady && this.pair.subscriber.isReady);
  }

  close(): void {
    this.pair?.publisher.destroy();
    this.pair?.subscriber.destroy();
  }
}
