import type { Page } from '@playwright/test';
import { watchOver } from '../support/app.ts';
import { accept, button, connect, meet, openBoth, placeCall, stage } from '../support/call-screens.ts';
import { type Caller, type Callers, expect, test } from '../support/callers.ts';
import { countPeers } from '../support/peers.ts';
import {
  expectSilence,
  expectToHear,
  expectToMeet,
  expectToSee,
  framesFlow,
  look,
} from '../support/remote-media.ts';
import { enterAs } from '../support/sides.ts';

test('who forbids camera and microphone is told the cure, sees and hears the other, and joins in later', async ({
  callers,
}) => {
  const { patient, consultant } = callers;
  await openBoth(callers);
  await patient.context.clearPermissions();
  await placeCall(patient);
  await accept(consultant);
  await expectToMeet(patient.page, consultant.media);
  await expect(stage(patient.page)).toContainText('The microphone is blocked');
  await expect(stage(patient.page)).toContainText('Click the icon to the left of the address');
  await expectSilence(consultant.page);
  expect(await look(consultant.page)).toEqual({ colour: 'none', isMoving: false });

  await patient.context.grantPermissions(['camera', 'microphone']);
  await button(patient.page, 'Try again').first().click();
  await meet(patient, consultant);
});

test('with a microphone alone, a video call is taken with voice', async ({ callers }) => {
  const { patient, consultant } = callers;
  await openBoth(callers);
  await consultant.context.clearPermissions();
  await consultant.context.grantPermissions(['microphone']);
  await placeCall(patient);
  await accept(consultant);
  await expectToMeet(consultant.page, patient.media);
  await expectToHear(patient.page, consultant.media);
  await expect(stage(consultant.page)).toContainText('The camera is blocked');
  await expect(stage(patient.page)).toContainText("Dr. Noor Vance's camera is off");
});

test('a permission that is withdrawn in a call is told with its cure; the call goes on', async ({
  callers,
}) => {
  const { patient, consultant } = callers;
  await openBoth(callers);
  await connect(patient, consultant);
  await setCameraPermission(patient, 'denied');
  // gone, and, as soon as it was asked for again, blocked
  await expect(stage(patient.page)).toContainText(/The camera is (gone|blocked)/);
  await expect(stage(consultant.page)).toContainText("Ada Bello's camera is off");
  await expectToMeet(patient.page, consultant.media);

  await setCameraPermission(patient, 'granted');
  await button(patient.page, 'Try again').click();
  await meet(patient, consultant);
  expect(await countPeers(patient.page)).toEqual({ made: 1, open: 1 });
});

test('another microphone is chosen while one talks', async ({ callers }) => {
  const { patient, consultant } = callers;
  await openBoth(callers);
  await connect(patient, consultant);
  await button(patient.page, /^More/).click();
  await patient.page.getByLabel('Microphone', { exact: true }).selectOption({ label: 'Fake Audio Input 2' });
  await expect.poll(() => sentLabels(patient.page)).toContain('Fake Audio Input 2');
  await expectToHear(consultant.page, patient.media);
  await expectToSee(consultant.page, patient.media);
});

/*
 * Headless Chromium has no screen and shows no picker: getDisplayMedia neither resolves nor rejects there. With the
 * flag below it gives a made-up screen at once, and every permission with it, so that is a browser of its own. What
 * cannot be proven so is a person who chooses nothing, or stops sharing in the bar of the browser.
 */
const studioTest = test.extend<{ studio: Callers }>({
  studio: async ({ playwright, launchOptions, callers, faults }, use) => {
    const browser = await playwright.chromium.launch({
      ...launchOptions,
      args: [
        ...(launchOptions.args ?? []),
        '--use-fake-device-for-media-stream=device-count=3',
        '--use-fake-ui-for-media-stream',
      ],
    });
    const { person, app } = callers.consultant;
    const consultant = await enterAs(person, browser, { colour: 'green', hertz: 0 }, { app });
    watchOver(consultant.context, faults);
    await use({ ...callers, consultant });
    await browser.close();
  },
});

studioTest(
  'another camera is chosen, and a screen is shared in place of it and taken back',
  async ({ studio }) => {
    const { patient, consultant } = studio;
    await openBoth(studio);
    await placeCall(patient);
    await accept(consultant);
    await expect.poll(() => framesFlow(patient.page)).toBe(true);
    await button(consultant.page, /^More/).click();
    const camera = consultant.page.getByLabel('Camera', { exact: true });
    await camera.selectOption({ label: 'fake_device_2' });
    await expect.poll(() => sentLabels(consultant.page)).toContain('fake_device_2');
    await expect.poll(() => framesFlow(patient.page)).toBe(true);
    await consultant.page.keyboard.press('Escape');

    await button(consultant.page, 'Share your screen').click();
    await expect(patient.page.getByLabel('Screen of Dr. Noor Vance')).toBeVisible();
    await expect.poll(() => sentLabels(consultant.page)).toContainEqual(expect.stringMatching(/^screen/));
    await expect(stage(consultant.page)).toContainText("You're sharing your screen");
    await expect.poll(() => framesFlow(patient.page)).toBe(true);
    await expectToSee(consultant.page, patient.media);

    await button(consultant.page, 'Stop sharing your screen').click();
    await expect(patient.page.getByLabel('Picture of Dr. Noor Vance')).toBeVisible();
    await expect.poll(() => sentLabels(consultant.page)).toContain('fake_device_2');
    await expect.poll(() => framesFlow(patient.page)).toBe(true);
    expect(await countPeers(patient.page)).toEqual({ made: 1, open: 1 });
  },
);

/** As a person does it in the address bar: what is withdrawn is taken away from the page at once. */
async function setCameraPermission(
  { browser, context, page, app }: Caller,
  setting: 'granted' | 'denied',
): Promise<void> {
  const target = await context.newCDPSession(page);
  const { targetInfo } = await target.send('Target.getTargetInfo');
  const session = await browser.newBrowserCDPSession();
  const { browserContextId } = targetInfo;
  if (browserContextId === undefined) throw new Error('the page belongs to no browser context');
  await session.send('Browser.setPermission', {
    permission: { name: 'camera' },
    setting,
    origin: app,
    browserContextId,
  });
}

/** The names of the devices that are being sent. */
function sentLabels(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    (peersMade.at(-1)?.getSenders() ?? []).flatMap(({ track }) => (track === null ? [] : track.label)),
  );
}
