import { composer, expect, HERE, openConversation, signIn, THERE, test } from './support/app.ts';
import { makePair, PASSWORD, preferencesOf, register, say } from './support/people.ts';

test('language and colours change at once, stay after a reload, and say so to screen readers', {
  tag: '@journey',
}, async ({ page }) => {
  const pair = await makePair();
  await signIn(page, pair.patient);
  await page.goto(`${HERE}/settings`);
  await page.getByText('Deutsch').click();
  await expect(page.getByRole('heading', { name: 'Einstellungen' })).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('lang', 'de');
  await page.getByText('Dunkel').click();
  await page.reload();
  await expect(page.getByRole('heading', { name: 'Einstellungen' })).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await expect(page.locator('html')).toHaveAttribute('lang', 'de');
  await expect(page).toHaveTitle(/^Einstellungen/);
});

test('how one wants to be told is the same on every device, and says so where it cannot be kept', async ({
  page,
}) => {
  const { patient } = await makePair();
  await signIn(page, patient);
  await page.goto(`${HERE}/settings`);
  const unread = page.getByRole('switch', { name: 'An e-mail when something stays unread' });
  await expect(unread).toBeChecked();
  await unread.click();
  await page.getByRole('switch', { name: 'Quiet hours' }).click();
  await page.getByLabel('Until').fill('08:30');
  await page.getByLabel('Time zone').selectOption('Asia/Tokyo');
  await expect(page.getByRole('button', { name: /^Use that of this device/ })).toBeVisible();
  await expect
    .poll(() => preferencesOf(patient))
    .toMatchObject({
      ...{ mailUnread: false, quietFrom: '22:00', quietTo: '08:30' },
      ...{ language: 'en', timeZone: 'Asia/Tokyo' },
    });
  await page.reload();
  await expect(unread).not.toBeChecked();
  await expect(page.getByLabel('Until')).toHaveValue('08:30');

  await page.route('**/auth/settings', (route) => route.abort());
  await unread.click();
  await expect(page.getByRole('alert')).toBeVisible();
  await expect(unread).not.toBeChecked();
  const refusal = await page.getByRole('alert').innerText();
  await expect(unread).toHaveAccessibleDescription(`Once for each conversation, after a while. ${refusal}`);
});

test('a time of the quiet hours that is missing, or twice the same, is told at its field', async ({
  page,
}) => {
  const { patient } = await makePair();
  await signIn(page, patient);
  await page.goto(`${HERE}/settings`);
  await page.getByRole('switch', { name: 'Quiet hours' }).click();
  const from = page.getByLabel('From');
  const until = page.getByLabel('Until');
  await until.fill('');
  await expect(until).toHaveAccessibleDescription(/^Please enter a time/);
  await until.fill('06:00');
  await expect(until).toHaveAccessibleDescription('');
  await from.fill('06:00');
  await expect(from).toHaveAccessibleDescription('Please choose two different times.');
  await expect(until).toHaveAccessibleDescription('');
  await expect.poll(() => preferencesOf(patient)).toMatchObject({ quietFrom: '22:00', quietTo: '06:00' });
});

test('a session elsewhere is listed, ended from here, and closes there', async ({ context }) => {
  const person = await register('patient', 'Two Places');
  const here = await context.newPage();
  const there = await context.newPage();
  await signIn(here, person);
  await signIn(there, person, THERE);
  await there.goto(THERE);
  await expect(there.getByText('No conversations yet')).toBeVisible();
  await here.goto(`${HERE}/settings`);
  // the account itself was made by a program, which is signed in too
  const end = here.getByRole('button', { name: /^End the session on Chrome/ });
  await expect(end).toHaveCount(1);
  await end.click();
  await expect(end).toHaveCount(0);
  await expect(there.getByText('You were signed out here.')).toBeVisible();
});

