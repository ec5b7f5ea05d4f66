import type { Page } from '@playwright/test';
import { checkScreen, SCREENS } from './support/accessibility.ts';
import { bubble, composer, expect, HERE, openConversation, signIn, test, watchOver } from './support/app.ts';
import { cancelBooking, makePair, register, say } from './support/people.ts';

for (const [screen, device] of Object.entries(SCREENS)) {
  test(`every screen keeps WCAG 2.2 AA in light and dark: ${screen}`, async ({ browser, watch }) => {
    test.slow();
    const context = await browser.newContext({
      ...device,
      locale: 'en-GB',
      reducedMotion: 'reduce',
    });
    watchOver(context, watch.faults);
    const page = await context.newPage();
    const pair = await makePair();
    await say(pair, pair.consultant, 'Have a look at https://example.org/knee');

    await page.goto(HERE);
    await expect(page.getByRole('heading', { name: 'Good to see you' })).toBeVisible();
    await checkScreen(page, 'sign-in');
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.getByRole('button', { name: 'Create account' }).click();
    await checkScreen(page, 'register, with faults');

    await signIn(page, pair.patient);
    await page.goto(HERE);
    await expect(page.getByText('1 unread').first()).toBeAttached();
    await checkScreen(page, 'inbox');

    await openConversation(page, pair.conversationId);
    await send(page, 'Thank you');
    await expect(bubble(page, 'Thank you')).toHaveAttribute('data-status', 'sent');
    await checkScreen(page, 'conversation');
    await bubble(page, 'Thank you').locator('[data-text]').click();
    await checkScreen(page, 'conversation, with the times of a message');
    await context.setOffline(true);
    await send(page, 'waiting');
    await expect(page.getByText('You are offline.')).toBeVisible();
    await checkScreen(page, 'conversation, offline');
    await cancelBooking(pair);
    await context.setOffline(false);
    await expect(bubble(page, 'waiting')).toHaveAttribute('data-status', 'failed', { timeout: 20_000 });
    await expect(page.getByText('You can read your conversation')).toBeVisible();
    await checkScreen(page, 'conversation, cancelled, with a failed message');

    await page.goto(`${HERE}/appointments`);
    await expect(page.getByRole('heading', { name: 'Dr. Noor Vance' })).toBeVisible();
    await checkScreen(page, 'appointments');
    await page.goto(`${HERE}/appointments/new`);
    await expect(page.getByText('Dr. Noor Vance').first()).toBeVisible();
    await page.getByText('Dr. Noor Vance').first().click();
    await checkScreen(page, 'new appointment');
    await page.getByRole('button', { name: 'Book appointment' }).click();
    await expect(page.getByText('Say hello to Dr. Noor Vance')).toBeVisible();
    await checkScreen(page, 'empty conversation');
    await page.goto(`${HERE}/appointments`);
    await page.getByRole('button', { name: /^Move the appointment/ }).click();
    await checkScreen(page, 'moving');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: /^Cancel the appointment/ }).click();
    await checkScreen(page, 'cancelling');

    await page.goto(`${HERE}/settings`);
    await expect(page.getByText('This device').last()).toBeVisible();
    await checkScreen(page, 'settings');
    await page.goto(`${HERE}/c/${pair.patient.id}`);
    await expect(page.getByText('We did not find this conversation')).toBeVisible();
    await checkScreen(page, 'not found');

    await context.clearCookies();
    await signIn(page, await register('patient', 'New Here'));
    await page.goto(HERE);
    await expect(page.getByText('No conversations yet')).toBeVisible();
    await checkScreen(page, 'empty inbox');
    await page.goto(`${HERE}/appointments`);
    await expect(page.getByText('Nothing coming up')).toBeVisible();
    await checkScreen(page, 'no appointments');
    await context.close();
  });
}

test('the way from the inbox to a sent message needs no mouse', { tag: '@journey' }, async ({ page }) => {
  const pair = await makePair();
  await signIn(page, pair.patient);
  await page.goto(HERE);
  await expect(page.getByRole('link', { name: /Dr. Noor Vance/ })).toBeVisible();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to content' })).toBeFocused();
  await page.keyboard.press('Enter');
  for (let step = 0; step < 5; step += 1) {
    await page.keyboard.press('Tab');
    if (
      await page
        .getByRole('link', { name: /Dr. Noor Vance/ })
        .evaluate((link) => link === document.activeElement)
    )
      break;
  }
  await page.keyboard.press('Enter');
  await expect(composer(page)).toBeFocused();
  await page.keyboard.type('first line');
  await page.keyboard.press('Shift+Enter');
  await page.keyboard.type('second line');
  await page.keyboard.press('Enter');
  await expect(bubble(page, 'second line')).toHaveAttribute('data-status', 'sent');
  await expect(composer(page)).toBeFocused();
  await expect(composer(page)).toHaveValue('');
});

/** On a phone the Enter key makes a line; the button sends. */
async function send(page: Page, text: string): Promise<void> {
  await composer(page).fill(text);
  await page.getByRole('button', { name: 'Send', exact: true }).click();
}
