import fc from 'fast-check';
import { expect, test } from 'vitest';
import { calmDown, faultsAfterAll, roughEvents } from './model/rough.ts';
import { settle, World } from './model/world.ts';

/** As many days as fit into this time. */
const SECONDS = Number(process.env.SECONDS ?? 10);

/**
 * @param isLive whether the two talk already when the day begins
 * @returns what is wrong in the end, with everything that led to it
 */
async function live(isLive: boolean, choices: readonly number[]): Promise<string[]> {
  const strays: string[] = [];
  const stray = (reason: unknown) => void strays.push(`nobody catches: ${reason}`);
  process.on('unhandledRejection', stray);
  try {
    const may = { ada: [], ben: [] };
    const world = await World.open(isLive ? { begins: 'live', may } : { may });
    const happened: string[] = [];
    for (const choice of choices) {
      const events = roughEvents(world);
      const event = events[choice % events.length];
      if (event === undefined) continue;
      happened.push(event.title);
      world.log.push(`* ${event.title}`);
      await event.happen();
      await settle();
    }
    await calmDown(world);
    const faults = [...faultsAfterAll(world), ...strays];
    return faults.length === 0 ? [] : [...faults, 'after:', ...happened, 'in detail:', ...world.log];
  } finally {
    process.off('unhandledRejection', stray);
  }
}

test('after a day on which anything could go wrong, in any order, the two talk or are free', {
  timeout: 4 * SECONDS * 1_000 + 60_000,
}, async () => {
  const seed = Number(process.env.SEED ?? 20_260_114);
  const days = fc.array(fc.nat(9_999), { minLength: 10, maxLength: 60, size: 'max' });
  await fc.assert(
    fc.asyncProperty(fc.boolean(), days, async (isLive, choices) => {
      expect(await live(isLive, choices)).toEqual([]);
    }),
    { seed, numRuns: 10_000, interruptAfterTimeLimit: SECONDS * 1_000 },
  );
});
