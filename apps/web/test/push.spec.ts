import { checkScreen } from './support/accessibility.ts';
import { bubble, composer, expect, HERE, openConversation, signIn, test, write } from './support/app.ts';
import { ClosedApp, closedAppOf } from './support/closed-app.ts';
import { makePair, say } from './support/people.ts';
import { callerOf } from './support/ringing.ts';

test('a closed app tells of messages in one place, rings, and is declined without being opened', {
  tag: '@journey',
}, async ({ page, context }) => {
  const pair = await makePair();
  await signIn(page, pair.patient);
  const app = await ClosedApp.of(context);
  await page.goto(`${HERE}/settings`);
  await page.evaluate(() => navigator.serviceWorker.ready);
  await expect(page.getByText('No device can be reached while Jiggy Care is closed')).toBeVisible();
  await page.getByRole('switch', { name: 'Notify me when someone writes' }).click();
  await expect(page.getByRole('listitem').filter({ hasText: 'This device · Not reached yet' })).toBeVisible();
  await checkScreen(page, 'settings, with a device that is reached');
  await page.getByRole('button', { name: 'Send a test to this device' }).click();
  await expect(page.getByText('On its way.')).toBeVisible();
  await app.deliverNext();
  await expect.poll(() => app.shown()).toMatchObject([{ title: 'Notifications work' }]);
  const posted = await app.watchPosts();

  await app.closePage(page);
  await say(pair, pair.consultant, 'the secret of the knee');
  await app.deliverNext();
  const message = { title: 'New message', body: 'From your consultant', actions: [] };
  await expect.poll(() => app.shown()).toContainEqual(message);
  await say(pair, pair.consultant, 'and another');
  await app.deliverNext();
  await expect.poll(posted).toEqual([1, 2].map(() => ({ path: '/api/v1/push/receipts', status: 204 })));
  expect((await app.shown()).filter(({ title }) => title === message.title)).toHaveLength(1);

  const caller = await callerOf(pair);
  const rejected = caller.next('call:rejected');
  expect(await caller.ring()).toMatchObject({ event: 'call:ringing', data: { reachable: 'push' } });
  await app.deliverNext();
  const body = 'Your consultant is calling you';
  const ring = { title: 'Video call', body, actions: ['Answer', 'Decline'] };
  await expect.poll(() => app.shown()).toContainEqual(ring);
  await app.press('Video call', 'decline');
  expect(await rejected).toMatchObject({ reason: 'Declined' });
  expect((await app.shown()).map(({ title }) => title)).not.toContain('Video call');

  await caller.ring();
  await app.deliverNext();
  await expect.poll(() => app.shown()).toContainEqual(ring);
  await caller.cancel();
  await app.deliverNext();
  await expect.poll(() => app.shown()).toContainEqual({ ...message, title: 'Missed call' });
  expect((await app.shown()).map(({ title }) => title)).not.toContain('Video call');
  caller.leave();
  await app.close();
});

test('a ring that is answered in the app leaves nothing on the closed ones, and the app that is opened rings', async ({
  page,
  context,
}) => {
  const pair = await makePair();
  const app = await closedAppOf(pair, page, context);
  const caller = await callerOf(pair);
  await caller.ring();
  await app.deliverNext();
  await expect.poll(async () => (await app.shown()).map(({ title }) => title)).toEqual(['Video call']);
  const opened = await context.newPage();
  await opened.goto(`${HERE}/c/${pair.conversationId}`);
  await opened.getByRole('button', { name: 'Decline', exact: true }).click();
  await app.deliverNext();
  await expect.poll(() => app.shown()).toEqual([]);
  caller.leave();
  await app.close();
});

test('it is asked once whether to notify, after the first message, and only a click asks the browser', async ({
  page,
  context,
}) => {
  const pair = await makePair();
  await signIn(page, pair.patient);
  const app = await ClosedApp.of(context);
  await context.clearPermissions();
  await page.addInitScript(() => {
    const known = () => sessionStorage.getItem('test.permission') ?? 'default';
    Object.defineProperty(Notification, 'permission', { get: known });
    Object.assign(Notification, {
      requestPermission: async () => {
        sessionStorage.setItem('test.permission', 'granted');
        return known();
      },
    });
  });
  await openConversation(page, pair.conversationId);
  await write(page, 'Hello');
  const question = page.getByRole('region', { name: 'May this device notify you?' });
  await expect(question).toContainText('tell you when an answer comes');
  await checkScreen(page, 'a conversation, asked whether to be notified');
  await question.getByRole('button', { name: 'Not now' }).click();
  await expect(question).toHaveCount(0);
  await write(page, 'Hello again');
  await expect(bubble(page, 'Hello again')).toBeVisible();
  await expect(question).toHaveCount(0);

  await page.evaluate(() => localStorage.removeItem('jiggy.notifications-asked'));
  await page.reload();
  await expect(composer(page)).toBeVisible();
  await write(page, 'And again');
  await question.getByRole('button', { name: 'Yes, notify me' }).click();
  await expect(question).toHaveCount(0);
  await page.goto(`${HERE}/settings`);
  await expect(page.getByText('This device · Not reached yet')).toBeVisible();
  await page.getByRole('switch', { name: 'Notify me when someone writes' }).click();
  await expect(page.getByText('No device can be reached while Jiggy Care is closed')).toBeVisible();
  await app.close();
});

test('where the browser blocks notifications, it is said how to allow them', async ({ page }) => {
  const { patient } = await makePair();
  await signIn(page, patient);
  await page.addInitScript(() => Object.defineProperty(Notification, 'permission', { get: () => 'denied' }));
  await page.goto(`${HERE}/settings`);
  await expect(
    page.getByText('Click the icon to the left of the address, allow notifications'),
  ).toBeVisible();
  await expect(page.getByRole('switch', { name: 'Notify me when someone writes' })).toBeDisabled();
});

test('while the push service is asked, and where it is not there, the switch promises nothing for the closed app', async ({
  page,
  context,
}) => {
  const { patient } = await makePair();
  await signIn(page, patient);
  await context.grantPermissions(['notifications'], { origin: HERE });
  await page.addInitScript(() => {
    const refused = new Promise((_, refuse) => window.addEventListener('test.refuse', refuse));
    // It may be refused before it is asked for.
    refused.catch(() => {});
    PushManager.prototype.subscribe = () => refused as Promise<PushSubscription>;
  });
  await page.goto(`${HERE}/settings`);
  const notify = page.getByRole('switch', { name: 'Notify me when someone writes' });
  await notify.click();
  await expect(notify).toHaveAccessibleDescription(/Being set up for when it is closed/);
  await page.evaluate(() => window.dispatchEvent(new Event('test.refuse')));
  await expect(notify).toHaveAccessibleDescription(
    /It cannot be reached once it is closed: that did not work/,
  );
  await expect(page.getByText('No device can be reached while Jiggy Care is closed')).toBeVisible();

  await page.reload();
  await expect(notify).toHaveAccessibleDescription(/Being set up for when it is closed/);
});
