import type { Page } from '@playwright/test';
import { checkScreen, SCREENS } from './support/accessibility.ts';
import { expect, test } from './support/app.ts';
import { HERE, makePair, PASSWORD, type TestPerson } from './support/people.ts';

const ADDRESS = `${HERE}/api/v1/api-docs/playground`;

const heard = (page: Page, name: string) =>
  page.locator('#log .hear').filter({ has: page.locator('strong', { hasText: new RegExp(`^${name}$`) }) });
const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();

async function connect(page: Page, { email, name }: TestPerson): Promise<void> {
  await page.goto(ADDRESS);
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password').fill(PASSWORD);
  await press(page, 'Sign in');
  await expect(page.getByRole('status')).toHaveText(new RegExp(`^Connected as ${name}`));
}

test('beside the page of events one can connect, join, send, and see what the other person hears', async ({
  context,
}) => {
  const { patient, consultant } = await makePair();
  const [mine, theirs] = [await context.newPage(), await context.newPage()];
  await mine.goto(`${HERE}/api/v1/api-docs/events`);
  await mine.getByRole('link', { name: 'Playground' }).click();
  await expect(mine).toHaveURL(ADDRESS);
  await connect(mine, patient);
  await connect(theirs, consultant);
  for (const page of [mine, theirs]) {
    await press(page, 'Join');
    await expect(heard(page, 'joined_conversation')).toBeVisible();
  }

  await mine.getByLabel('Message').fill('Does this arrive?');
  await press(mine, 'Send');
  await expect(heard(theirs, 'new_message')).toContainText('Does this arrive?');
  await expect(heard(mine, 'answer to send_message')).toContainText('"event": "message_sent"');

  // any other event, with an example to begin with
  await theirs.getByText('Any other event').click();
  await theirs.getByLabel('Event').selectOption('typing_start');
  await expect(theirs.getByLabel('Payload')).toHaveValue(new RegExp(consultant.id));
  await press(theirs, 'Emit');
  await expect(heard(mine, 'user_typing')).toContainText(consultant.id);

  // what is no JSON, and what the server refuses, is told
  await theirs.getByLabel('Payload').fill('{');
  await press(theirs, 'Emit');
  await expect(theirs.locator('#log .note').first()).toContainText('That did not work');
  await theirs.getByLabel('Event').selectOption('send_message');
  await theirs.getByLabel('Payload').fill('{}');
  await press(theirs, 'Emit');
  await expect(heard(theirs, 'error')).toContainText('validation_failed');

  await press(theirs, 'Disconnect');
  await expect(theirs.getByRole('status')).toHaveText('Not connected');
  await expect(theirs.getByRole('button', { name: 'Send' })).toBeDisabled();
});

test('a token from elsewhere does, and a wrong one is told', async ({ page }) => {
  const { patient } = await makePair();
  const login = await page.request.post(`${HERE}/api/v1/auth/login`, {
    headers: { 'X-Client-Type': 'mobile' },
    data: { email: patient.email, password: PASSWORD },
  });
  const { accessToken } = await login.json();
  await page.goto(ADDRESS);
  await page.getByText('Or with a token that you have').click();
  await page.getByLabel('Access token').fill('nonsense');
  await press(page, 'Connect');
  await expect(page.locator('#log .note')).toContainText('unauthorized');
  await page.getByLabel('Access token').fill(accessToken);
  await press(page, 'Connect');
  await expect(page.getByRole('status')).toHaveText(new RegExp(`^Connected as ${patient.name}`));
});

for (const [size, { viewport }] of Object.entries(SCREENS))
  test(`the playground fits a ${size}, and can be used by everybody`, async ({ page }) => {
    const { patient } = await makePair();
    await page.setViewportSize(viewport);
    await connect(page, patient);
    await press(page, 'Join');
    await expect(heard(page, 'joined_conversation')).toBeVisible();
    for (const summary of await page.locator('summary').all()) await summary.click();
    await checkScreen(page, `playground-${size}`);
  });
