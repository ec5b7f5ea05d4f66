import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, BrowserType, LaunchOptions, Page } from '@playwright/test';
import { signIn } from './app.ts';
import { servePages } from './documented-page.ts';
import { CONSULTANT_MEDIA, type FakeMedia, fakeMediaFlags, PATIENT_MEDIA } from './fake-media.ts';
import { keepPeers } from './peers.ts';
import type { Pair, TestPerson } from './people.ts';
import { keepTones } from './tones.ts';

/** The browsers of the two people: fake devices belong to a browser as a whole, so each has their own. */
export interface Sides {
  readonly patient: Browser;
  readonly consultant: Browser;
  close(): Promise<void>;
}

/** One side of a call: a person, signed in, with a camera and a microphone of their own. */
export interface Caller {
  readonly person: TestPerson;
  /** What their camera films and their microphone hears. */
  readonly media: FakeMedia;
  readonly browser: Browser;
  readonly context: BrowserContext;
  readonly page: Page;
  /** Address of the app, as their browser knows it. */
  readonly app: string;
}

/** The two people of a conversation. */
export interface Callers {
  readonly pair: Pair;
  readonly patient: Caller;
  readonly consultant: Caller;
}

/** @param serverPort where the server is that the document's own address leads to */
export async function launchSides(
  chromium: BrowserType,
  options: LaunchOptions,
  serverPort: number,
): Promise<Sides> {
  const directory = mkdtempSync(join(tmpdir(), 'jiggy-media-'));
  const pages = await servePages();
  const launch = (media: FakeMedia) =>
    chromium.launch({
      ...options,
      args: [
        ...(options.args ?? []).filter((flag) => !flag.startsWith('--host-resolver-rules')),
        // The document's addresses lead to the servers of this test, and all others nowhere.
        `--host-resolver-rules=${[
          `MAP localhost:5173 127.0.0.1:${pages.port}`,
          `MAP localhost:3000 127.0.0.1:${serverPort}`,
          'MAP localhost 127.0.0.1',
          'MAP * ~NOTFOUND',
          'EXCLUDE 127.0.0.1',
        ].join(', ')}`,
        ...fakeMediaFlags(media, directory),
      ],
    });
  const [patient, consultant] = await Promise.all([launch(PATIENT_MEDIA), launch(CONSULTANT_MEDIA)]);
  return {
    patient,
    consultant,
    close: async () => {
      await Promise.all([patient.close(), consultant.close(), pages.close()]);
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/**
 * Opens a browser context for each of the two, signed in, camera and microphone allowed.
 *
 * @param options `app`: its address, as their browsers know it; `relayOnly`: no call of theirs may go any other way
 */
export async function enter(
  sides: Sides,
  pair: Pair,
  options: { readonly app: string; readonly relayOnly?: boolean },
): Promise<Callers> {
  const [patient, consultant] = await Promise.all([
    enterAs(pair.patient, sides.patient, PATIENT_MEDIA, options),
    enterAs(pair.consultant, sides.consultant, CONSULTANT_MEDIA, options),
  ]);
  return { pair, patient, consultant };
}

/** Opens a browser context for one person. @param media what the fake devices of that browser show */
export async function enterAs(
  person: TestPerson,
  browser: Browser,
  media: FakeMedia,
  { app, relayOnly = false }: { readonly app: string; readonly relayOnly?: boolean },
): Promise<Caller> {
  const context = await browser.newContext({
    permissions: ['camera', 'microphone'],
    // It would fetch the whole app again for every test.
    serviceWorkers: 'block',
  });
  await keepPeers(context, { relayOnly });
  await keepTones(context);
  const page = await context.newPage();
  await signIn(page, person, app);
  return { person, media, browser, context, page, app };
}
