import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { bubble, expect, HERE, openConversation, signIn, THERE, test, write } from './support/app.ts';
import { book, bookOnly, cancelBooking, changeBooking, makePair, register } from './support/people.ts';

test('a patient books, writes, moves and cancels; the consultant sees each of it come', {
  tag: '@journey',
}, async ({ context }) => {
  const consultant = await register('consultant', `Dr. Ife ${Date.now()}`);
  const patient = await register('patient', 'Booking Patient');
  const page = await context.newPage();
  const other = await context.newPage();
  await signIn(page, patient);
  await signIn(other, consultant, THERE);
  await other.goto(`${THERE}/appointments`);
  await expect(other.getByText('Nothing coming up')).toBeVisible();

  await page.goto(HERE);
  await page.getByRole('link', { name: 'Book an appointment' }).last().click();
  await page.getByRole('textbox', { name: 'Search by name' }).fill(consultant.name);
  await page.getByRole('radio', { name: consultant.name }).check({ force: true });
  await page.getByLabel('Reason (optional)').fill('A second opinion');
  await page.getByRole('button', { name: 'Book appointment' }).click();
  await expect(page.getByText(`Say hello to ${consultant.name}`)).toBeVisible();
  await write(page, 'Looking forward to it');

  await expect(other.getByRole('heading', { name: 'Booking Patient' })).toBeVisible();
  await expect(other.getByText('A second opinion')).toBeVisible();
  await expect(other.getByText(/^Tomorrow/)).toBeVisible();
  await other.getByRole('button', { name: 'Open the conversation with Booking Patient' }).click();
  await expect(bubble(other, 'Looking forward to it')).toBeVisible();

  await page.getByRole('link', { name: 'Appointments', exact: true }).click();
  await page.getByRole('button', { name: /^Move the appointment/ }).click();
  await page.getByLabel('Date').fill('2020-01-01');
  await page.getByRole('button', { name: 'Save new time' }).click();
  await expect(page.getByText('Please choose a time in the future.')).toBeVisible();
  const inTwoDays = new Date(Date.now() + 2 * 86_400_000).toISOString().slice(0, 10);
  await page.getByLabel('Date').fill(inTwoDays);
  await page.getByLabel('Time').fill('16:45');
  await page.getByRole('button', { name: 'Save new time' }).click();
  await expect(page.getByText(/16:45/)).toBeVisible();
  const moved = other.locator('[data-booking-line="moved"]');
  await expect(moved).toContainText(/^Booking Patient moved the appointment to .*16:45/);

  await page.getByRole('button', { name: /^Cancel the appointment/ }).click();
  await page.getByRole('button', { name: 'Cancel appointment' }).click();
  await expect(page.getByText('Cancelled', { exact: true })).toBeVisible();
  await expect(other.getByText('You can read your conversation')).toBeVisible();
  await expect(other.locator('[data-booking-line="cancelled"]')).toContainText(
    'Booking Patient cancelled the appointment',
  );
  await other.reload();
  await expect(other.locator('[data-booking-line]')).toHaveCount(2);
  await page.getByRole('button', { name: 'Conversation' }).click();
  await expect(page.locator('[data-booking-line]').first()).toContainText(/^You moved the appointment to/);
});

test('what is done with an appointment elsewhere is told wherever one is, and leads to it', async ({
  page,
}) => {
  const consultant = await register('consultant', 'Dr. Elsewhere');
  const patient = await register('patient', 'Early Bird');
  await signIn(page, consultant);
  await page.goto(`${HERE}/appointments`);
  await expect(page.getByText('Nothing coming up')).toBeVisible();
  const toSettings = page.getByRole('link', { name: 'Settings' });
  await toSettings.click();
  const toast = page.locator('[data-toast]');
  const id = await bookOnly(patient, consultant);
  await expect(toast).toContainText('Early Bird booked an appointment with you: ');
  await expect(page).toHaveTitle('(1) New appointment · Jiggy Care');
  await toast.getByRole('link').click();
  await expect(page.getByRole('heading', { name: 'Early Bird' })).toBeVisible();

  await expect(page).not.toHaveTitle(/New appointment/);

  // What comes while nobody looks is still there when they come back.
  await toSettings.click();
  await look(page, 'hidden');
  await page.clock.install();
  await changeBooking(patient, id, { status: 'cancelled' });
  await expect(page).toHaveTitle('(1) Appointment cancelled · Jiggy Care');
  await page.clock.runFor(60_000);
  await expect(toast).toContainText('Early Bird cancelled the appointment');
  await look(page, 'visible');
  await page.clock.runFor(60_000);
  await expect(toast).toHaveCount(0);
  await page.getByRole('link', { name: 'Appointments' }).click();
  await expect(page).toHaveTitle('Appointments · Jiggy Care');
});

