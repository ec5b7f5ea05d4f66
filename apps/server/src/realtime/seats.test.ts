import { describe, expect, test } from 'vitest';
import type { Config } from '../config/config.ts';
import { Seats } from './seats.ts';

const seats = (environment: 'production' | 'test', rateLimitFactor: number | undefined) =>
  new Seats({ environment, rateLimitFactor } as Config);

describe('seats in production', () => {
  test('a person has twenty, and the neighbour as many', () => {
    const house = seats('production', 1);
    for (let taken = 0; taken < 20; taken += 1) house.take('ann', '192.0.2.1');
    expect(() => house.take('ann', '192.0.2.99')).toThrow(
      expect.objectContaining({ code: 'rate_limited', retryAfterMs: 10_000 }),
    );
    expect(() => house.take('bob', '192.0.2.1')).not.toThrow();
  });

  test('a seat that was given back is free again', () => {
    const house = seats('production', 1);
    for (let taken = 0; taken < 20; taken += 1) house.take('ann', '192.0.2.1');
    house.release('ann', '192.0.2.1');
    expect(() => house.take('ann', '192.0.2.1')).not.toThrow();
  });

  test('an address without identities has a hundred; those who are known do not count in it', () => {
    const house = seats('production', 1);
    for (let taken = 0; taken < 100; taken += 1) house.take(undefined, '192.0.2.1');
    house.take('ann', '192.0.2.1');
    expect(() => house.take(undefined, '192.0.2.1')).toThrow();
    expect(() => house.take('ann', '192.0.2.1')).not.toThrow();
    expect(() => house.take(undefined, '192.0.2.2')).not.toThrow();
  });

  test('giving back more than was taken opens no extra seat', () => {
    const house = seats('production', 1);
    house.release('ann', '192.0.2.1');
    for (let taken = 0; taken < 20; taken += 1) house.take('ann', '192.0.2.1');
    expect(() => house.take('ann', '192.0.2.1')).toThrow();
  });
});

test('outside production there are ten times as many, with limits off as many as one likes', () => {
  const loose = seats('test', 1);
  const open = seats('production', undefined);
  for (let taken = 0; taken < 200; taken += 1) loose.take('ann', 'a');
  expect(() => loose.take('ann', 'a')).toThrow();
  for (let taken = 0; taken < 10_000; taken += 1) open.take('ann', 'a');
  expect(() => open.take('ann', 'a')).not.toThrow();
});
