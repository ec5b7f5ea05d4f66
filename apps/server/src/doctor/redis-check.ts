import { Cluster } from '../cluster/cluster.ts';
import { StartupError } from '../errors/startup-error.ts';
import type { Patient } from './check.ts';
import { type Finding, fromSentence, good, leftOut } from './finding.ts';

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** By the server's own trial of it: sharded channels, and the rights of its user. */
export async function lookAtRedis({ config }: Patient): Promise<readonly Finding[]> {
  if (config.redisUrl === undefined) return [leftOut('REDIS_URL is not set: one node serves alone')];
  let cluster: Cluster | undefined;
  try {
    cluster = await Cluster.open(config.redisUrl, silent);
    const version = await cluster.redis?.info('server').then(
      (facts) => /^(?:valkey|redis)_version:(\S+)/m.exec(facts)?.[1],
      () => undefined,
    );
    return [
      good(version === undefined ? 'it answers; its user may not ask for the version' : `version ${version}`),
      good('sharded channels carry, and its user may publish, subscribe and count'),
    ];
  } catch (thrown) {
    if (thrown instanceof StartupError) return [fromSentence('bad', thrown.message)];
    throw thrown;
  } finally {
    cluster?.close();
  }
}
