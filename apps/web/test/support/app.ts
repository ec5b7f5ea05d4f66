import { type BrowserContext, test as base, expect, type Locator, type Page } from '@playwright/test';
import { HERE, PASSWORD, type TestPerson, THERE } from './people.ts';

export { expect };

/** What no page of ours may do, whatever happens in the test. */
interface Watch {
  /** Faults that a test expects; empty it into its own expectations. */
  readonly faults: string[];
}

/** Every test fails on a broken policy, an uncaught error, a dialog, or a request to anyone else. */
export const test = base.extend<{ watch: Watch; watchContext: undefined }>({
  watch: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of fixtures from this pattern
    async ({}, use) => {
      const faults: string[] = [];
      await use({ faults });
      expect(faults).toEqual([]);
    },
    { auto: true },
  ],
  watchContext: [
    async ({ context, watch }, use) => {
      watchOver(context, watch.faults);
      await use(undefined);
    },
    { auto: true },
  ],
});

/** Writes down what a page of this context does that it must not. */
export function watchOver(context: BrowserContext, faults: string[]): void {
  context.on('request', (request) => {
    const url = new URL(request.url());
    if (url.protocol.startsWith('http') && !['localhost', '127.0.0.1'].includes(url.hostname)) {
      faults.push(`asked ${url.hostname} for something`);
    }
  });
  context.on('console', (message) => {
    if (/Content Security Policy|Content-Security-Policy/i.test(message.text())) faults.push(message.text());
    if (/Minified React error|Each child in a list/i.test(message.text())) faults.push(message.text());
  });
  context.on('weberror', (error) => faults.push(`uncaught: ${error.error().stack}`));
  context.on('dialog', (dialog) => {
    if (dialog.type() !== 'beforeunload') faults.push(`dialog: ${dialog.message()}`);
    dialog.accept().catch(() => {});
  });
}

/** Signs in past the form: the browser gets its cookies for that host name. */
export async function signIn(page: Page, { email }: TestPerson, host: string = HERE): Promise<void> {
  const answer = await page.context().request.post(`${host}/api/v1/auth/login`, {
    headers: { 'X-Client-Type': 'web' },
    data: { email, password: PASSWORD },
  });
  expect(answer.ok()).toBe(true);
}

/** Opens a conversation for a person who is signed in with that host name. */
export async function openConversation(page: Page, id: string, host: string = HERE): Promise<void> {
  await page.goto(`${host}/c/${id}`);
  await expect(composer(page)).toBeVisible();
}

export const composer = (page: Page): Locator => page.getByRole('textbox', { name: /^Message to/ });
export const feed = (page: Page): Locator => page.getByRole('log');
export const bubble = (page: Page, text: string): Locator =>
  page.locator('[data-message]').filter({ hasText: text });
export const inboxRow = (page: Page, name: string): Locator =>
  page.getByRole('list', { name: 'Conversations' }).getByRole('link').filter({ hasText: name });

export async function write(page: Page, text: string): Promise<void> {
  await composer(page).fill(text);
  await composer(page).press('Enter');
}

/** What the feed shows from top to bottom, of what is drawn. */
export function shownTexts(page: Page): Promise<string[]> {
  return page.locator('[data-message] [data-text]').allTextContents();
}

export { HERE, THERE };
