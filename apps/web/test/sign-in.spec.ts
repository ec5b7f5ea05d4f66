import { randomUUID } from 'node:crypto';
import { expect, HERE, test } from './support/app.ts';
import { PASSWORD, register } from './support/people.ts';

test('a new patient makes an account, signs out, and gets back in with the right password only', {
  tag: '@journey',
}, async ({ page }) => {
  const email = `${randomUUID()}@example.org`;
  await page.goto(HERE);
  await page.getByRole('button', { name: 'Create account' }).click();
  await page.getByRole('button', { name: 'Create account' }).click();
  await expect(page.getByLabel('Your name')).toBeFocused();
  await expect(page.getByText('Please enter your name.')).toBeVisible();
  await page.getByLabel('Your name').fill('Zoë Ọlá');
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password', { exact: true }).fill('password1');
  await page.getByRole('button', { name: 'Create account' }).click();
  await expect(page.getByText('too common')).toBeVisible();
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Create account' }).click();
  await expect(page.getByText('No conversations yet')).toBeVisible();

  await page.getByRole('link', { name: 'Settings' }).click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByRole('heading', { name: 'Good to see you' })).toBeVisible();

  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password', { exact: true }).fill('not my password');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('alert')).toHaveText('Wrong e-mail or password.');
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByLabel('Password', { exact: true }).press('Enter');
  await expect(page.getByRole('heading', { name: 'Settings' })).toBeVisible();
});

test('an e-mail that is taken is said at its field', async ({ page }) => {
  const { email } = await register('patient', 'Taken');
  await page.goto(HERE);
  await page.getByRole('button', { name: 'Create account' }).click();
  await page.getByLabel('Your name').fill('Someone Else');
  await page.getByLabel('E-mail').fill(email.toUpperCase());
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Create account' }).click();
  await expect(page.getByLabel('E-mail')).toBeFocused();
  await expect(page.getByLabel('E-mail')).toHaveAccessibleDescription(/already an account with this e-mail/);
});

test('a demo link asks before it signs out who is signed in', async ({ page }) => {
  await page.goto(`${HERE}/?demo=patient`);
  await expect(page.getByText('Dr. Samir Haddad')).toBeVisible();
  await page.goto(`${HERE}/?demo=consultant`);
  await page.getByRole('button', { name: 'Stay signed in' }).last().click();
  await expect(page.getByText('Dr. Samir Haddad').first()).toBeVisible();
  await expect(page).toHaveURL(`${HERE}/`);
  await page.goto(`${HERE}/?demo=consultant`);
  await page.getByRole('button', { name: 'Sign out and open the demo' }).click();
  await expect(page.getByText('Ada Martin').first()).toBeVisible();
  await expect(page).toHaveURL(`${HERE}/`);
  await page.reload();
  await expect(page.getByText('Ada Martin').first()).toBeVisible();
});
