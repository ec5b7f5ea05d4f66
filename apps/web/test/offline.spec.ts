import {
  bubble,
  composer,
  expect,
  feed,
  HERE,
  openConversation,
  shownTexts,
  signIn,
  test,
  write,
} from './support/app.ts';
import { cancelBooking, makePair, say, storedTexts } from './support/people.ts';

test('on an own device, what is written offline outlives a reload and arrives once, in order', {
  tag: '@journey',
}, async ({ page, context }) => {
  const pair = await makePair();
  await signIn(page, pair.patient);
  await page.goto(`${HERE}/settings`);
  await page.getByRole('switch', { name: 'This is my own device' }).click();
  await expect(page.getByText(/^On: recent messages/)).toBeVisible();
  await openConversation(page, pair.conversationId);
  await write(page, 'before');
  await expect(bubble(page, 'before')).toHaveAttribute('data-status', 'sent');
  await page.evaluate(() => navigator.serviceWorker.ready);

  await context.setOffline(true);
  await expect(page.getByText('You are offline.')).toBeVisible();
  const offlineTexts = ['offline one', 'offline two', 'offline three'];
  for (const text of offlineTexts) await write(page, text);
  await expect(bubble(page, 'offline three')).toHaveAttribute('data-status', 'queued');

  await page.reload();
  await expect(bubble(page, 'before')).toBeVisible();
  await expect(bubble(page, 'offline three')).toHaveAttribute('data-status', 'queued');
  await write(page, 'after the reload');
  await say(pair, pair.consultant, 'meanwhile');

  await context.setOffline(false);
  await expect(bubble(page, 'after the reload')).toHaveAttribute('data-status', 'sent', { timeout: 20_000 });
  await expect(bubble(page, 'meanwhile')).toBeVisible();
  const stored = await storedTexts(pair);
  expect(stored.filter((text) => text !== 'meanwhile')).toEqual([
    'before',
    ...offlineTexts,
    'after the reload',
  ]);
  expect(await shownTexts(page)).toEqual(stored);
});

test('on a shared device, leaving with unsent messages asks first', async ({ page, context }) => {
  const pair = await makePair();
  await signIn(page, pair.patient);
  await openConversation(page, pair.conversationId);
  await context.setOffline(true);
  await expect(page.getByText('leave this page open')).toBeVisible();
  await write(page, 'not yet sent');
  await expect(bubble(page, 'not yet sent')).toHaveAttribute('data-status', 'queued');
  const asked = page.waitForEvent('dialog');
  await page.close({ runBeforeUnload: true });
  expect((await asked).type()).toBe('beforeunload');
});

test('a message to a conversation that was closed meanwhile fails for good, says why, and can be deleted', {
  tag: '@journey',
}, async ({ page, context }) => {
  const pair = await makePair();
  await signIn(page, pair.patient);
  await openConversation(page, pair.conversationId);
  await context.setOffline(true);
  await expect(page.getByText('You are offline.')).toBeVisible();
  await write(page, 'too late');
  await expect(bubble(page, 'too late')).toHaveAttribute('data-status', 'queued');
  await cancelBooking(pair);
  await context.setOffline(false);
  await expect(bubble(page, 'too late')).toHaveAttribute('data-status', 'failed', { timeout: 20_000 });
  await expect(page.getByText('Not sent. This appointment was cancelled.')).toBeVisible();
  await expect(page.getByText('You can read your conversation')).toBeVisible();
  await expect(composer(page)).toBeHidden();
  await page.getByRole('button', { name: 'Delete' }).click();
  await expect(bubble(page, 'too late')).toBeHidden();
});

test('a page that is cut off again and again misses nothing, doubles nothing and keeps the order', {
  tag: '@journey',
}, async ({ page, context }) => {
  const pair = await makePair();
  // So high that all of it is drawn at once.
  await page.setViewportSize({ width: 1280, height: 2400 });
  await signIn(page, pair.patient);
  await openConversation(page, pair.conversationId);
  const own: string[] = [];
  for (let round = 0; round < 8; round += 1) {
    await context.setOffline(round % 2 === 0);
    own.push(`mine ${round}`);
    await write(page, `mine ${round}`);
    await say(pair, pair.consultant, `theirs ${round}`);
    await page.waitForTimeout(150 + 90 * round); // storms have no rhythm to wait for
  }
  await context.setOffline(false);
  await expect(bubble(page, 'mine 7')).toHaveAttribute('data-status', /sent|delivered|read/, {
    timeout: 25_000,
  });
  await expect(bubble(page, 'theirs 7')).toBeVisible({ timeout: 10_000 });
  const stored = await storedTexts(pair);
  expect(stored).toHaveLength(16);
  expect(stored.filter((text) => text.startsWith('mine'))).toEqual(own);
  await feed(page).evaluate((element) => element.scrollTo(0, element.scrollHeight));
  await expect.poll(() => shownTexts(page)).toEqual(stored);
});
