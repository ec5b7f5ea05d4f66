import { type RateLimiterMemory, type RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';

type Limiter = RateLimiterMemory | RateLimiterRedis;

/** Longer than this Redis is not waited for: then this node counts by itself. */
const PATIENCE_MS = 250;

/** Counts in Redis for all nodes together; while Redis is away or hangs, each node for itself, never nobody. */
export class SharedLimiter {
  constructor(
    private readonly shared: RateLimiterRedis,
    private readonly own: RateLimiterMemory,
    private readonly isReachable: () => boolean,
  ) {}

  get points(): number {
    return this.own.points;
  }

  /** @throws RateLimiterRes when the share is used up */
  consume(key: string): Promise<RateLimiterRes> {
    return this.ask((limiter) => limiter.consume(key));
  }

  get(key: string): Promise<RateLimiterRes | null> {
    return this.ask((limiter) => limiter.get(key));
  }

  async delete(key: string): Promise<void> {
    await this.own.delete(key);
    if (this.isReachable()) await this.ask((limiter) => limiter.delete(key));
  }

  private async ask<T>(question: (limiter: Limiter) => Promise<T>): Promise<T> {
    if (!this.isReachable()) return question(this.own);
    let timer: NodeJS.Timeout | undefined;
    const noAnswer = new Promise<undefined>((resolve) => {
      timer = setTimeout(() => resolve(undefined), PATIENCE_MS);
    });
    const answer = question(this.shared).then(
      (value) => ({ value }),
      (thrown: unknown) => (thrown instanceof RateLimiterRes ? { thrown } : undefined),
    );
    const heard = await Promise.race([answer, noAnswer]).finally(() => clearTimeout(timer));
    if (heard === undefined) return question(this.own);
    if ('thrown' in heard) throw heard.thrown;
    return heard.value;
  }
}
