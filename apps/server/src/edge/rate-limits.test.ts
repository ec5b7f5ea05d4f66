import { CLIENT_EVENTS, type ClientEvent } from '@jiggy-care/protocol';
import { describe, expect, test } from 'vitest';
import { DomainError } from '../errors/domain-error.ts';
import { RATE_RULES, RateLimits, type RateRule } from './rate-limits.ts';

const limits = (factor: number | undefined, production = true) =>
  new RateLimits({ factor, production, redis: undefined });

async function takeMany(house: RateLimits, rule: RateRule, key: string, times: number) {
  for (let taken = 0; taken < times; taken += 1) await house.take(rule, key);
}

describe('a limit', () => {
  test('lets through as many as it says, then says how long to wait; the neighbour is not touched', async () => {
    const house = limits(1);
    await takeMany(house, 'typing', 'ann', 10);
    const refusal = await house.take('typing', 'ann').catch((thrown) => thrown);
    expect(refusal).toMatchObject({ code: 'rate_limited', status: 429 });
    expect(refusal.retryAfterMs).toBeGreaterThan(0);
    expect(refusal.retryAfterMs).toBeLessThanOrEqual(5_000);
    await house.take('typing', 'bob');
    await house.take('read', 'ann');
  });

  test('with two windows is refused by the one that is used up', async () => {
    const house = limits(1);
    await takeMany(house, 'loginFailure', 'ann', 5);
    await expect(house.take('loginFailure', 'ann')).rejects.toMatchObject({ code: 'rate_limited' });
  });

  test('can be asked without counting, and forgiven', async () => {
    const house = limits(1);
    await takeMany(house, 'loginFailure', 'ann', 4);
    await house.check('loginFailure', 'ann');
    await house.take('loginFailure', 'ann');
    await expect(house.check('loginFailure', 'ann')).rejects.toMatchObject({ code: 'rate_limited' });
    await house.forgive('loginFailure', 'ann');
    await house.check('loginFailure', 'ann');
  });
});

describe('how long to wait', () => {
  test.each([
    [400, 'wait a moment'],
    [10_000, 'wait a moment'],
    [10_001, 'try again in 11 seconds'],
    [90_000, 'try again in 90 seconds'],
    [299_001, 'try again in 5 minutes'],
    [300_001, 'try again in 6 minutes'],
    [3_600_000, 'try again in 60 minutes'],
  ])('is told in words: %i ms', (waitMs, words) => {
    expect(DomainError.rateLimited(waitMs).message).toBe(`Too many requests, please ${words}`);
  });
});

describe('the setting RATE_LIMITS', () => {
  test('off: nothing is limited', async () => {
    await takeMany(limits(undefined), 'typing', 'ann', 1_000);
  });

  test('a number multiplies', async () => {
    const house = limits(3);
    await takeMany(house, 'typing', 'ann', 30);
    await expect(house.take('typing', 'ann')).rejects.toMatchObject({ code: 'rate_limited' });
  });

  test('a very small number still lets one through', async () => {
    const house = limits(0.000_1);
    await house.take('message', 'ann');
    await expect(house.take('message', 'ann')).rejects.toMatchObject({ code: 'rate_limited' });
  });

  test('outside production there is ten times the room, save for guessing a password', async () => {
    const house = limits(1, false);
    await takeMany(house, 'typing', 'ann', 100);
    await expect(house.take('typing', 'ann')).rejects.toMatchObject({ code: 'rate_limited' });
    await takeMany(house, 'loginFailure', 'ann', 5);
    await expect(house.take('loginFailure', 'ann')).rejects.toMatchObject({ code: 'rate_limited' });
  });
});

test.each(['message', 'read', 'typing', 'description', 'candidate'] as const)(
  'what integrators read of the limit "%s" names the events that count towards it',
  (rate) => {
    const counting = (Object.entries(CLIENT_EVENTS) as [string, ClientEvent][]).flatMap(([name, row]) =>
      row.rate === rate ? [name] : [],
    );
    expect(counting.length).toBeGreaterThan(0);
    const named = [...RATE_RULES[rate].counts.matchAll(/`([^`]+)`/g)].map(([, name]) => name);
    if (named.length > 0) expect(named.sort()).toEqual(counting.sort());
  },
);