test('all other sessions end with one button, and this one stays', async ({ context }) => {
  const person = await register('patient', 'Many Places');
  const here = await context.newPage();
  const there = await context.newPage();
  await signIn(here, person);
  await signIn(there, person, THERE);
  await there.goto(THERE);
  await expect(there.getByText('No conversations yet')).toBeVisible();
  await here.goto(`${HERE}/settings`);
  await expect(here.getByRole('button', { name: /^End the session on/ })).toHaveCount(2);
  await here.getByRole('button', { name: 'End all other sessions' }).click();
  await here.getByRole('dialog').getByRole('button', { name: 'End all other sessions' }).click();
  await expect(here.getByRole('button', { name: /^End/ })).toHaveCount(0);
  await expect(there.getByText('You were signed out here.')).toBeVisible();
});

test('with forced colours it is still to be seen what is chosen and what is on', async ({ page }) => {
  const pair = await makePair();
  await signIn(page, pair.patient);
  await page.emulateMedia({ forcedColors: 'active' });
  await page.goto(`${HERE}/settings`);
  const look = (label: string) =>
    page.getByText(label, { exact: true }).evaluate((element) => {
      const { backgroundColor, outlineStyle } = getComputedStyle(element);
      return { backgroundColor, outlineStyle };
    });
  await expect(page.getByText('English', { exact: true })).toBeVisible();
  expect(await look('English')).not.toEqual(await look('Deutsch'));
  expect(await look('Automatic')).not.toEqual(await look('Light'));
  const knob = page.getByRole('switch').first().locator('span');
  const colours = await knob.evaluate((element) => [
    getComputedStyle(element).backgroundColor,
    getComputedStyle(element.parentElement ?? element).backgroundColor,
  ]);
  expect(colours[0]).not.toBe(colours[1]);
});

test('the password is changed only by whoever knows it', { tag: '@journey' }, async ({ page }) => {
  const person = await register('patient', 'New Key');
  await signIn(page, person);
  await page.goto(`${HERE}/settings`);
  await page.getByLabel('Current password').fill('something else');
  await page.getByLabel('New password').fill('another quiet sentence');
  await page.getByRole('button', { name: 'Change password' }).click();
  await expect(page.getByText('This is not your current password.')).toBeVisible();
  await page.getByLabel('Current password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Change password' }).click();
  await expect(page.getByText('Your password has been changed.')).toBeVisible();
  await expect(page.getByLabel('New password')).toHaveValue('');
  // the program that made the account was signed in, and the list knows that it is no more
  await expect(page.getByText('This device', { exact: true }).last()).toBeVisible();
  await expect(page.getByRole('button', { name: /^End/ })).toHaveCount(0);
  await page.reload();
  await expect(page.getByRole('heading', { name: 'Settings' })).toBeVisible();
});

test('wrong passwords that somebody tried are told to the owner of the account', async ({ page }) => {
  const person = await register('patient', 'Tried At');
  for (let count = 0; count < 2; count += 1) {
    const answer = await page.request.post(`${HERE}/api/v1/auth/login`, {
      headers: { 'X-Client-Type': 'web' },
      data: { email: person.email, password: 'not the right one' },
    });
    expect(answer.status()).toBe(401);
  }
  await signIn(page, person);
  await page.goto(`${HERE}/settings`);
  await expect(page.getByRole('list', { name: 'Wrong passwords were tried' })).toContainText('2 tries');
});

test('a consultant blocks a patient in the conversation, and takes it back in the settings', {
  tag: '@journey',
}, async ({ page }) => {
  const pair = await makePair();
  await signIn(page, pair.consultant);
  await openConversation(page, pair.conversationId);
  await page.getByRole('heading', { level: 1, name: 'Ada Bello' }).getByRole('button').click();
  await page.getByRole('button', { name: 'Block this person' }).click();
  await expect(page.getByText('only learns that you are not available')).toBeVisible();
  await page.getByRole('button', { name: 'Block this person' }).click();
  await expect(page.getByText('Nothing from this person reaches you any more.')).toBeVisible();
  await expect(page.getByText('You have blocked Ada Bello.')).toBeAttached();
  await expect(composer(page)).toHaveCount(0);
  await expect(say(pair, pair.patient, 'Are you there?')).rejects.toThrow('not available');

  await page.goto(`${HERE}/settings`);
  await page.getByRole('button', { name: 'Unblock Ada Bello' }).click();
  await expect(page.getByText('Nobody is blocked.')).toBeVisible();
  await say(pair, pair.patient, 'Are you there?');
});
