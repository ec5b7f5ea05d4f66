import type { Page, Worker } from '@playwright/test';
import { io } from 'socket.io-client';
import { expect, HERE, inboxRow, signIn, test } from './support/app.ts';
import { makePair, say, THERE } from './support/people.ts';

test('a message that comes while nobody looks is told by the system: who wrote, not what, and only if wished', {
  tag: '@journey',
}, async ({ page, context }) => {
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
  await page.getByRole('switch', { name: 'Notify me when someone writes' }).click();
  await say(pair, pair.consultant, 'the secret of the knee');
  await expect
    .poll(() => notifications(page))
    .toEqual([{ title: 'Dr. Noor Vance wrote to you', body: 'Open Jiggy Care to read it.' }]);
  // a second one takes the place of the first
  await say(pair, pair.consultant, 'and another');
  await expect(page).toHaveTitle(/^\(3\)/);
  expect(await notifications(page)).toHaveLength(1);

  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByRole('heading', { name: 'Good to see you' })).toBeVisible();
  await expect.poll(() => notifications(page)).toEqual([]);
});

test('a call that comes while nobody looks is told by the system, and what became of it takes its place', {
  tag: '@journey',
}, async ({ page, context }) => {
  await context.grantPermissions(['notifications'], { origin: HERE });
  const pair = await makePair();
  await signIn(page, pair.patient);
  await page.goto(`${HERE}/settings`);
  await page.evaluate(() => navigator.serviceWorker.ready);
  const [worker] = context.serviceWorkers();
  if (worker === undefined) throw new Error('there is no service worker');
  await page.getByRole('switch', { name: 'Notify me when someone writes' }).click();
  await lookAway(page, worker);

  const caller = io(`${THERE}/chat`, { auth: { token: pair.consultant.token }, transports: ['websocket'] });
  const { conversationId } = pair;
  const { id, role } = pair.consultant;
  await caller.emitWithAck('join_conversation', { conversationId, userId: id, userType: role });
  const ring = () =>
    caller.emit('call:initiate', { toUserId: pair.patient.id, conversationId, callType: 'audio' });
  ring();
  const calling = { title: 'Dr. Noor Vance is calling…', body: 'Open Jiggy Care to answer.' };
  await expect.poll(() => notifications(page)).toEqual([calling]);
  await caller.emitWithAck('call:end', { toUserId: pair.patient.id });
  const missed = { title: 'Missed call from Dr. Noor Vance', body: 'Open Jiggy Care to call back.' };
  await expect.poll(() => notifications(page)).toEqual([missed]);

  // declined by hand, there is nothing left to tell
  ring();
  await expect.poll(() => notifications(page)).toEqual([calling]);
  await page.getByRole('button', { name: 'Decline', exact: true }).click();
  await expect.poll(() => notifications(page)).toEqual([]);
  caller.disconnect();
});

test('a patient who claims a title is named as a patient by the tab, toasts and the system, in either language', {
  tag: '@journey',
}, async ({ page, context }) => {
  await context.grantPermissions(['notifications'], { origin: HERE });
  const pair = await makePair({ patient: 'Dr. Ada Bello', consultant: 'Dr. Noor Vance' });
  await signIn(page, pair.consultant);
  await page.goto(HERE);
  await expect(inboxRow(page, 'Dr. Ada Bello')).toBeVisible();
  await page.getByRole('link', { name: 'Settings' }).click();
  await page.evaluate(() => navigator.serviceWorker.ready);
  const [worker] = context.serviceWorkers();
  if (worker === undefined) throw new Error('there is no service worker');
  await page.getByRole('switch', { name: 'Notify me when someone writes' }).click();

  await say(pair, pair.patient, 'good morning');
  const toast = page.locator('[data-toast]');
  await expect(toast).toContainText('Open the conversation with Dr. Ada Bello (Patient)');
  await toast.getByRole('link').click();
  await expect(page).toHaveTitle('Dr. Ada Bello (Patient) · Jiggy Care');
  await page.getByRole('link', { name: 'Settings' }).click();
  await lookAway(page, worker);
  await say(pair, pair.patient, 'are you there?');
  const titles = async () => (await notifications(page)).map(({ title }) => title);
  await expect.poll(titles).toEqual(['Dr. Ada Bello (Patient) wrote to you']);

  const { patient, consultant, conversationId } = pair;
  const caller = io(`${THERE}/chat`, { auth: { token: patient.token }, transports: ['websocket'] });
  await caller.emitWithAck('join_conversation', { conversationId, userId: patient.id, userType: 'patient' });
  const ring = () =>
    caller.emit('call:initiate', { toUserId: consultant.id, conversationId, callType: 'audio' });
  const giveUp = () => caller.emitWithAck('call:end', { toUserId: consultant.id });
  ring();
  await expect(page).toHaveTitle('Dr. Ada Bello (Patient) is calling…');
  await expect(page.getByRole('dialog', { name: 'Dr. Ada Bello (Patient) is calling' })).toBeVisible();
  await expect.poll(titles).toContain('Dr. Ada Bello (Patient) is calling…');
  await giveUp();
  await expect.poll(titles).toContain('Missed call from Dr. Ada Bello (Patient)');

  await page.getByText('Deutsch').click();
  ring();
  await expect(page).toHaveTitle('Dr. Ada Bello (Patient/in) ruft an…');
  await expect.poll(titles).toContain('Dr. Ada Bello (Patient/in) ruft an…');
  await giveUp();
  await expect.poll(titles).toContain('Verpasster Anruf von Dr. Ada Bello (Patient/in)');
  await say(pair, patient, 'hallo?');
  await expect.poll(titles).toContain('Dr. Ada Bello (Patient/in) hat Ihnen geschrieben');
  caller.disconnect();
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
