import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import { COUNTED_KEYS } from '../cluster/cluster.ts';
import type { RedisClient } from '../cluster/redis.ts';
import { DomainError } from '../errors/domain-error.ts';
import { looseningOf } from './loosening.ts';
import { forgetQuota, noteQuota } from './rate-limit-headers.ts';
import { SharedLimiter } from './shared-limiter.ts';

interface Window {
  readonly points: number;
  readonly seconds: number;
}

interface Rule {
  /** What is counted, as integrators are told it. */
  readonly counts: string;
  /** Whose share it is. */
  readonly per: string;
  readonly windows: readonly Window[];
}

/** How often, by whom. A person's rules count all devices; an address counts only until someone is signed in. */
export const RATE_RULES = {
  request: { counts: 'REST requests', per: 'person', windows: [{ points: 600, seconds: 60 }] },
  addressRequest: {
    counts: 'REST requests of nobody who is signed in',
    per: 'address',
    windows: [{ points: 300, seconds: 60 }],
  },
  register: { counts: 'registrations', per: 'address', windows: [{ points: 20, seconds: 3_600 }] },
  loginAddress: { counts: 'sign-ins', per: 'address', windows: [{ points: 30, seconds: 60 }] },
  loginFailure: {
    counts: 'wrong passwords',
    per: 'e-mail and address',
    windows: [
      { points: 5, seconds: 300 },
      { points: 17, seconds: 3_600 },
    ],
  },
  loginAccount: {
    counts: 'wrong passwords, from addresses where its owner has never signed in',
    per: 'e-mail',
    windows: [{ points: 100, seconds: 3_600 }],
  },
  forgotAccount: {
    counts: 'mails asked for because of a forgotten password',
    per: 'e-mail',
    windows: [{ points: 3, seconds: 3_600 }],
  },
  forgotAddress: {
    counts: 'mails asked for because of a forgotten password, for whatever e-mail',
    per: 'address',
    windows: [{ points: 20, seconds: 3_600 }],
  },
  verification: {
    counts: 'mails asked for to verify an e-mail address, or to change it',
    per: 'person',
    windows: [{ points: 5, seconds: 3_600 }],
  },
  refresh: { counts: 'refreshes', per: 'address', windows: [{ points: 60, seconds: 60 }] },
  operator: {
    counts: 'REST requests with a server key',
    per: 'key',
    windows: [{ points: 3_000, seconds: 60 }],
  },
  serverKey: { counts: 'wrong server keys', per: 'address', windows: [{ points: 10, seconds: 300 }] },
  /** How many may be made in a day is counted from the bookings themselves. */
  booking: {
    counts: 'bookings made, moved, completed or cancelled',
    per: 'person',
    windows: [{ points: 60, seconds: 60 }],
  },
  message: {
    counts: 'messages, over REST and sockets together',
    per: 'person',
    windows: [{ points: 60, seconds: 30 }],
  },
  read: {
    counts: '`mark_read`, over REST and sockets together',
    per: 'person',
    windows: [{ points: 40, seconds: 8 }],
  },
  delivered: { counts: '`mark_delivered`', per: 'person', windows: [{ points: 100, seconds: 10 }] },
  pushTest: { counts: '`POST /push/test`', per: 'person', windows: [{ points: 5, seconds: 3_600 }] },
  turn: { counts: 'TURN credentials in calls', per: 'person', windows: [{ points: 60, seconds: 600 }] },
  turnCheck: {
    counts: 'TURN credentials to try a connection',
    per: 'person',
    windows: [{ points: 10, seconds: 600 }],
  },
  handshake: {
    counts: 'handshakes without a credential, and refused ones',
    per: 'address',
    windows: [{ points: 120, seconds: 60 }],
  },
  connection: {
    counts: 'handshakes with a good credential',
    per: 'person',
    windows: [{ points: 120, seconds: 60 }],
  },
  event: { counts: 'events of sockets', per: 'person', windows: [{ points: 500, seconds: 5 }] },
  typing: {
    counts: '`typing_start` and `typing_stop`',
    per: 'person',
    windows: [{ points: 10, seconds: 5 }],
  },
  call: { counts: '`call:initiate`', per: 'person', windows: [{ points: 10, seconds: 150 }] },
  callPair: {
    counts: '`call:initiate`, whoever of the two calls',
    per: 'two people',
    windows: [{ points: 6, seconds: 60 }],
  },
  description: {
    counts: '`webrtc:offer`, `webrtc:answer` and `call:media`',
    per: 'person',
    windows: [{ points: 60, seconds: 10 }],
  },
  candidate: {
    counts: '`webrtc:ice-candidate`',
    per: 'person',
    windows: [{ points: 400, seconds: 10 }],
  },
} as const satisfies Record<string, Rule>;