test('an appointment offers what makes sense at its time, and is completed only when that is confirmed', {
  tag: '@journey',
}, async ({ page }) => {
  const consultant = await register('consultant', 'Dr. Done');
  const patient = await register('patient', 'Well Again');
  await book(patient, consultant, -20 * 60_000);
  await book(patient, consultant, -60 * 60_000);
  await book(patient, consultant);
  await signIn(page, consultant);
  await page.goto(`${HERE}/appointments`);
  const cards = page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: 'Well Again' }) });
  const actions = (card: number) => cards.nth(card).getByRole('button');
  await expect(actions(0)).toHaveText(['Conversation', 'Mark as completed', 'Cancel', 'Add to calendar']);
  await expect(actions(1)).toHaveText(['Conversation', 'Move', 'Cancel', 'Add to calendar']);
  const saved = page.waitForEvent('download');
  await actions(1).filter({ hasText: 'Add to calendar' }).click();
  const file = await (await saved).path();
  expect(readFileSync(file, 'utf8')).toMatch(
    /^BEGIN:VCALENDAR\r\n[\s\S]*METHOD:PUBLISH\r\n[\s\S]*BEGIN:VEVENT/,
  );
  await expect(actions(2)).toHaveText(['Conversation', 'Mark as completed']);

  await actions(0).filter({ hasText: 'Mark as completed' }).click();
  await page.getByRole('button', { name: 'Not yet' }).click();
  await expect(actions(0)).toHaveText(['Conversation', 'Mark as completed', 'Cancel', 'Add to calendar']);
  await actions(0).filter({ hasText: 'Mark as completed' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Mark as completed' }).click();
  await expect(page.getByText('Completed', { exact: true })).toBeVisible();
  await expect(actions(1)).toHaveText(['Conversation']);

  await page.context().setOffline(true);
  await expect(page.getByText('You are offline. You can change')).toBeVisible();
  await expect(actions(0).filter({ hasText: 'Move' })).toBeDisabled();
  await actions(0).filter({ hasText: 'Move' }).press('Enter');
  await expect(page.getByRole('dialog')).toBeHidden();
});

test('a device whose clock is hours ahead does not take what is to come for past', async ({ page }) => {
  const consultant = await register('consultant', 'Dr. Late');
  const patient = await register('patient', 'On Time');
  await book(patient, consultant, 60 * 60_000);
  await page.clock.install({ time: Date.now() + 3 * 3_600_000 });
  await signIn(page, patient);
  await page.goto(`${HERE}/appointments`);
  await expect(page.getByRole('region', { name: 'Coming up' }).getByText('Dr. Late')).toBeVisible();
  await expect(page.getByText('Nothing coming up')).toBeHidden();
});

async function look(page: Page, visibility: 'hidden' | 'visible'): Promise<void> {
  await page.evaluate((state) => {
    Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => state });
    document.dispatchEvent(new Event('visibilitychange'));
  }, visibility);
}

test('a cancelled appointment says so before anything else, on a phone too, and nothing of who is there', {
  tag: '@journey',
}, async ({ page, context }) => {
  const pair = await makePair();
  const other = await context.newPage();
  await signIn(other, pair.consultant, THERE);
  await other.goto(`${THERE}/`);
  await page.setViewportSize({ width: 360, height: 740 });
  await signIn(page, pair.patient);
  await openConversation(page, pair.conversationId);
  const presence = page.locator('[data-presence]');
  await expect(presence).toHaveText('Online now');
  await cancelBooking(pair);
  await expect(presence).toHaveText('');
  const state = page
    .locator('header')
    .getByText(/^Appointment: Cancelled/)
    .first();
  await expect(state).toBeVisible();
  expect(await state.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)).toBe(0);
});
