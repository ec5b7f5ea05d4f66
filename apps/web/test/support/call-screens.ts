import { expect, type Locator, type Page } from '@playwright/test';
import { composer, openConversation } from './app.ts';
import { expectToMeet } from './remote-media.ts';
import type { Caller, Callers } from './sides.ts';

/* The screens of a call, found as a person finds them. */

export type Kind = 'Video' | 'Voice';

/** What rings at the callee. */
export const incoming = (page: Page): Locator => page.getByRole('dialog', { name: /is calling$/ });
/** What the two look at from the caller's click until the end. */
export const stage = (page: Page): Locator => page.getByRole('dialog', { name: /^Call with / });
export const button = (page: Page, name: string | RegExp): Locator =>
  page.getByRole('button', { name, exact: typeof name === 'string' });

export const hangUp = (page: Page): Promise<void> => button(page, 'End the call').click();

/** Both open their conversation, and can be reached. */
export async function openBoth({ pair, patient, consultant }: Callers): Promise<void> {
  await Promise.all(
    [patient, consultant].map(async ({ page, app }) => {
      await openConversation(page, pair.conversationId, app);
      await canReachOther(page);
    }),
  );
}

/** Waits until the conversation on this page says that the other person is there. */
export async function canReachOther(page: Page): Promise<void> {
  await expect(page.getByText('Online now').first()).toBeAttached();
}

/** One click of a caller who looks at the conversation. */
export async function placeCall({ page }: Caller, kind: Kind = 'Video'): Promise<void> {
  await expect(composer(page)).toBeVisible();
  // calls of the past offer one too, further down
  await button(page, new RegExp(`^${kind} call with `))
    .first()
    .click();
}

export async function accept({ page }: Caller): Promise<void> {
  await incoming(page).getByRole('button', { name: 'Accept', exact: true }).click();
}

/** One calls, the other accepts, and both see and hear each other. */
export async function connect(caller: Caller, callee: Caller): Promise<void> {
  await placeCall(caller);
  await accept(callee);
  await meet(caller, callee);
}

/** Waits until each of the two sees and hears the other. */
export async function meet(one: Caller, other: Caller): Promise<void> {
  await Promise.all([expectToMeet(one.page, other.media), expectToMeet(other.page, one.media)]);
}

/** The heading of what is left of a call. */
export const ending = (page: Page, words: string | RegExp): Locator =>
  page.getByRole('heading', { name: words });
