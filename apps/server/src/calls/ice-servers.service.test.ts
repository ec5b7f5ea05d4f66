import { expect, test } from 'vitest';
import { loadConfig } from '../config/config.ts';
import { IceServersService } from './ice-servers.service.ts';

test('credentials for the relay end by the clock that all nodes share, whatever this machine thinks', async () => {
  const config = loadConfig({
    NODE_ENV: 'test',
    ...{ TURN_URLS: 'turn:turn.example.org', TURN_SECRET: 'a secret of the tests', TURN_TTL_S: '900' },
  });
  const service = new IceServersService(
    { findLiveOf: async () => ({}) } as never,
    {} as never,
    { take: async () => {} } as never,
    config,
    { now: () => 1_800_000_000_999 },
  );
  const { iceServers } = await service.listForCall('ada');
  expect(iceServers.at(-1)?.username).toBe('1800000900:ada');
});
