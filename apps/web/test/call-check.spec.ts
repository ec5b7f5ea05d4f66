import type { Page } from '@playwright/test';
import { checkScreen, SCREENS } from './support/accessibility.ts';
import { type Caller, expect, test } from './support/callers.ts';
import { lookAtOneself } from './support/remote-media.ts';

declare global {
  /** Every track that the page was given, oldest first. */
  var tracksGiven: MediaStreamTrack[];
}

test.use({ behindRelay: true });

const card = (page: Page, name: string) => page.getByRole('region', { name });

test('the check shows the picture, hears the voice, plays a sound, finds the way, and closes everything behind it', async ({
  callers,
}) => {
  const { page } = await openCheck(callers.patient);
  await expect(card(page, 'Camera')).toContainText('Works');
  await expect.poll(() => lookAtOneself(page)).toEqual({ colour: 'red', isMoving: true });
  await expect(card(page, 'Microphone')).toContainText('We can hear you');
  await expect(page.locator('[data-level]')).toHaveAttribute('style', /--level: ?(0\.[1-9]|1)/);
  await expect(card(page, 'Connection')).toContainText('Calls get through');
  await expect(part(page, 'server')).toContainText(/Works, \d+ ms/);
  await expect(part(page, 'relay')).toContainText(/Works, \d+ ms/);

  await expect(page.getByText('You are ready for your call.')).toBeHidden();
  await card(page, 'Speaker').getByRole('button', { name: 'Play a sound' }).click();
  await card(page, 'Speaker').getByRole('button', { name: 'No' }).click();
  await expect(card(page, 'Speaker')).toContainText('Turn the volume up');
  await card(page, 'Speaker').getByRole('button', { name: 'Play again' }).click();
  await card(page, 'Speaker').getByRole('button', { name: 'Yes' }).click();
  await expect(page.getByText('You are ready for your call.')).toBeVisible();

  await page.getByRole('combobox', { name: 'Microphone' }).selectOption('Fake Audio Input 2');
  await expect.poll(() => liveLabels(page)).toContain('Fake Audio Input 2');
  await expect(card(page, 'Microphone')).toContainText('We can hear you');
  await page.getByRole('link', { name: 'Settings' }).click();
  await expect(page.getByRole('combobox', { name: 'Microphone' })).toHaveText(/Fake Audio Input 2/);
  expect(await liveLabels(page)).toEqual([]);
});

test('who forbids camera and microphone reads the cure for this browser, and tries again after it', async ({
  callers,
}) => {
  const { context } = callers.patient;
  await context.clearPermissions();
  const { page } = await openCheck(callers.patient);
  for (const name of ['Camera', 'Microphone']) {
    await expect(card(page, name)).toContainText(`The ${name.toLowerCase()} is blocked`);
    await expect(card(page, name)).toContainText('Click the icon to the left of the address');
  }
  await context.grantPermissions(['microphone']);
  await card(page, 'Microphone').getByRole('button', { name: 'Try again' }).click();
  await expect(card(page, 'Microphone')).toContainText('We can hear you');
  await expect(card(page, 'Camera')).toContainText('The camera is blocked');
  await context.grantPermissions(['camera', 'microphone']);
  await card(page, 'Camera').getByRole('button', { name: 'Try again' }).click();
  await expect(card(page, 'Camera')).toContainText('Works');
});

test('the check says when the server is not reached, or no sound and picture find a way', async ({
  callers,
  relay,
}) => {
  const { page, context } = await openCheck(callers.patient);
  const connection = card(page, 'Connection');
  const again = connection.getByRole('button', { name: 'Test again' });
  await expect(connection).toContainText('Calls get through');

  relay?.freeze();
  await again.click();
  await expect(connection).toContainText('Calls do not get through', { timeout: 15_000 });
  await expect(connection).toContainText('This network blocks calls');
  await expect(part(page, 'relay')).toContainText('Does not work');
  relay?.thaw();

  await context.setOffline(true);
  await again.click();
  await expect(part(page, 'server')).toContainText('Does not work', { timeout: 15_000 });
  await expect(connection).toContainText('Jiggy Care cannot be reached from here');
  await context.setOffline(false);
});

test('a call takes camera and microphone away from the check', async ({ callers }) => {
  const { page } = await openCheck(callers.patient);
  const { consultant, pair } = callers;
  await expect(card(page, 'Camera')).toContainText('Works');
  await consultant.page.goto(`${consultant.app}/c/${pair.conversationId}`);
  await consultant.page.getByRole('button', { name: /^Voice call with/ }).click();
  await page.getByRole('button', { name: 'Decline', exact: true }).waitFor();
  expect(await liveLabels(page)).toEqual([]);
  await page.getByRole('button', { name: 'Decline', exact: true }).click();
  await expect(card(page, 'Camera')).toContainText('Works');
});

for (const [screen, { viewport }] of Object.entries(SCREENS)) {
  test(`the check keeps WCAG 2.2 AA in light and dark: ${screen}`, async ({ callers }) => {
    test.slow();
    const { context } = callers.patient;
    await callers.patient.page.setViewportSize(viewport);
    await callers.patient.page.emulateMedia({ reducedMotion: 'reduce' });
    const { page } = await openCheck(callers.patient);
    await expect(card(page, 'Microphone')).toContainText('We can hear you');
    await expect(card(page, 'Connection')).toContainText('Calls get through');
    await card(page, 'Speaker').getByRole('button', { name: 'Play a sound' }).click();
    await expect(card(page, 'Speaker')).toContainText('Did you hear it?');
    await checkScreen(page, 'check');
    await page.getByRole('link', { name: 'Settings' }).click();
    await expect(page.getByRole('combobox', { name: 'Camera' })).toBeVisible();
    await checkScreen(page, 'settings with devices');
    await context.clearPermissions();
    await page.goto(`${callers.patient.app}/check`);
    await expect(card(page, 'Camera')).toContainText('The camera is blocked');
    await checkScreen(page, 'check, forbidden');
  });
}

async function openCheck(caller: Caller): Promise<Caller> {
  await caller.page.addInitScript(() => {
    globalThis.tracksGiven = [];
    const { mediaDevices } = navigator;
    const ask = mediaDevices.getUserMedia.bind(mediaDevices);
    mediaDevices.getUserMedia = async (wish) => {
      const stream = await ask(wish);
      tracksGiven.push(...stream.getTracks());
      return stream;
    };
  });
  await caller.page.goto(`${caller.app}/settings`);
  await caller.page.getByRole('link', { name: 'Check sound and picture' }).click();
  return caller;
}

const part = (page: Page, name: string) => page.locator(`[data-part="${name}"]`);

function liveLabels(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    tracksGiven.filter(({ readyState }) => readyState === 'live').map(({ label }) => label),
  );
}
