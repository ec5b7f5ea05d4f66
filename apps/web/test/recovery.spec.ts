import { checkScreen } from './support/accessibility.ts';
import { expect, HERE, signIn, test } from './support/app.ts';
import { followMail } from './support/mails.ts';
import { PASSWORD, register } from './support/people.ts';

test('who has forgotten the password gets a mail, chooses another, and is in', { tag: '@journey' }, async ({
  page,
}) => {
  const { email } = await register('patient', 'Forgetful');
  await page.goto(HERE);
  await page.getByLabel('E-mail').fill(email);
  await page.getByRole('button', { name: 'Forgot password?' }).click();
  await expect(page.getByLabel('E-mail')).toHaveValue(email);
  await page.getByRole('button', { name: 'Send the link' }).click();
  await expect(page.getByRole('status')).toContainText(email);
  await checkScreen(page, 'the mail is on its way');
  await followMail(page, email, 'Choose a new password');
  await expect(page.getByLabel('New password')).toBeVisible();
  await checkScreen(page, 'a new password by a link');
  await page.getByLabel('New password').fill('password1');
  await page.getByRole('button', { name: 'Save the new password' }).click();
  await expect(page.getByText('too common')).toBeVisible();
  await page.getByLabel('New password').fill('a pass phrase that is new');
  await page.getByRole('button', { name: 'Save the new password' }).click();
  await expect(page.getByRole('status')).toContainText('Your new password is saved');
  await page.getByRole('button', { name: 'To Jiggy Care' }).click();
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password', { exact: true }).fill('a pass phrase that is new');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByText('No conversations yet')).toBeVisible();
});

test('a person changes the name, and the address by the link in a mail to it', async ({ page }) => {
  const person = await register('patient', 'Before');
  const email = `new-${person.email}`;
  await signIn(page, person);
  await page.goto(`${HERE}/settings`);
  await page.getByLabel('Your name').fill('Afterwards');
  await page.getByRole('button', { name: 'Save the name' }).click();
  await expect(page.getByText('Your new name is saved.')).toBeVisible();
  await expect(page.getByText('Not confirmed yet')).toBeVisible();
  await page.getByLabel('New e-mail address').fill(email);
  await page.getByLabel('Your password').fill('not my password');
  await page.getByRole('button', { name: 'Change the e-mail address' }).click();
  await expect(page.getByText('This is not your password.')).toBeVisible();
  await page.getByLabel('Your password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Change the e-mail address' }).click();
  await expect(page.getByText(`We have sent a mail to ${email}`)).toBeVisible();
  await checkScreen(page, 'the own account');
  await followMail(page, email, 'Please confirm your e-mail address');
  await page.getByRole('button', { name: 'Confirm the address' }).click();
  await expect(page.getByText('your e-mail address is confirmed')).toBeVisible();
  await page.reload();
  await page.getByRole('button', { name: 'Confirm the address' }).click();
  await expect(page.getByRole('status')).toContainText(`${email} is confirmed.`);
  await page.getByRole('button', { name: 'To Jiggy Care' }).click();
  await page.goto(`${HERE}/settings`);
  await expect(page.getByText('Confirmed')).toBeVisible();
  await expect(page.getByText(email).first()).toBeVisible();
});

test('a link that was used already says so to whoever is not signed in', async ({ page, context }) => {
  const person = await register('patient', 'Twice');
  await followMail(page, person.email, 'Please confirm your e-mail address');
  const confirm = page.getByRole('button', { name: 'Confirm the address' });
  await confirm.click();
  await expect(page.getByText('your e-mail address is confirmed')).toBeVisible();
  await context.clearCookies();
  await page.reload();
  await confirm.click();
  await expect(page.getByRole('alert')).toContainText('used already, is too old, or was replaced');
});
