import { beforeAll, expect, test } from 'vitest';
import { buildServer } from './built-server.ts';
import { prepareGround } from './ground.ts';
import { killAgainAndAgain } from './kill-rounds.ts';

beforeAll(() => buildServer());

// Many more rounds, and other faults: npm run test:faults
test.each(['embedded', 'postgres'] as const)(
  'the built server, killed with -9 under load, loses and doubles nothing and starts again by itself (%s)',
  async (kind) => {
    const ground = await prepareGround(kind);
    try {
      const { acknowledged } = await killAgainAndAgain(ground, 2);
      expect(acknowledged).toBeGreaterThanOrEqual(150);
    } finally {
      await ground.remove();
    }
  },
);
