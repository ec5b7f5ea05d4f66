import { createClient } from 'redis';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { Cluster } from '../../src/cluster/cluster.ts';
import { RateLimits } from '../../src/edge/rate-limits.ts';
import { StartupError } from '../../src/errors/startup-error.ts';
import { type RealRedis, startRealRedis } from './real-redis.ts';

let redis: RealRedis | undefined;
let cluster: Cluster | undefined;
const logged: string[] = [];
const note = (_facts: object, what: string) => void logged.push(what);
const log = { debug: note, info: note, warn: note, error: note };

afterEach(async () => {
  cluster?.close();
  await redis?.stop();
  [cluster, redis] = [undefined, undefined];
  logged.length = 0;
});

async function sentenceAt(url: string): Promise<string> {
  const opening = Cluster.open(url, log).then((opened) => {
    cluster = opened;
    return undefined;
  });
  const refusal = await opening.catch((thrown: unknown) => thrown);
  expect(refusal).toBeInstanceOf(StartupError);
  return (refusal as StartupError).message;
}

const asUser = (name: string, password = 'secret') =>
  (redis as RealRedis).url.replace('//', `//${name}:${password}@`);

describe('a start with a Redis that cannot do what the nodes need is refused in one sentence', () => {
  test('one without sharded channels, as before version 7', async () => {
    redis = await startRealRedis(['--rename-command', 'SSUBSCRIBE', '', '--rename-command', 'SPUBLISH', '']);
    expect(await sentenceAt(redis.url)).toMatch(/Redis 7 or newer/);
  });

  test('one whose user may not use the channels, and one with a wrong password', async () => {
    redis = await startRealRedis(['--user', 'app', 'on', '>secret', '~*', '+@all', 'resetchannels']);
    expect(await sentenceAt(asUser('app'))).toMatch(/channels socket\.io\*/);
    const wrong = await sentenceAt(asUser('app', 'wrong'));
    expect(wrong).toMatch(/password/);
    expect(wrong).not.toMatch(/does not answer|wrong@/);
  });

  test.each([
    ['scripts', ['~limit:*', '+@all', '-@scripting']],
    ['the keys by which is counted', ['~other:*', '+@all']],
  ])('one whose user may not use %s', async (_, rights) => {
    redis = await startRealRedis(['--user', 'app', 'on', '>secret', '&socket.io*', ...rights]);
    expect(await sentenceAt(asUser('app'))).toMatch(/keys limit:\* and the commands .*EVAL/);
  });

  test('one that is not there', async () => {
    expect(await sentenceAt('redis://127.0.0.1:1')).toMatch(/does not answer/);
  });
});

test('a user with no more than the rights that are asked for will do', async () => {
  const rights = ['&socket.io*', '~limit:*', '+@pubsub', '+@read', '+@write', '+eval'];
  redis = await startRealRedis(['--user', 'app', 'on', '>secret', ...rights]);
  cluster = await Cluster.open(asUser('app'), log);
  expect(cluster.isReady()).toBe(true);
  const limits = new RateLimits({
    factor: 1,
    production: true,
    redis: cluster.redis,
    isReachable: () => true,
  });
  await limits.take('message', 'somebody');
  const admin = createClient({ url: redis.url });
  await admin.connect();
  expect(await admin.keys('limit:message:*')).toHaveLength(1);
  admin.destroy();
});

test('an ability that is lost later is seen, and so is its return', async () => {
  redis = await startRealRedis(['--user', 'app', 'on', '>secret', '~*', '&socket.io*', '+@all']);
  cluster = await Cluster.open(asUser('app'), log);
  const back = vi.fn();
  cluster.onBack(back);
  expect(cluster.isReady()).toBe(true);
  const admin = createClient({ url: redis.url });
  await admin.connect();
  await admin.sendCommand(['ACL', 'SETUSER', 'app', 'resetchannels']);
  await vi.waitFor(() => expect(cluster?.isReady()).toBe(false), { timeout: 10_000 });
  await vi.waitFor(() => expect(logged.join('\n')).toMatch(/do not hear each other/), { timeout: 10_000 });
  await admin.sendCommand(['ACL', 'SETUSER', 'app', '&socket.io*']);
  await vi.waitFor(() => expect(cluster?.isReady()).toBe(true), { timeout: 10_000 });
  await vi.waitFor(() => expect(back).toHaveBeenCalled(), { timeout: 10_000 });
  admin.destroy();
});
