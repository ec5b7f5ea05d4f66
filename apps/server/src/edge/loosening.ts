import type { Config } from '../config/config.ts';

/** One machine runs the whole test suite outside production. */
const LOOSENING_OUTSIDE_PRODUCTION = 10;

/** How many times wider than the figures of production a limit is of itself. */
export function looseningOf(production: boolean): number {
  return production ? 1 : LOOSENING_OUTSIDE_PRODUCTION;
}

/** What the figures of production are multiplied by, with what the operator has set; infinity where nothing is limited. */
export function limitFactor({ environment, rateLimitFactor }: Config): number {
  return (rateLimitFactor ?? Number.POSITIVE_INFINITY) * looseningOf(environment === 'production');
}
