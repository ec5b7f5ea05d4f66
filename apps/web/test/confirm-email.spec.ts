import type { Locator } from '@playwright/test';
import { checkScreen, SCREENS } from './support/accessibility.ts';
import { expect, HERE, signIn, test } from './support/app.ts';
import { launchServer } from './support/launch-server.ts';
import { followMail } from './support/mails.ts';
import { register } from './support/people.ts';

const UNCONFIRMED = 'E-mail not confirmed';

for (const [screen, device] of Object.entries(SCREENS)) {
  test.describe(screen, () => {
    test.use(device);
    test('who has not confirmed the address is asked in one line, sends the mail again, and is asked no more', async ({
      page,
      context,
    }) => {
      const person = await register('patient', 'Ada Bello');
      await signIn(page, person);
      await page.goto(HERE);
      const line = page.getByRole('region', { name: 'Your e-mail address' });
      await expect(line).toContainText(UNCONFIRMED);
      expect(await countLines(line.getByRole('status'))).toBe(1);
      await checkScreen(page, 'inbox, with an address that is not confirmed');
      await line.getByRole('button', { name: 'Send the mail again' }).click();
      await expect(line).toContainText('The mail is on its way. Please open the link in it.');

      const other = await context.newPage();
      await followMail(other, person.email, 'Please confirm your e-mail address');
      await other.getByRole('button', { name: 'Confirm the address' }).click();
      await expect(other.getByText('your e-mail address is confirmed')).toBeVisible();
      // Headless windows are in sight all the time.
      await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
      await expect(line).toHaveCount(0);
    });
  });
}

test('the line is put away by one person in this browser, and is there for the next', async ({
  page,
  context,
}) => {
  await signIn(page, await register('patient', 'Ada Bello'));
  await page.goto(HERE);
  const line = page.getByRole('region', { name: 'Your e-mail address' });
  await line.getByRole('button', { name: 'Not now' }).click();
  await expect(line).toHaveCount(0);
  const asked: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  await page.reload();
  await expect(page.getByText('No conversations yet')).toBeVisible();
  await expect.poll(() => asked.some((path) => path.includes('confirm-email'))).toBe(true);
  await page.waitForLoadState('networkidle');
  expect(asked).not.toContain('/api/v1/auth/email');

  await context.clearCookies();
  await signIn(page, await register('patient', 'Ben Ode'));
  await page.goto(HERE);
  await expect(line).toContainText(UNCONFIRMED);
});

test('where an address must be confirmed before a booking, the form says so', async ({ page }) => {
  const server = await launchServer({ EMAIL_VERIFICATION: 'required' });
  try {
    const host = `http://localhost:${server.port}`;
    const there = `http://127.0.0.1:${server.port}`;
    await register('consultant', 'Dr. Noor Vance', there);
    await signIn(page, await register('patient', 'Ada Bello', there), host);
    await page.goto(`${host}/appointments/new`);
    await page.getByText('Dr. Noor Vance').first().click();
    await page.getByRole('button', { name: 'Book appointment' }).click();
    await expect(page.getByRole('alert')).toContainText('Please confirm your e-mail address first');
  } finally {
    await server.close();
  }
});

function countLines(text: Locator): Promise<number> {
  return text.evaluate((element) => {
    const { height } = element.getBoundingClientRect();
    return Math.round(height / Number.parseFloat(getComputedStyle(element).lineHeight));
  });
}
