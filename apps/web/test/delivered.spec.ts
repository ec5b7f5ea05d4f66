import { bubble, composer, expect, inboxRow, openConversation, signIn, test, write } from './support/app.ts';
import { makePair, say, THERE } from './support/people.ts';

test('a message shows when it was sent, delivered and read, to the finger and to the keyboard', async ({
  page,
  context,
}) => {
  const pair = await makePair();
  await say(pair, pair.consultant, 'Good morning');
  await signIn(page, pair.patient);
  await openConversation(page, pair.conversationId);
  await write(page, 'Has it come?');
  const mine = bubble(page, 'Has it come?');
  const times = mine.locator('[data-times]');
  await expect(mine).toHaveAttribute('data-status', 'sent');
  await mine.locator('[data-text]').click();
  await expect(times).toHaveText(/^SentToday, \d\d:\d\d$/);

  // the other one comes, and has no conversation open
  const there = await context.newPage();
  await signIn(there, pair.consultant, THERE);
  await there.goto(`${THERE}/`);
  await expect(mine).toHaveAttribute('data-status', 'delivered');
  await expect(times).toHaveText(/^SentToday, \d\d:\d\dDeliveredToday, \d\d:\d\d$/);
  const stamp = mine.getByRole('button');
  await expect(stamp).toHaveAccessibleName(/^\d\d:\d\d Delivered When it was sent, delivered and read$/);

  await inboxRow(there, 'Ada Bello').click();
  await expect(mine).toHaveAttribute('data-status', 'read');
  await expect(times).toHaveText(/DeliveredToday, \d\d:\d\dReadToday, \d\d:\d\d$/);
  await mine.locator('[data-text]').click();
  await expect(times).toBeHidden();

  // one stop of the tabulator for all messages, and the arrows between them
  await expect(page.locator('[data-stamp][tabindex="0"]')).toHaveCount(1);
  await stamp.focus();
  await page.keyboard.press('Enter');
  await expect(stamp).toHaveAttribute('aria-expanded', 'true');
  await expect(times).toHaveAttribute('id', (await stamp.getAttribute('aria-controls')) ?? '');
  await page.keyboard.press('Enter');
  await expect(stamp).toHaveAttribute('aria-expanded', 'false');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  await expect(bubble(page, 'Good morning').locator('[data-times]')).toHaveText(/^SentToday, \d\d:\d\d/);
  await expect(composer(page)).toHaveValue('');
});
