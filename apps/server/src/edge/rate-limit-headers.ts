import { AsyncLocalStorage } from 'node:async_hooks';
import type { RequestHandler, Response } from 'express';

/** What one limit leaves to whoever asked. */
export interface Quota {
  /** Names the limit to clients; one name, one window. */
  readonly policy: string;
  readonly points: number;
  readonly seconds: number;
  readonly remaining: number;
  /** `undefined` while nothing was counted yet. */
  readonly resetMs: number | undefined;
}

interface Answer {
  readonly response: Response;
  readonly quotas: Map<string, Quota>;
}

/** Whoever counts does not know for whose answer: services do, and are asked by sockets too. */
const answers = new AsyncLocalStorage<Answer>();

/** Lets what is counted while a request is worked on be told in its answer. Behind whatever reads the body. */
export const tellRateLimits: RequestHandler = (_request, response, next) => {
  answers.run({ response, quotas: new Map() }, next);
};

/** Tells the asker over REST, in `RateLimit-Policy` and `RateLimit`; does nothing for sockets. */
export function noteQuota(quota: Quota): void {
  const answer = answers.getStore();
  if (answer === undefined) return;
  answer.quotas.set(quota.policy, quota);
  write(answer);
}

/** Of a limit that was given back its share. */
export function forgetQuota(policy: string): void {
  const answer = answers.getStore();
  if (answer?.quotas.delete(policy) === true) write(answer);
}

/**
 * All limits that were counted, and what the tightest leaves.
 *
 * @source draft-ietf-httpapi-ratelimit-headers, sections 3 and 4
 */
function write({ response, quotas }: Answer): void {
  if (response.headersSent) return;
  const [tightest] = [...quotas.values()].sort(
    (one, other) => one.remaining - other.remaining || (other.resetMs ?? 0) - (one.resetMs ?? 0),
  );
  if (tightest === undefined) {
    response.removeHeader('RateLimit-Policy');
    response.removeHeader('RateLimit');
    return;
  }
  const { policy, remaining, resetMs } = tightest;
  const reset = resetMs === undefined ? '' : `;t=${Math.ceil(resetMs / 1_000)}`;
  response.setHeader(
    'RateLimit-Policy',
    [...quotas.values()].map((quota) => `"${quota.policy}";q=${quota.points};w=${quota.seconds}`).join(', '),
  );
  response.setHeader('RateLimit', `"${policy}";r=${remaining}${reset}`);
}
