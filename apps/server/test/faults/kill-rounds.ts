import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import { makePair } from '../support/people.ts';
import { endEverything, startBuilt } from './built-server.ts';
import { ChatLoad, expectNothingLostOrDoubled } from './chat-load.ts';
import type { FaultGround } from './ground.ts';

/** What happened in all the rounds together. */
export interface KillReport {
  readonly rounds: number;
  readonly acknowledged: number;
  readonly unknown: number;
  readonly restartMs: number[];
}

/**
 * Kills the server with -9 at a random moment under load and starts it again, several times. Clients come back by
 * themselves and send anew, with the same id, what was not acknowledged.
 */
export async function killAgainAndAgain(
  { env }: FaultGround,
  rounds: number,
  pairsCount = 5,
): Promise<KillReport> {
  let server = await startBuilt({ env });
  const pairs = await Promise.all(Array.from({ length: pairsCount }, () => makePair(server)));
  const load = new ChatLoad(pairs, { urls: [server.url], retries: true });
  const restartMs: number[] = [];
  try {
    for (let round = 0; round < rounds; round += 1) {
      await load.progress(50);
      await sleep(Math.random() * 400);
      server.signal('SIGKILL');
      expect(await server.ended).toMatchObject({ signal: 'SIGKILL' });
      const startedAt = performance.now();
      server = await startBuilt({ env });
      restartMs.push(Math.round(performance.now() - startedAt));
    }
    await load.progress(50);
    await load.stop();
    await expectNothingLostOrDoubled(server.api, pairs, load);
  } finally {
    await load.stop();
    endEverything();
    await server.ended;
  }
  return {
    rounds,
    acknowledged: load.acknowledged,
    unknown: load.attempts.flatMap(({ answers }) => answers.filter((answer) => answer === 'none')).length,
    restartMs,
  };
}