export type RateRule = keyof typeof RATE_RULES;

/** Guessing a password or a key is limited alike everywhere; the rest may be loosened for development and load tests. */
const NEVER_LOOSENED: ReadonlySet<RateRule> = new Set(['loginFailure', 'loginAccount', 'serverKey']);
/** What it leaves would tell how many others have guessed, and whether there is such an account. */
const NEVER_TOLD: ReadonlySet<RateRule> = new Set(['loginAccount']);

type Limiter = RateLimiterMemory | SharedLimiter;

interface CountedWindow {
  readonly limiter: Limiter;
  readonly seconds: number;
  /** Its name in headers; `undefined` where it is not told. */
  readonly policy: string | undefined;
}

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
  private readonly windows = new Map<RateRule, CountedWindow[]>();

  constructor({ factor, production, redis, isReachable = () => true }: Options) {
    if (factor === undefined) return;
    for (const [rule, { windows }] of Object.entries(RATE_RULES) as [RateRule, Rule][]) {
      const loosening = NEVER_LOOSENED.has(rule) ? 1 : looseningOf(production);
      const limiterOf = ({ points, seconds }: Window, index: number): Limiter => {
        const options = {
          keyPrefix: `${COUNTED_KEYS}${rule}:${index}`,
          points: Math.max(1, Math.round(points * factor * loosening)),
          duration: seconds,
        };
        const memory = new RateLimiterMemory(options);
        if (redis === undefined) return memory;
        const shared = new RateLimiterRedis({ ...options, storeClient: redis, useRedisPackage: true });
        return new SharedLimiter(shared, memory, isReachable);
      };
      this.windows.set(
        rule,
        windows.map((window, index) => ({
          limiter: limiterOf(window, index),
          seconds: window.seconds,
          policy: policyOf(rule, window),
        })),
      );
    }
  }

  /**
   * Counts one more of these for the key.
   *
   * @throws DomainError `rate_limited`, saying after how long to try again
   */
  async take(rule: RateRule, key: string): Promise<void> {
    for (const window of this.windowsOf(rule)) {
      try {
        tell(window, await window.limiter.consume(key));
      } catch (refusal) {
        if (!(refusal instanceof RateLimiterRes)) throw refusal;
        tell(window, refusal);
        throw DomainError.rateLimited(refusal.msBeforeNext);
      }
    }
  }

  /** Counts one more, and refuses nothing. */
  async count(rule: RateRule, key: string): Promise<void> {
    for (const { limiter } of this.windowsOf(rule)) {
      await limiter.consume(key).catch((refusal: unknown) => {
        if (!(refusal instanceof RateLimiterRes)) throw refusal;
      });
    }
  }

  /** Refuses where the key has used up its share, without counting. */
  async check(rule: RateRule, key: string): Promise<void> {
    for (const window of this.windowsOf(rule)) {
      const state = await window.limiter.get(key);
      tell(window, state);
      if (state !== null && state.consumedPoints >= window.limiter.points)
        throw DomainError.rateLimited(state.msBeforeNext);
    }
  }

  async forgive(rule: RateRule, key: string): Promise<void> {
    for (const { limiter, policy } of this.windowsOf(rule)) {
      await limiter.delete(key);
      if (policy !== undefined) forgetQuota(policy);
    }
  }

  private windowsOf(rule: RateRule): readonly CountedWindow[] {
    return this.windows.get(rule) ?? [];
  }
}

/** The rule's own name, and with it the window's length where there are several. */
function policyOf(rule: RateRule, { seconds }: Window): string | undefined {
  if (NEVER_TOLD.has(rule)) return undefined;
  return RATE_RULES[rule].windows.length > 1 ? `${rule}-${seconds}` : rule;
}

/** @param state `null` while nothing was counted */
function tell({ limiter, seconds, policy }: CountedWindow, state: RateLimiterRes | null): void {
  if (policy === undefined) return;
  const { points } = limiter;
  const remaining = state === null ? points : Math.max(0, points - state.consumedPoints);
  noteQuota({ policy, points, seconds, remaining, resetMs: state?.msBeforeNext });
}
