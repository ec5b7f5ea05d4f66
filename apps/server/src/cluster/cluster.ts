import { randomUUID } from 'node:crypto';
import { StartupError } from '../errors/startup-error.ts';
import type { Log } from '../operations/log.ts';
import { connectRedis, type RedisClient, sentenceFor } from './redis.ts';

interface Pair {
  readonly publisher: RedisClient;
  readonly subscriber: RedisClient;
}

const PULSE_MS = 500;
const FIRST_PULSE_MS = 3_000;
/** Below the names that the adapter of Socket.IO uses, so that one rule for a Redis user covers both. */
const PULSE_CHANNEL = 'socket.io#pulse#';
/** What all names begin with under which the nodes count together, so that one rule for a Redis user covers them. */
export const COUNTED_KEYS = 'limit:';
/** What counting needs, in small. */
const COUNT =
  "redis.call('set', KEYS[1], 0, 'PX', 1000) redis.call('incrby', KEYS[1], 1) return redis.call('pttl', KEYS[1])";

/** What the nodes share besides the database. Without Redis there is one node and nothing to share. */
export class Cluster {
  private readonly channel = `${PULSE_CHANNEL}${randomUUID()}#`;
  private readonly backListeners = new Set<(awayMs: number) => void>();
  private pulse: NodeJS.Timeout | undefined;
  private heard: (() => void) | undefined;
  private unanswered = 0;
  private wasLost = false;
  /** When it carried last, on the clock that only runs forward. */
  private carriedAt = performance.now();
  private lostSince = 0;
  /** When the oldest pulse was sent that has not been heard, or else the last one. */
  private pulsedAt = performance.now();
  private heardAfterMs = 0;
  private refusal: string | undefined;

  private constructor(
    readonly pair: Pair | undefined,
    private readonly log: Log,
  ) {}

  /** @throws StartupError when Redis cannot be reached, or cannot do what the nodes need of it */
  static async open(redisUrl: string | undefined, log: Log): Promise<Cluster> {
    if (redisUrl === undefined) return new Cluster(undefined, log);
    const publisher = await connectRedis(redisUrl, log);
    const cluster = new Cluster({ publisher, subscriber: await connectRedis(redisUrl, log) }, log);
    try {
      await cluster.begin();
    } catch (thrown) {
      cluster.close();
      throw thrown;
    }
    return cluster;
  }

  get redis(): RedisClient | undefined {
    return this.pair?.publisher;
  }

  /** Whether Redis, where it is used, is connected and has lately carried what we said to ourselves. */
  isReady(): boolean {
    if (this.pair === undefined) return true;
    return this.pair.publisher.isReady && this.pair.subscriber.isReady && this.unanswered < 2;
  }

  /** For how long Redis has not carried, in milliseconds; 0 while it does. */
  get awayMs(): number {
    return this.wasLost ? performance.now() - this.lostSince : 0;
  }

  /** How long Redis takes to carry a word to ourselves; while it does not, how long it has taken already. */
  get lagMs(): number {
    const underWayMs = this.unanswered > 0 ? performance.now() - this.pulsedAt : 0;
    return Math.max(this.heardAfterMs, underWayMs);
  }

  /** The listener is told when Redis carries again after a time in which it did not, and how long that was. */
  onBack(listener: (awayMs: number) => void): () => void {
    this.backListeners.add(listener);
    return () => this.backListeners.delete(listener);
  }

  close(): void {
    clearInterval(this.pulse);
    this.pair?.publisher.destroy();
    this.pair?.subscriber.destroy();
  }

  /** Tries all that is needed, once: what is missing is better said now than found out by people. */
  private async begin(): Promise<void> {
    if (this.pair === undefined) return;
    const { publisher, subscriber } = this.pair;
    const first = new Promise<void>((resolve) => {
      this.heard = resolve;
    });
    try {
      await subscriber.sSubscribe(this.channel, () => this.beat());
      await publisher.sPublish(this.channel, '');
      await publisher.sendCommand(['PUBSUB', 'SHARDNUMSUB', this.channel]);
      await publisher.eval(COUNT, { keys: [`${COUNTED_KEYS}start`] });
    } catch (thrown) {
      throw new StartupError(sentenceFor(thrown));
    }
    const tooLate = new Promise<never>((_, fail) => {
      setTimeout(() => fail(new StartupError(sentenceFor(undefined))), FIRST_PULSE_MS).unref();
    });
    await Promise.race([first, tooLate]);
    for (const client of [publisher, subscriber]) client.on('error', () => this.lost());
    this.pulse = setInterval(() => this.feelPulse(publisher), PULSE_MS).unref();
  }

  /**
   * A Redis that hangs keeps its connections, and one that forbids our channels answers pings: only what we
   * say to ourselves, and hear, shows that it works.
   */
  private feelPulse(publisher: RedisClient): void {
    if (this.unanswered === 0) this.pulsedAt = performance.now();
    this.unanswered += 1;
    if (!this.isReady()) this.lost();
    if (!publisher.isReady) return;
    publisher.sPublish(this.channel, '').catch((thrown: unknown) => this.refused(thrown));
  }

  private beat(): void {
    this.heardAfterMs = performance.now() - this.pulsedAt;
    this.unanswered = 0;
    this.heard?.();
    if (!this.wasLost) this.carriedAt = performance.now();
    if (!this.wasLost || !this.isReady()) return;
    const { awayMs } = this;
    this.wasLost = false;
    this.refusal = undefined;
    this.log.info({}, 'the nodes hear each other again over Redis');
    for (const listener of this.backListeners) listener(awayMs);
  }

  private lost(): void {
    if (this.wasLost) return;
    this.wasLost = true;
    this.lostSince = this.carriedAt;
    this.log.warn({}, 'the nodes do not hear each other: Redis does not carry what they say');
  }

  /** Said once, until it works again. */
  private refused(thrown: unknown): void {
    const word = /^[A-Z]+/.exec((thrown as Error).message ?? '')?.[0];
    if (word === undefined || word === this.refusal) return;
    this.refusal = word;
    this.log.error({ code: word }, sentenceFor(thrown));
  }
}
