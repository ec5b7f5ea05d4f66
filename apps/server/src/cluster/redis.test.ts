import { expect, test } from 'vitest';
import { StartupError } from '../errors/startup-error.ts';
import { connectRedis } from './redis.ts';

const log = { debug() {}, info() {}, warn() {}, error() {} };

test('a Redis that does not answer at start is said in one sentence, without its address', async () => {
  const refused = connectRedis('redis://:secret-of-redis@127.0.0.1:1', log);
  await expect(refused).rejects.toThrow(StartupError);
  await expect(refused).rejects.toThrow(/^REDIS_URL .+ Start it, or correct the address\.$/);
}, 10_000);
