import { chromium, type Page } from '@playwright/test';
import { startTurn } from '../../server/test/support/turn-server.ts';
import config from '../playwright.config.ts';
import { accept, hangUp, incoming, openBoth, placeCall } from './support/call-screens.ts';
import { cuttableLine, type Line } from './support/cuttable-line.ts';
import { launchServer } from './support/launch-server.ts';
import { makePair } from './support/people.ts';
import { type Caller, type Callers, enter, launchSides } from './support/sides.ts';

/*
 * Measures calls between two real browsers, and prints what it found: how long from the click on Accept until both
 * decode sound and picture, and how long picture and sound are away when something breaks.
 *
 * Run it after a build, on a quiet machine: node apps/web/test/measure-calls.ts
 */

const CALLS = 20;
const TIMES_PER_FAULT = 3;
const POLL_MS = 25;

const turn = await startTurn();
const server = await launchServer(turn.env);
const sides = await launchSides(chromium, config.use?.launchOptions ?? {}, server.port);
try {
  await measureSetup(false);
  await measureSetup(true);
  await measureFault('signalling cut for 5 s', false, async (_callers, line) => {
    await line.cut();
    await pause(5_000);
    line.mend();
  });
  await measureFault('page reloaded', false, ({ patient }) => patient.page.reload());
  await measureFault('relay frozen for 8 s, then back', true, async () => {
    turn.freeze();
    await pause(8_000);
    turn.thaw();
  });
  await measureFault('relay restarted, allocations lost', true, () => turn.restart());
} finally {
  await sides.close();
  await server.close();
  await turn.stop();
}

/** @param relayOnly whether media may go through the relay only */
async function measureSetup(relayOnly: boolean): Promise<void> {
  const times: number[] = [];
  await withCallers(relayOnly, async (callers) => {
    const { patient, consultant } = callers;
    await openBoth(callers);
    for (let call = 0; call < CALLS; call += 1) {
      const [caller, callee] = call % 2 === 0 ? [patient, consultant] : [consultant, patient];
      await placeCall(caller);
      await incoming(callee.page).waitFor();
      const before = await Promise.all(
        [caller, callee].map(({ page }) => page.evaluate(() => peersMade.length)),
      );
      const decoding = [caller, callee].map(({ page }, side) => decodesFrom(page, before[side] ?? 0));
      const clickedAt = clickTime(callee.page);
      await accept(callee);
      const decodedAt = Math.max(...(await Promise.all(decoding)));
      times.push(decodedAt - (await clickedAt));
      await hangUp(caller.page);
      for (const { page } of [caller, callee]) {
        await page.getByRole('button', { name: 'Close', exact: true }).click();
      }
    }
  });
  print(`accept to both decoding${relayOnly ? ', relay only' : ''}`, times);
}

async function measureFault(
  name: string,
  relayOnly: boolean,
  harm: (callers: Callers, line: Line) => Promise<unknown>,
): Promise<void> {
  const gaps: number[] = [];
  for (let time = 0; time < TIMES_PER_FAULT; time += 1) {
    await withCallers(relayOnly, async (callers) => {
      const { patient, consultant } = callers;
      const line = await cuttableLine(patient.page);
      await openBoth(callers);
      await placeCall(patient);
      await accept(consultant);
      await Promise.all([patient, consultant].map(({ page }) => flows(page)));
      const watches = [patient, consultant].map(watchGaps);
      await harm(callers, line);
      // as long as nothing was seen to stop, the fault may still be on its way
      await pause(15_000);
      gaps.push(Math.max(...(await Promise.all(watches.map((watch) => watch.longest())))));
    });
  }
  print(`${name}: longest time without picture on a side`, gaps);
}

async function withCallers(relayOnly: boolean, use: (callers: Callers) => Promise<void>): Promise<void> {
  const pair = await makePair(undefined, `http://127.0.0.1:${server.port}`);
  const callers = await enter(sides, pair, { app: `http://localhost:${server.port}`, relayOnly });
  for (const { context } of [callers.patient, callers.consultant]) {
    context.on('dialog', (dialog) => dialog.accept().catch(() => {}));
  }
  await use(callers);
  await Promise.all([callers.patient.context.close(), callers.consultant.context.close()]);
}

/** When the page is clicked next, ms since 1970. */
function clickTime(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        document.addEventListener('click', () => resolve(Date.now()), { capture: true, once: true });
      }),
  );
}

/** When the page decodes sound and picture of a peer connection that is yet to be made, ms since 1970. */
function decodesFrom(page: Page, peersBefore: number): Promise<number> {
  return page.evaluate(
    async ([before, pollMs]) => {
      for (;;) {
        let hasPicture = false;
        let hasSound = false;
        const stats = await peersMade[before]?.getStats();
        stats?.forEach((entry) => {
          if (entry.type !== 'inbound-rtp') return;
          if (entry.framesDecoded > 0) hasPicture = true;
          if (entry.totalAudioEnergy > 0) hasSound = true;
        });
        if (hasPicture && hasSound) return Date.now();
        await new Promise((resolve) => setTimeout(resolve, pollMs));
      }
    },
    [peersBefore, POLL_MS] as const,
  );
}

async function flows(page: Page): Promise<void> {
  const first = await framesShown(page);
  while ((await framesShown(page)) <= first) await pause(POLL_MS);
}

/** How long at most no new frame was shown, from now on; asked from outside, so that it outlives a reload. */
function watchGaps({ page }: Caller) {
  let isOver = false;
  let longest = 0;
  const watching = (async () => {
    let frames = await framesShown(page);
    let since = Date.now();
    while (!isOver) {
      const now = await framesShown(page);
      if (now > 0 && now !== frames) {
        longest = Math.max(longest, Date.now() - since);
        since = Date.now();
      }
      frames = now;
      await pause(POLL_MS);
    }
    longest = Math.max(longest, Date.now() - since);
  })();
  return {
    longest: async () => {
      isOver = true;
      await watching;
      return longest;
    },
  };
}

/** Frames that the other side's picture has shown; 0 while there is none, or the page is being loaded. */
function framesShown(page: Page): Promise<number> {
  return page
    .evaluate(
      () =>
        document.querySelector<HTMLVideoElement>('video[data-remote-video]')?.getVideoPlaybackQuality()
          .totalVideoFrames ?? 0,
    )
    .catch(() => 0);
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function print(what: string, times: readonly number[]): void {
  const sorted = times.toSorted((one, other) => one - other);
  const median = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  process.stdout.write(
    `${what} (${times.length} times): median ${Math.round(median)} ms, worst ${Math.round(sorted.at(-1) ?? Number.NaN)} ms\n`,
  );
}
