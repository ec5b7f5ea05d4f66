import type { Page } from '@playwright/test';
import { bubble, composer, expect, feed, openConversation, signIn, test } from './support/app.ts';
import { fillConversation } from './support/fill-conversation.ts';
import { makePair, markRead, say } from './support/people.ts';

const MESSAGES = 20_000;

test('a conversation of 20,000 messages opens at once, goes back to its first, and never jumps', async ({
  page,
}) => {
  test.setTimeout(120_000);
  const pair = await makePair();
  await fillConversation(pair, MESSAGES);
  await signIn(page, pair.patient);

  const startedAt = Date.now();
  await openConversation(page, pair.conversationId);
  await expect(bubble(page, `message ${MESSAGES} `)).toBeVisible();
  test
    .info()
    .annotations.push({ type: 'newest message in sight, ms', description: String(Date.now() - startedAt) });

  // older pages that come in above do not move what is in sight by a pixel
  const jump = await largestJump(page, async () => {
    await feed(page).evaluate((element) => element.scrollTo(0, 500));
  });
  expect(jump).toBeLessThan(1);

  // nor do new messages below, while one reads above
  const moved = await largestJump(page, () => say(pair, pair.consultant, 'one more'));
  expect(moved).toBeLessThan(1);
  await expect(
    page.getByRole('button', { name: /^Jump to the newest message, 1 new message$/ }),
  ).toBeVisible();

  for (;;) {
    await feed(page).evaluate((element) => element.scrollTo(0, 0));
    if (await page.locator('[data-begin]').isVisible()) break;
    await page.waitForTimeout(30);
  }
  await feed(page).evaluate((element) => element.scrollTo(0, 0));
  await expect(bubble(page, 'message 1 ').first()).toBeVisible();
  expect(await page.locator('[data-message]').count()).toBeLessThan(60);

  await page.getByRole('button', { name: /^Jump to the newest message/ }).click();
  await expect(bubble(page, 'one more')).toBeVisible();
  await composer(page).fill('and an answer');
  await composer(page).press('Enter');
  await expect(bubble(page, 'and an answer')).toBeInViewport();
});

test('it opens where the new messages begin, and reads them as they come into sight', {
  tag: '@journey',
}, async ({ page }) => {
  const pair = await makePair();
  const old = await say(pair, pair.consultant, 'read long ago');
  await markRead(pair, pair.patient, [old]);
  for (let number = 1; number <= 25; number += 1) await say(pair, pair.consultant, `news ${number}\n\n\n.`);
  await signIn(page, pair.patient);
  await openConversation(page, pair.conversationId);
  await expect(page.getByText('New messages', { exact: true })).toBeInViewport();
  await expect(bubble(page, 'news 1 .')).toBeInViewport();
  const jump = page.getByRole('button', { name: /^Jump to the newest message, \d+ new messages$/ });
  await expect(jump).toBeVisible();
  await jump.click();
  await expect(bubble(page, 'news 25')).toBeInViewport();
  await expect(page).toHaveTitle(/^Dr. Noor Vance · /);
});

test('the key J leads to the newest message, and is a letter where one writes', async ({ page }) => {
  const pair = await makePair();
  for (let number = 1; number <= 40; number += 1) await say(pair, pair.patient, `line ${number}\n\n.`);
  await signIn(page, pair.patient);
  await openConversation(page, pair.conversationId);
  await expect(bubble(page, 'line 40 .')).toBeInViewport();
  const feed = page.getByRole('log');
  await feed.press('Home');
  await expect(bubble(page, 'line 1 .')).toBeInViewport();
  await composer(page).pressSequentially('Jamaica');
  await expect(composer(page)).toHaveValue('Jamaica');
  await expect(bubble(page, 'line 1 .')).toBeInViewport();
  await feed.press('j');
  await expect(bubble(page, 'line 40 .')).toBeInViewport();
});

