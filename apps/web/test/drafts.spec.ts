import { composer, expect, HERE, openConversation, signIn, test } from './support/app.ts';
import { makePair } from './support/people.ts';

const TEXT = 'A long and careful answer';

test('what is written and not sent outlives a reload, asks before it is left, and goes with signing out', {
  tag: '@journey',
}, async ({ page, context }) => {
  const pair = await makePair();
  await signIn(page, pair.patient);
  await openConversation(page, pair.conversationId);
  await composer(page).fill(TEXT);
  const asked = page.waitForEvent('dialog');
  await page.reload();
  expect((await asked).type()).toBe('beforeunload');
  await expect(composer(page)).toHaveValue(TEXT);

  // in another window of the person too
  const other = await context.newPage();
  await openConversation(other, pair.conversationId);
  await expect(composer(other)).toHaveValue(TEXT);
  await other.close();

  await page.getByRole('link', { name: 'Settings' }).click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByRole('heading', { name: 'Good to see you' })).toBeVisible();
  expect(await page.evaluate(() => JSON.stringify({ ...sessionStorage }))).not.toContain(TEXT);
  await signIn(page, pair.patient);
  await page.goto(HERE);
  await openConversation(page, pair.conversationId);
  await expect(composer(page)).toHaveValue('');
});
