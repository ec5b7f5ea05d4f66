import { expect, test } from 'vitest';
import { loadConfig } from '../config/config.ts';
import { CallsController } from './calls.controller.ts';

test('credentials for the relay end by the clock that all nodes share, whatever this machine thinks', async () => {
  const config = loadConfig({
    NODE_ENV: 'test',
    ...{ TURN_URLS: 'turn:turn.example.org', TURN_SECRET: 'a secret of the tests', TURN_TTL_S: '900' },
  });
  const controller = new CallsController(
    {} as never,
    { findLiveOf: async () => ({}) } as never,
    {} as never,
    { take: async () => {} } as never,
    config,
    { now: () => 1_800_000_000_999 },
  );
  const { iceServers } = await controller.listIceServers(
    { userId: 'ada', role: 'patient', sessionId: undefined },
    { query: {} } as never,
  );
  expect(iceServers.at(-1)?.username).toBe('1800000900:ada');
});
