import { test as base, expect } from '@playwright/test';
import { type RealTurn, startTurn } from '../../../server/test/support/turn-server.ts';
import { watchOver } from './app.ts';
import { launchServer } from './launch-server.ts';
import { makePair } from './people.ts';
import { type Callers, enter, launchSides, type Sides } from './sides.ts';

export type { Caller, Callers } from './sides.ts';
export { expect };

interface WorkerFixtures {
  /** Settings of the server; with none, the server of all tests is used. */
  serverSettings: Readonly<Record<string, string>>;
  /** Whether calls may go through a relay only. */
  behindRelay: boolean;
  relay: RealTurn | undefined;
  serverPort: number;
  sides: Sides;
}

interface TestFixtures {
  /** Faults that a test expects; empty it into its own expectations. */
  faults: string[];
  /** What the two are called. */
  names: Parameters<typeof makePair>[0];
  callers: Callers;
}

/** Tests of two people with fake devices, each in a browser of their own. */
export const test = base.extend<TestFixtures, WorkerFixtures>({
  serverSettings: [{}, { scope: 'worker', option: true }],
  behindRelay: [false, { scope: 'worker', option: true }],
  relay: [
    async ({ behindRelay }, use) => {
      const relay = behindRelay ? await startTurn() : undefined;
      await use(relay);
      await relay?.stop();
    },
    { scope: 'worker' },
  ],
  serverPort: [
    async ({ serverSettings, relay }, use) => {
      const settings = { ...serverSettings, ...relay?.env };
      if (Object.keys(settings).length === 0) {
        await use(Number(process.env.WEB_TEST_PORT));
        return;
      }
      const server = await launchServer(settings);
      await use(server.port);
      await server.close();
    },
    { scope: 'worker' },
  ],
  sides: [
    async ({ playwright, launchOptions, serverPort }, use) => {
      const sides = await launchSides(playwright.chromium, launchOptions, serverPort);
      await use(sides);
      await sides.close();
    },
    { scope: 'worker', timeout: 60_000 },
  ],
  faults: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of fixtures from this pattern
    async ({}, use) => {
      const faults: string[] = [];
      await use(faults);
      expect(faults).toEqual([]);
    },
    { auto: true },
  ],
  names: [undefined, { option: true }],
  callers: async ({ sides, serverPort, behindRelay, faults, names }, use) => {
    const pair = await makePair(names, `http://127.0.0.1:${serverPort}`);
    const callers = await enter(sides, pair, {
      app: `http://localhost:${serverPort}`,
      relayOnly: behindRelay,
    });
    const contexts = [callers.patient.context, callers.consultant.context];
    for (const context of contexts) watchOver(context, faults);
    await use(callers);
    await Promise.all(contexts.map((context) => context.close()));
  },
});
