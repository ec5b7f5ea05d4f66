import type { Page } from '@playwright/test';
import { expect, HERE, openConversation, signIn, test, watchOver } from './support/app.ts';
import { makePair, register, say } from './support/people.ts';

// Without the worker, which keeps every file: as in a private window, and in the first seconds of a visit.
test.use({ serviceWorkers: 'block' });

test('a page whose script is gone loads the app anew, once; and where that does not help says so inside itself', {
  tag: '@journey',
}, async ({ page }) => {
  await signIn(page, await register('patient', 'Ada Bello'));
  let isGone = true;
  await page.route(/settings-page-.*\.js/, (route) =>
    isGone ? route.fulfill({ status: 404 }) : route.continue(),
  );
  await page.goto(HERE);
  const menu = page.getByRole('navigation', { name: 'Main menu' });
  const loaded = page.waitForEvent('load');
  await menu.getByRole('link', { name: 'Settings' }).click();
  await loaded;
  await expect(page.getByText('This page did not load')).toBeVisible();
  await expect(menu).toBeVisible();
  await menu.getByRole('link', { name: 'Appointments' }).click();
  await expect(page.getByRole('heading', { name: 'Appointments' })).toBeVisible();

  isGone = false;
  await menu.getByRole('link', { name: 'Settings' }).click();
  await expect(page.getByRole('heading', { name: 'Settings' })).toBeVisible();
});

test('a script that is there at the second try is nothing one notices', async ({ page }) => {
  await signIn(page, await register('patient', 'Ada Bello'));
  let asked = 0;
  await page.route(/settings-page-.*\.js/, (route) => {
    asked += 1;
    return asked === 1 ? route.abort() : route.continue();
  });
  await page.goto(`${HERE}/settings`);
  await expect(page.getByRole('heading', { name: 'Settings' })).toBeVisible();
});

test('an address that leads nowhere says so', { tag: '@journey' }, async ({ page }) => {
  await signIn(page, await register('patient', 'Ada Bello'));
  await page.goto(`${HERE}/nonsense`);
  await expect(page.getByText('There is no page at this address')).toBeVisible();
  await page.getByRole('link', { name: 'To your messages' }).click();
  await expect(page).toHaveURL(`${HERE}/`);
});

test('a conversation and a page show their shape while they are on their way', async ({ page }) => {
  const pair = await makePair();
  await say(pair, pair.consultant, 'Hello');
  await signIn(page, pair.patient);
  const late = await holdBack(page, /conversation-pane-.*\.js/);
  await page.goto(`${HERE}/c/${pair.conversationId}`);
  await expect(page.getByText('Loading the page').first()).toBeAttached();
  late();
  await expect(page.getByText('Hello').last()).toBeVisible();
  await openConversation(page, pair.conversationId);
});

test('something is drawn before any script has come', async ({ page }) => {
  const late = await holdBack(page, /assets\/index-.*\.js/);
  await page.goto(HERE, { waitUntil: 'commit' });
  await expect(page.locator('#opening svg')).toBeInViewport({ ratio: 1 });
  late();
  await expect(page.getByRole('heading', { name: 'Good to see you' })).toBeVisible();
});

test('a page whose first script is gone says so, and what to do', { tag: '@journey' }, async ({ page }) => {
  await page.route(/assets\/index-.*\.js/, (route) => route.fulfill({ status: 404 }));
  await page.goto(HERE);
  await expect(page.getByRole('alert')).toContainText('Jiggy Care did not load.');
  await expect(page.getByRole('link', { name: 'Reload' })).toBeVisible();
});

for (const [language, words] of [
  ['en-GB', 'This browser is too old for Jiggy Care.'],
  ['de-DE', 'Dieser Browser ist zu alt für Jiggy Care.'],
] as const) {
  test(`a browser that is too old is told so: ${language}`, async ({ browser, watch }) => {
    const context = await browser.newContext({ locale: language });
    watchOver(context, watch.faults);
    await context.addInitScript(() => Reflect.deleteProperty(Array.prototype, 'toSorted'));
    const page = await context.newPage();
    await page.goto(HERE);
    await expect(page.getByRole('alert')).toContainText(words);
    await context.close();
  });
}

test('without scripts the page says that it needs them, in the window and not below it', async ({
  browser,
}) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(HERE);
  await expect(page.locator('noscript p')).toBeInViewport({ ratio: 1 });
  await context.close();
});

test('a browser whose service workers are forbidden opens the app', async ({ page }) => {
  await page.addInitScript(() =>
    Object.defineProperty(Navigator.prototype, 'serviceWorker', { get: () => undefined }),
  );
  await page.goto(HERE);
  await expect(page.getByRole('heading', { name: 'Good to see you' })).toBeVisible();
});

/** Lets the files of that name wait until it is called. */
async function holdBack(page: Page, files: RegExp): Promise<() => void> {
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route(files, async (route) => {
    await released;
    await route.continue();
  });
  return release;
}
