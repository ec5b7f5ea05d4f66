import { bubble, expect, HERE, inboxRow, openConversation, signIn, test, write } from './support/app.ts';
import { makePair, say } from './support/people.ts';

test('two tabs of one person show the same, and signing out in one closes the other', {
  tag: '@journey',
}, async ({ context }) => {
  const pair = await makePair();
  const first = await context.newPage();
  const second = await context.newPage();
  await signIn(first, pair.patient);
  await openConversation(first, pair.conversationId);
  await openConversation(second, pair.conversationId);

  await write(first, 'from the first tab');
  await expect(bubble(second, 'from the first tab')).toHaveAttribute('data-status', 'sent');
  await write(second, 'from the second tab');
  await expect(bubble(first, 'from the second tab')).toHaveAttribute('data-status', 'sent');
  await expect(first.locator('[data-message]')).toHaveCount(2);
  await expect(second.locator('[data-message]')).toHaveCount(2);

  // what is read in one is read in the other
  await second.goto(HERE);
  await say(pair, pair.consultant, 'an answer');
  await expect(bubble(first, 'an answer')).toBeVisible();
  await expect(inboxRow(second, 'Dr. Noor Vance')).toContainText('an answer');
  await expect(inboxRow(second, 'Dr. Noor Vance')).not.toContainText('unread');

  await first.goto(`${HERE}/settings`);
  await first.getByRole('button', { name: 'Sign out' }).click();
  await expect(second.getByRole('heading', { name: 'Good to see you' })).toBeVisible();
  await expect(second.getByText('Dr. Noor Vance')).toBeHidden();
});

test('a message for a conversation that is not open shows as a toast that leads there', {
  tag: '@journey',
}, async ({ page }) => {
  const pair = await makePair();
  await signIn(page, pair.patient);
  await page.goto(`${HERE}/appointments`);
  await expect(page.getByRole('heading', { name: 'Dr. Noor Vance' })).toBeVisible();
  await say(pair, pair.consultant, 'Are you there?');
  const toast = page.locator('[data-toast]');
  await expect(toast).toContainText('Are you there?');
  await expect(page).toHaveTitle(/^\(1\) Appointments/);
  await toast.getByRole('link').click();
  await expect(bubble(page, 'Are you there?')).toBeVisible();
  await expect(toast).toBeHidden();
});
