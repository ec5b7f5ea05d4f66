import { openConversation } from '../support/app.ts';
import { accept, button, canReachOther, connect, openBoth, placeCall } from '../support/call-screens.ts';
import { expect, test } from '../support/callers.ts';

test('a page that cannot be fetched leaves the call and its buttons where they are', async ({ callers }) => {
  const { patient, consultant } = callers;
  // no worker that keeps every file: as in a private window
  await patient.page.route(/\/sw\.js$|settings-page-.*\.js/, (route) => route.fulfill({ status: 404 }));
  await openBoth(callers);
  await connect(patient, consultant);
  await button(patient.page, 'Back to the app').click();
  let loads = 0;
  patient.page.on('load', () => {
    loads += 1;
  });
  await patient.page.getByRole('link', { name: 'Settings' }).click();
  await expect(patient.page.getByText('This page did not load')).toBeVisible();
  await expect(patient.page.getByText('Your call goes on.')).toBeVisible();
  await button(patient.page, 'Try again').click();
  await expect(patient.page.getByText('This page did not load')).toBeVisible();
  expect(loads, 'in a call nothing loads the page anew').toBe(0);
  await button(patient.page, 'End the call').click();
  await expect(button(consultant.page, 'End the call')).toBeHidden();
});

test('where the screen of a call cannot be fetched, one can still mute and hang up', async ({ callers }) => {
  const { pair, patient, consultant } = callers;
  await patient.page.route(/\/sw\.js$|\/stage-.*\.js/, (route) => route.fulfill({ status: 404 }));
  await Promise.all(
    [patient, consultant].map(async ({ page, app }) => {
      await openConversation(page, pair.conversationId, app);
      await canReachOther(page);
    }),
  );
  await placeCall(patient);
  const lifeline = patient.page.locator('[data-lifeline]');
  await expect(lifeline).toContainText('The call itself goes on.');
  await accept(consultant);
  await lifeline.getByRole('button', { name: 'Mute' }).click();
  await expect(consultant.page.getByText('Ada Bello is muted')).toBeVisible();
  await lifeline.getByRole('button', { name: 'Hang up' }).click();
  await expect(button(consultant.page, 'End the call')).toBeHidden();
  await expect(lifeline).toBeHidden();
});
