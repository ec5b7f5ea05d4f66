import { gzipSync } from 'node:zlib';
import type { Page } from '@playwright/test';
import { expect, feed, HERE, openConversation, signIn, test } from './support/app.ts';
import { makePair, say } from './support/people.ts';

/** A conversation has the list of messages on top of what rings and calls; where it is opened later it loads 20 kB. */
const MAX_SCRIPT_BYTES = { 'sign-in': 151_500, inbox: 168_000, conversation: 194_500 } as const;

test('the first screen needs at most 168 kB of script, a conversation that is opened at once 194.5 kB', {
  tag: '@journey',
}, async ({ page }) => {
  const pair = await makePair();
  await say(pair, pair.consultant, 'Hello');
  const scripts = gatherScripts(page);
  const sizes = { 'sign-in': 0, inbox: 0, conversation: 0 };

  await page.goto(HERE);
  await expect(page.getByRole('heading', { name: 'Good to see you' })).toBeVisible();
  sizes['sign-in'] = await scripts.take();
  await signIn(page, pair.patient);
  await page.goto(HERE);
  await expect(page.getByText('Dr. Noor Vance').first()).toBeVisible();
  sizes.inbox = await scripts.take();
  await openConversation(page, pair.conversationId);
  await expect(feed(page)).toContainText('Hello');
  sizes.conversation = await scripts.take();

  test.info().annotations.push({ type: 'script, gzip', description: JSON.stringify(sizes) });
  for (const screen of ['sign-in', 'inbox', 'conversation'] as const) {
    expect(sizes[screen], screen).toBeLessThan(MAX_SCRIPT_BYTES[screen]);
  }
});

test('a stranger is not refused anything, at the first look nor at the next', { tag: '@journey' }, async ({
  page,
}) => {
  const refused: string[] = [];
  page.on('response', (response) => {
    if (response.status() >= 400) refused.push(response.url());
  });
  // The page comes from the server at first, and through the service worker as soon as that is at work.
  for (const _look of [1, 2, 3]) {
    await page.goto(HERE);
    await expect(page.getByRole('heading', { name: 'Good to see you' })).toBeVisible();
    await page.evaluate(() => navigator.serviceWorker.ready);
  }
  expect(refused).toEqual([]);
});

test('the policy is strict, the app can be installed, and no answer of the API is kept', {
  tag: '@journey',
}, async ({ page }) => {
  const pair = await makePair();
  const answer = await page.goto(HERE);
  const policy = answer?.headers()['content-security-policy'] ?? '';
  expect(policy).toContain("script-src 'self'");
  expect(policy).toContain("style-src 'self'");
  expect(policy).not.toContain('unsafe');
  await expect(page.locator('#root')).toBeAttached();
  await expect(page.locator('style, script:not([src]), [onclick], [onload]')).toHaveCount(0);

  const manifest = await (await page.request.get(`${HERE}/manifest.webmanifest`)).json();
  expect(manifest.display).toBe('standalone');
  for (const { src } of manifest.icons) expect((await page.request.get(`${HERE}${src}`)).ok()).toBe(true);

  await signIn(page, pair.patient);
  await openConversation(page, pair.conversationId);
  await page.evaluate(() => navigator.serviceWorker.ready);
  const kept = await page.evaluate(async () => {
    const urls: string[] = [];
    for (const name of await caches.keys()) {
      for (const { url } of await (await caches.open(name)).keys()) urls.push(new URL(url).pathname);
    }
    return urls;
  });
  expect(kept).toContain('/');
  expect(kept.filter((path) => path.includes('woff2'))).toHaveLength(3);
  expect(kept.filter((path) => /api|socket/.test(path))).toEqual([]);

  const told = await page.evaluate(async () => (await caches.match('/'))?.headers.get('Server-Timing'));
  expect(told, 'the kept page says who was signed in').toBeNull();
});

/** Names a stranger's language needs are drawn with our own font, not with whatever the system has. */
test('names with dotted letters are drawn with the bundled font', async ({ page }) => {
  await page.goto(HERE);
  const loaded = await page.evaluate(async () => {
    const faces = await document.fonts.load('16px "Inter Variable"', 'Ọlá ẹ ụ ọ ṣ ɓ ɗ ƙ ₦ Łukasz');
    return faces.map(({ status }) => status);
  });
  expect(loaded).toEqual(['loaded', 'loaded', 'loaded']);
});

/** Adds up what the scripts of a page weigh when compressed; `take` begins anew. */
function gatherScripts(page: Page) {
  let sizes = new Map<string, Promise<number>>();
  page.on('response', (response) => {
    // A script that the browser holds already is answered without a body.
    if (response.request().resourceType() !== 'script' || !response.ok()) return;
    sizes.set(
      response.url(),
      response.body().then((body) => gzipSync(body, { level: 9 }).length),
    );
  });
  return {
    take: async () => {
      const bytes = await Promise.all(sizes.values());
      sizes = new Map();
      return bytes.reduce((sum, size) => sum + size, 0);
    },
  };
}
