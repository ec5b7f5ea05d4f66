import type { Page, Worker } from '@playwright/test';
import { expect, HERE, signIn, test } from './support/app.ts';
import { makePair, say } from './support/people.ts';

test('a message that comes while nobody looks is told by the system: who wrote, not what, and only if wished', async ({
  page,
  context,
}) => {
  await context.grantPermissions(['notifications'], { origin: HERE });
  const pair = await makePair();
  await signIn(page, pair.patient);
  await page.goto(`${HERE}/settings`);
  await page.evaluate(() => navigator.serviceWorker.ready);
  const [worker] = context.serviceWorkers();
  if (worker === undefined) throw new Error('there is no service worker');
  await lookAway(page, worker);

  await say(pair, pair.consultant, 'not wished');
  await expect(page).toHaveTitle(/^\(1\)/);
  await page.getByRole('switch', { name: 'Tell me when someone writes' }).click();
  await say(pair, pair.consultant, 'the secret of the knee');
  await expect
    .poll(() => notifications(page))
    .toEqual([{ title: 'Dr. Noor Vance wrote to you', body: 'Open Jiggy Care to read it.' }]);
  // a second one takes the place of the first
  await say(pair, pair.consultant, 'and another');
  await expect(page).toHaveTitle(/^\(3\)/);
  expect(await notifications(page)).toHaveLength(1);
});

/** Headless windows are always in sight: the page and its worker are told otherwise. */
async function lookAway(page: Page, worker: Worker): Promise<void> {
  await page.evaluate(() => {
    Object.defineProperty(document, 'visibilityState', { get: () => 'hidden' });
  });
  await worker.evaluate(() => {
    const scope = globalThis as unknown as { clients: { matchAll: () => Promise<unknown[]> } };
    scope.clients.matchAll = async () => [];
  });
}

function notifications(page: Page): Promise<{ title: string; body: string }[]> {
  return page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready;
    return (await registration.getNotifications()).map(({ title, body }) => ({ title, body }));
  });
}
