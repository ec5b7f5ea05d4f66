import type { Log } from '../operations/log.ts';
import { connectRedis, type RedisClient } from './redis.ts';

interface Pair {
  readonly publisher: RedisClient;
  readonly subscriber: RedisClient;
}

const PULSE_MS = 500;

/** What the nodes share besides the database. Without Redis there is one node and nothing to share. */
export class Cluster {
  private readonly pulse: NodeJS.Timeout | undefined;
  private unanswered = 0;

  private constructor(readonly pair: Pair | undefined) {
    if (pair !== undefined) this.pulse = setInterval(() => this.feelPulse(pair), PULSE_MS).unref();
  }

  static async open(redisUrl: string | undefined, log: Log): Promise<Cluster> {
    if (redisUrl === undefined) return new Cluster(undefined);
    const publisher = await connectRedis(redisUrl, log);
    return new Cluster({ publisher, subscriber: await connectRedis(redisUrl, log) });
  }

  get redis(): RedisClient | undefined {
    return this.pair?.publisher;
  }

  /** Whether Redis, where it is used, is connected and has answered lately. */
  isReady(): boolean {
    if (this.pair === undefined) return true;
    return this.pair.publisher.isReady && this.pair.subscriber.isReady && this.unanswered < 2;
  }

  close(): void {
    clearInterval(this.pulse);
    this.pair?.publisher.destroy();
    this.pair?.subscriber.destroy();
  }

  /** A Redis that hangs keeps its connections: only its silence gives it away. */
  private feelPulse({ publisher }: Pair): void {
    if (!publisher.isReady) {
      this.unanswered = 0;
      return;
    }
    this.unanswered += 1;
    if (this.unanswered > 2) return;
    publisher.ping().then(
      () => {
        this.unanswered = 0;
      },
      () => {},
    );
  }
}
