import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import type { RedisClient } from '../cluster/redis.ts';
import { DomainError } from '../errors/domain-error.ts';
import { SharedLimiter } from './shared-limiter.ts';

interface Window {
  readonly points: number;
  readonly seconds: number;
}

/** How often, by whom. A person's rules count all devices; an address counts only until someone is signed in. */
export const RATE_RULES = {
  request: [{ points: 600, seconds: 60 }],
  addressRequest: [{ points: 300, seconds: 60 }],
  register: [{ points: 20, seconds: 3_600 }],
  loginAddress: [{ points: 30, seconds: 60 }],
  loginFailure: [
    { points: 5, seconds: 300 },
    { points: 17, seconds: 3_600 },
  ],
  /** Made, moved, completed or cancelled; how many may be made in a day is counted from the bookings themselves. */
  booking: [{ points: 60, seconds: 60 }],
  loginAccount: [{ points: 100, seconds: 3_600 }],
  refresh: [{ points: 60, seconds: 60 }],
  handshake: [{ points: 120, seconds: 60 }],
  event: [{ points: 500, seconds: 5 }],
  message: [{ points: 60, seconds: 30 }],
  typing: [{ points: 10, seconds: 5 }],
  read: [{ points: 40, seconds: 8 }],
  call: [{ points: 10, seconds: 150 }],
  callPair: [{ points: 6, seconds: 60 }],
  turn: [{ points: 60, seconds: 600 }],
  turnCheck: [{ points: 10, seconds: 600 }],
} as const satisfies Record<string, readonly Window[]>;

export type RateRule = keyof typeof RATE_RULES;

/** Guessing a password is limited alike everywhere; the rest may be loosened for development and load tests. */
const NEVER_LOOSENED: ReadonlySet<RateRule> = new Set(['loginFailure', 'loginAccount']);
/** One machine runs the whole test suite outside production. */
const LOOSENING_OUTSIDE_PRODUCTION = 10;

type Limiter = RateLimiterMemory | SharedLimiter;

interface Options {
  /** Multiplies every figure; `undefined` = nothing is limited. */
  readonly factor: number | undefined;
  readonly production: boolean;
  /** Shared by the nodes; when it is away, each node limits by itself. */
  readonly redis: RedisClient | undefined;
  /** Whether it can be reached just now; of no use without it. */
  readonly isReachable?: () => boolean;
}

export class RateLimits {
  private readonly limiters = new Map<RateRule, Limiter[]>();

  constructor({ factor, production, redis, isReachable = () => true }: Options) {
    if (factor === undefined) return;
    for (const [rule, windows] of Object.entries(RATE_RULES) as [RateRule, readonly Window[]][]) {
      const loosening = production || NEVER_LOOSENED.has(rule) ? 1 : LOOSENING_OUTSIDE_PRODUCTION;
      this.limiters.set(
        rule,
        windows.map(({ points, seconds }, index) => {
          const options = {
            keyPrefix: `limit:${rule}:${index}`,
            points: Math.max(1, Math.round(points * factor * loosening)),
            duration: seconds,
          };
          const memory = new RateLimiterMemory(options);
          if (redis === undefined) return memory;
          const shared = new RateLimiterRedis({ ...options, storeClient: redis, useRedisPackage: true });
          return new SharedLimiter(shared, memory, isReachable);
        }),
      );
    }
  }

  /**
   * Counts one more of these for the key.
   *
   * @throws DomainError `rate_limited`, saying after how long to try again
   */
  async take(rule: RateRule, key: string): Promise<void> {
    for (const limiter of this.limiters.get(rule) ?? []) {
      try {
        await limiter.consume(key);
      } catch (refusal) {
        if (refusal instanceof RateLimiterRes) throw DomainError.rateLimited(refusal.msBeforeNext);
        throw refusal;
      }
    }
  }

  /** Counts one more, and refuses nothing. */
  async count(rule: RateRule, key: string): Promise<void> {
    for (const limiter of this.limiters.get(rule) ?? []) {
      await limiter.consume(key).catch((refusal: unknown) => {
        if (!(refusal instanceof RateLimiterRes)) throw refusal;
      });
    }
  }

  /** Refuses where the key has used up its share, without counting. */
  async check(rule: RateRule, key: string): Promise<void> {
    for (const limiter of this.limiters.get(rule) ?? []) {
      const state = await limiter.get(key);
      if (state !== null && state.consumedPoints >= limiter.points)
        throw DomainError.rateLimited(state.msBeforeNext);
    }
  }

  async forgive(rule: RateRule, key: string): Promise<void> {
    for (const limiter of this.limiters.get(rule) ?? []) await limiter.delete(key);
  }
}
