import type { Page } from '@playwright/test';
import { bubble, expect, HERE, openConversation, signIn, test, write } from './support/app.ts';
import { makePair, PASSWORD, register } from './support/people.ts';

const SECRET = 'my knee is nobody else’s business';

test('whoever signs in next on the same machine finds nothing of the person before', {
  tag: '@journey',
}, async ({ page, context }) => {
  const pair = await makePair();
  const next = await register('patient', 'Next Person');
  await signIn(page, pair.patient);
  await page.goto(`${HERE}/settings`);
  await page.getByRole('switch', { name: 'This is my own device' }).click();
  await expect(page.getByText(/^On: recent messages/)).toBeVisible();
  await openConversation(page, pair.conversationId);
  await write(page, SECRET);
  await expect(bubble(page, SECRET)).toHaveAttribute('data-status', 'sent');
  await context.setOffline(true);
  await expect(page.getByText('You are offline.')).toBeVisible();
  await write(page, `${SECRET}, unsent`);
  // what lies on the disk is no plain text, even for its owner
  expect(await everythingKept(page)).not.toContain('nobody else');
  await context.setOffline(false);
  await expect(bubble(page, `${SECRET}, unsent`)).toHaveAttribute('data-status', 'sent', { timeout: 20_000 });

  await page.goto(`${HERE}/settings`);
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByRole('heading', { name: 'Good to see you' })).toBeVisible();
  await page.goBack();
  await expect(page.getByRole('heading', { name: 'Good to see you' })).toBeVisible();
  await page.getByLabel('E-mail').fill(next.email);
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();

  await openOthersConversation(page, pair.conversationId);
  await page.goto(HERE);
  await expect(page.getByText('No conversations yet')).toBeVisible();
  await expect(page.getByText('knee')).toBeHidden();
  await expect(page.getByText(pair.consultant.name)).toBeHidden();
  await page.goto(`${HERE}/settings`);
  await expect(page.getByRole('switch', { name: 'This is my own device' })).not.toBeChecked();
  const kept = await everythingKept(page);
  for (const trace of [
    'knee',
    pair.consultant.name,
    pair.patient.name,
    pair.conversationId,
    pair.patient.id,
  ]) {
    expect(kept).not.toContain(trace);
  }
});

async function openOthersConversation(page: Page, id: string): Promise<void> {
  await expect(page.getByRole('link', { name: 'Messages' })).toBeVisible();
  await page.goto(`${HERE}/c/${id}`);
  await expect(page.getByText('We did not find this conversation')).toBeVisible();
}

/** Everything this origin keeps in the browser, as text. */
function everythingKept(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const found: unknown[] = [{ ...localStorage }, { ...sessionStorage }];
    for (const { name } of await indexedDB.databases()) {
      if (name === undefined) continue;
      found.push(name);
      const database = await new Promise<IDBDatabase>((resolve, reject) => {
        const request = indexedDB.open(name);
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
      for (const store of database.objectStoreNames) {
        const reader = database.transaction(store).objectStore(store);
        for (const read of [reader.getAllKeys(), reader.getAll()]) {
          found.push(
            await new Promise((resolve, reject) => {
              read.onsuccess = () => resolve(read.result);
              read.onerror = () => reject(read.error);
            }),
          );
        }
      }
      database.close();
    }
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const request of await cache.keys()) found.push(request.url);
    }
    const asText = (value: unknown): unknown =>
      value instanceof ArrayBuffer || ArrayBuffer.isView(value)
        ? new TextDecoder('utf-8').decode(value as ArrayBuffer)
        : value;
    return JSON.stringify(found, (_key, value) => asText(value));
  });
}