test('the list stays at its end while the composer grows and messages come', { tag: '@journey' }, async ({
  page,
}) => {
  const pair = await makePair();
  for (let number = 1; number <= 30; number += 1) await say(pair, pair.patient, `line ${number}`);
  await signIn(page, pair.patient);
  await openConversation(page, pair.conversationId);
  await expect(bubble(page, 'line 30')).toBeInViewport();
  await composer(page).fill('one\ntwo\nthree\nfour\nfive');
  await expect(bubble(page, 'line 30')).toBeInViewport({ ratio: 1 });
  await say(pair, pair.consultant, `a tall answer${'\n'.repeat(12)}with an end`);
  await expect(bubble(page, 'a tall answer')).toBeInViewport({ ratio: 1 });
  await say(pair, pair.consultant, 'and another');
  await expect(bubble(page, 'and another')).toBeInViewport({ ratio: 1 });
  await expect(page.getByText('New messages', { exact: true })).toBeHidden();
});

/** How far the message in the middle of the view wanders, in pixels, while something happens and for a second after. */
async function largestJump(page: Page, happen: () => Promise<unknown>): Promise<number> {
  await happen();
  return page.evaluate(async () => {
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    const log = document.querySelector('[role="log"]');
    if (log === null) throw new Error('there is no feed');
    await frame();
    await frame();
    const { top, height } = log.getBoundingClientRect();
    const middle = [...log.querySelectorAll('[data-message]')].find(
      (element) => element.getBoundingClientRect().top > top + height / 3,
    );
    const key = middle?.getAttribute('data-message');
    const place = () =>
      log.querySelector(`[data-message="${key}"]`)?.getBoundingClientRect().top ?? Number.NaN;
    const start = place();
    let largest = 0;
    const until = performance.now() + 1000;
    while (performance.now() < until) {
      await frame();
      largest = Math.max(largest, Math.abs(place() - start));
    }
    return largest;
  });
}

for (const count of [51, 70, 101]) {
  test(`of ${count} unread messages, those count as read that were in sight`, async ({ page }) => {
    const pair = await makePair();
    const old = await say(pair, pair.consultant, 'read long ago');
    await markRead(pair, pair.patient, [old]);
    for (let number = 1; number <= count; number += 1) await say(pair, pair.consultant, `news ${number} .`);
    await signIn(page, pair.patient);
    await openConversation(page, pair.conversationId);
    await expect(page.getByText('New messages', { exact: true })).toBeInViewport();
    await expect(bubble(page, 'news 1 .')).toBeInViewport();
    const seen = await page.locator('[data-message]').evaluateAll((all) => {
      const view = document.querySelector('[role=log]')?.getBoundingClientRect();
      return all.filter((one) => one.getBoundingClientRect().top < (view?.bottom ?? 0)).length;
    });
    const left = async () =>
      Number(
        /\d+/.exec(
          (await page.getByRole('button', { name: /^Jump to the newest/ }).textContent()) ?? '',
        )?.[0],
      );
    await expect.poll(left).toBeLessThan(count);
    // what is drawn a little beyond the edge may count as seen
    expect(await left()).toBeGreaterThanOrEqual(count - seen - 2);
  });
}

test('what was not read before a hundred own messages is where the conversation opens', async ({ page }) => {
  const pair = await makePair();
  await say(pair, pair.consultant, 'still unread');
  for (let number = 1; number <= 90; number += 1) await say(pair, pair.patient, `mine ${number} .`);
  await signIn(page, pair.patient);
  await openConversation(page, pair.conversationId);
  await expect(bubble(page, 'still unread')).toBeInViewport();
  // no "(1)" before the name: nothing waits any more
  await expect(page).toHaveTitle(/^Dr\. Noor Vance/);
});

test.describe('on a phone', () => {
  test.use({ viewport: { width: 360, height: 640 }, hasTouch: true, isMobile: true });
  test('the list stays at its end while one writes on where the composer is as tall as it gets', async ({
    page,
    context,
  }) => {
    const pair = await makePair();
    for (let number = 1; number <= 30; number += 1) await say(pair, pair.patient, `line ${number}`);
    await signIn(page, pair.patient);
    await openConversation(page, pair.conversationId);
    await expect(bubble(page, 'line 30')).toBeInViewport({ ratio: 1 });
    await context.setOffline(true);
    await expect(page.getByText('You are offline.')).toBeVisible();
    await composer(page).fill('a text that goes over several lines '.repeat(6));
    await composer(page).press('Enter');
    await expect(bubble(page, 'line 30')).toBeInViewport({ ratio: 1 });
  });
});
