import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type RealRedis, startRealRedis } from '../cluster/real-redis.ts';
import { findFreePort } from '../support/free-port.ts';
import { makePair } from '../support/people.ts';
import { type BuiltServer, buildServer, endEverything, startBuilt } from './built-server.ts';
import { ChatLoad, expectNothingLostOrDoubled } from './chat-load.ts';
import { buildEarlierVersion, type EarlierVersion, findEarlierCommit } from './earlier-version.ts';
import { type FaultGround, prepareGround } from './ground.ts';

const earlier = findEarlierCommit();
if (earlier === undefined)
  process.stderr.write('\n  NOT TESTED: an update and its undoing, since this clone lacks the history\n\n');

let ground: FaultGround | undefined;
let redis: RealRedis | undefined;
let before: EarlierVersion | undefined;
beforeAll(async () => {
  await buildServer();
  if (earlier !== undefined) before = buildEarlierVersion(earlier);
}, 120_000);
afterEach(async () => {
  endEverything();
  await redis?.stop();
  await ground?.remove();
});
afterAll(() => before?.remove());

test.skipIf(earlier === undefined)(
  'the version before the last change of tables serves beside the new one, and again after it: nothing is lost',
  async () => {
    const build = before?.build as string;
    ground = await prepareGround('postgres', { empty: true });
    redis = await startRealRedis();
    const env = { ...ground.env, REDIS_URL: redis.url };
    const otherEnv = { ...env, PORT: String(await findFreePort()) };
    const end = async (server: BuiltServer): Promise<void> => {
      server.signal('SIGTERM');
      expect(await server.ended).toMatchObject({ code: 0 });
    };
    let first = await startBuilt({ env, build });
    let second = await startBuilt({ env: otherEnv, build });
    const pairs = await Promise.all(Array.from({ length: 5 }, () => makePair(first)));
    const load = new ChatLoad(pairs, { urls: [first.url, second.url], retries: true, pauseMs: 20 });
    await load.progress(100);

    // The update, node by node: the second brings the new tables while the first is still the old one.
    await end(second);
    second = await startBuilt({ env: otherEnv });
    expect(second.output()).toContain('the database is migrated');
    await load.progress(100);
    const made = await Promise.all([makePair(first), makePair(second)]);
    await end(first);
    first = await startBuilt({ env });
    await load.progress(100);

    // And back: the old one starts on tables that it does not know.
    await end(second);
    second = await startBuilt({ env: otherEnv, build });
    await end(first);
    first = await startBuilt({ env, build });
    await load.progress(100);
    made.push(await makePair(first));
    await load.stop();
    process.stdout.write(
      `  update and back over ${before?.migration}: ${load.acknowledged} acknowledged by both versions\n`,
    );
    await expectNothingLostOrDoubled(first.api, [...pairs, ...made], load);
    for (const server of [first, second])
      expect(server.output()).not.toMatch(/"level":"error"|request failed/);
    await Promise.all([first, second].map(end));
  },
);
