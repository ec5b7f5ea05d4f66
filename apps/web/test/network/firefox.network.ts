import type { Page } from '@playwright/test';
import type { Page as FirefoxPage } from 'puppeteer-core';
import { accept, ending, placeCall } from '../support/call-screens.ts';
import { CONSULTANT_MEDIA, PATIENT_MEDIA } from '../support/fake-media.ts';
import { expectToHear } from '../support/remote-media.ts';
import { launchFirefox, signInWithFirefox } from './firefox.ts';
import { expect, test } from './lab-callers.ts';

/** What a page shows and plays of the other side, asked in words that both browsers have. */
interface Reception {
  /** New pictures in half a second. */
  readonly frames: number;
  /** The strongest of the picture's colours. */
  readonly colour: string;
  readonly isSoundPlayed: boolean;
}

test('Firefox and Chromium see and hear each other, whoever calls', async ({ meeting, patient, ground }) => {
  const { pair } = meeting;
  const firefox = await launchFirefox(CONSULTANT_MEDIA);
  try {
    const { page } = firefox;
    const press = (name: string) => page.locator(`::-p-aria([name="${name}"][role="button"])`).click();
    await signInWithFirefox(page, ground.app, pair.consultant);
    await page.goto(`${ground.app}/c/${pair.conversationId}`);
    await patient.page.goto(`${ground.app}/c/${pair.conversationId}`);

    await placeCall(patient);
    await press('Accept');
    await expectBoth(page, patient.page);
    await press('End the call');
    await expect(ending(patient.page, /ended the call/)).toBeVisible();

    await press('Video call with Ada Bello');
    await accept(patient);
    await expectBoth(page, patient.page);
  } finally {
    await firefox.close();
  }
});

async function expectBoth(firefox: FirefoxPage, chromium: Page): Promise<void> {
  await expect
    .poll(() => firefox.evaluate(receive), { timeout: 15_000 })
    .toMatchObject({ colour: PATIENT_MEDIA.colour, isSoundPlayed: true });
  await expectToHear(chromium, CONSULTANT_MEDIA);
  for (const look of [() => firefox.evaluate(receive), () => chromium.evaluate(receive)]) {
    await expect.poll(async () => (await look()).frames).toBeGreaterThan(3);
  }
}

/** Runs in the page. */
async function receive(): Promise<Reception> {
  const video = document.querySelector<HTMLVideoElement>('video[data-remote-video]');
  const sound = document.querySelector<HTMLMediaElement>('audio[data-remote-audio]') ?? video;
  const isSoundPlayed = sound !== null && !sound.paused && !sound.muted;
  if (video === null || video.videoWidth === 0) return { frames: 0, colour: 'none', isSoundPlayed };
  const canvas = document.createElement('canvas');
  canvas.width = 40;
  canvas.height = 30;
  const drawing = canvas.getContext('2d');
  drawing?.drawImage(video, 0, 0, 40, 30);
  const [red = 0, green = 0, blue = 0] = drawing?.getImageData(1, 1, 1, 1).data ?? [];
  const [strongest] = Object.entries({ red, green, blue }).sort(([, one], [, other]) => other - one);
  let frames = 0;
  const count = () => {
    frames += 1;
    video.requestVideoFrameCallback(count);
  };
  video.requestVideoFrameCallback(count);
  await new Promise((resolve) => setTimeout(resolve, 500));
  return { frames, colour: strongest?.[0] ?? 'none', isSoundPlayed };
}
