import type { Page } from '@playwright/test';
import { io, type Socket } from 'socket.io-client';
import { checkScreen, SCREENS } from './support/accessibility.ts';
import {
  bubble,
  composer,
  expect,
  feed,
  HERE,
  openConversation,
  signIn,
  test,
  watchOver,
} from './support/app.ts';
import { makePair, markRead, type Pair, say, type TestPerson, THERE } from './support/people.ts';

const call = (page: Page) => page.locator('[data-call]');
const badge = (page: Page, name: RegExp) => page.getByRole('link', { name });

test('a missed call is told by the tab, a toast and badges, until it was looked at', {
  tag: '@journey',
}, async ({ page }) => {
  const pair = await makePair();
  await signIn(page, pair.patient);
  await page.goto(`${HERE}/settings`);
  await expect(page).toHaveTitle(/^Settings/);

  const caller = await enter(pair, pair.consultant);
  const ringing = heard(caller, 'call:ringing');
  place(caller, pair, pair.patient);
  await ringing;
  await expect(page).toHaveTitle('Dr. Noor Vance is calling…');
  caller.emit('call:end', { toUserId: pair.patient.id });

  const toast = page.locator('[data-toast]');
  await expect(toast).toContainText('Missed call');
  await expect(toast.getByRole('button', { name: 'Video call with Dr. Noor Vance' })).toBeVisible();
  await expect(badge(page, /^Calls ?, 1 missed call$/)).toBeVisible();
  await expect(page).toHaveTitle(/^\(1\) Settings/);
  await page.getByRole('link', { name: 'Messages' }).click();
  await expect(page.getByRole('list', { name: 'Conversations' })).toContainText('Missed call');

  await toast.getByRole('link').click();
  await expect(call(page)).toContainText('Missed call');
  await expect(badge(page, /^Calls$/)).toBeVisible();
  await expect(page).toHaveTitle(/^Dr. Noor Vance · /);
  await expect(toast).toBeHidden();
  caller.disconnect();
});

test('the log tells who called whom and what became of it; opening it takes the badge away', async ({
  page,
}) => {
  const pair = await makePair();
  await hold(pair, pair.patient, 'talk');
  await hold(pair, pair.consultant, 'decline', 'audio');
  await hold(pair, pair.patient, 'decline');
  await hold(pair, pair.consultant, 'cancel', 'audio');
  await hold(pair, pair.patient, 'cancel');
  await signIn(page, pair.patient);
  await page.goto(HERE);
  await badge(page, /^Calls ?, 1 missed call$/).click();

  await expect(page.getByRole('heading', { name: 'Today' })).toBeVisible();
  await expect(call(page)).toHaveText([
    /Dr\. Noor Vance.*Outgoing: Video call · You cancelled/,
    /Dr\. Noor Vance.*New.*Incoming: Missed call · Voice call/,
    /Dr\. Noor Vance.*Outgoing: Video call · Declined/,
    /Dr\. Noor Vance.*Incoming: Voice call · You declined/,
    /Dr\. Noor Vance.*Outgoing: Video call · \d+ sec/,
  ]);
  await expect(badge(page, /^Calls$/)).toBeVisible();
  await page.getByText('Missed', { exact: true }).click();
  await expect(call(page)).toHaveCount(1);

  // and stays away
  await page.reload();
  await expect(call(page)).toHaveCount(5);
  await expect(badge(page, /^Calls$/)).toBeVisible();
  await expect(page.getByText('New', { exact: true })).toBeHidden();

  await page
    .getByRole('link', { name: /Open the conversation with Dr. Noor Vance/ })
    .first()
    .click();
  await expect(composer(page)).toBeVisible();
});

test('one calls back from the log, and the call comes into it', { tag: '@journey' }, async ({ page }) => {
  const pair = await makePair();
  await hold(pair, pair.consultant, 'cancel');
  const callee = await enter(pair, pair.consultant);
  await signIn(page, pair.patient);
  await page.goto(`${HERE}/calls`);
  const incoming = heard(callee, 'call:incoming');
  await page.getByRole('button', { name: 'Voice call with Dr. Noor Vance' }).click();
  expect(await incoming).toMatchObject({ fromUserId: pair.patient.id, callType: 'audio' });
  await expect(page).toHaveTitle(/^● Dr\. Noor Vance/);
  callee.emit('call:reject', { toUserId: pair.patient.id });
  await page.getByRole('button', { name: 'Close' }).click();
  await expect(call(page).first()).toContainText('Voice call · Declined');
  await expect(page).toHaveTitle(/^Calls/);
  callee.disconnect();
});

test('calls stand between the messages at their time, on the side of who called', {
  tag: '@journey',
}, async ({ page }) => {
  const pair = await makePair();
  await hold(pair, pair.patient, 'talk');
  await say(pair, pair.consultant, 'That was good');
  await hold(pair, pair.consultant, 'cancel', 'audio');
  await say(pair, pair.consultant, 'You were away');
  await signIn(page, pair.patient);
  await openConversation(page, pair.conversationId);
  await expect(feed(page).locator('[data-call], [data-message]')).toHaveText([
    /^You: Video call\d+ sec ·/,
    /That was good/,
    /^Dr\. Noor Vance: Missed call/,
    /You were away/,
  ]);
  // one that ends while one looks comes to the end, and the list follows it
  await hold(pair, pair.consultant, 'decline', 'video', page);
  await expect(call(page)).toHaveCount(3);
  await expect(call(page).last()).toContainText('You declined');
  await expect(call(page).last()).toBeInViewport({ ratio: 1 });
});

test('two people who have only talked see their calls where the messages will be', async ({ page }) => {
  const pair = await makePair();
  await hold(pair, pair.patient, 'talk');
  await signIn(page, pair.patient);
  await openConversation(page, pair.conversationId);
  await expect(call(page)).toHaveCount(1);
  await expect(page.getByText('This is where your conversation with Dr. Noor Vance begins.')).toBeVisible();
  await composer(page).fill('Thank you for the call');
  await composer(page).press('Enter');
  await expect(feed(page).locator('[data-message]')).toBeInViewport();
  await expect(call(page)).toBeInViewport();
});

test('calls that come in later move nobody: not who opens at the new messages, not who reads far above', async ({
  page,
}) => {
  const pair = await makePair();
  const old = await say(pair, pair.consultant, 'read long ago');
  await markRead(pair, pair.patient, [old]);
  for (let count = 0; count < 6; count += 1) await hold(pair, pair.patient, 'cancel');
  for (let number = 1; number <= 25; number += 1) await say(pair, pair.consultant, `news ${number}\n\n.`);
  await signIn(page, pair.patient);
  let letCallsIn = () => {};
  const gate = new Promise<void>((resolve) => {
    letCallsIn = resolve;
  });
  await page.route(/\/chat\/calls\?.*conversationId/, async (route) => {
    await gate;
    await route.continue();
  });
  await openConversation(page, pair.conversationId);
  await expect(bubble(page, 'news 1 .')).toBeInViewport();
  letCallsIn();
  await expect(call(page).last()).toBeAttached();
  await expect(page.getByText('New messages', { exact: true })).toBeInViewport();
  await expect(bubble(page, 'news 1 .')).toBeInViewport();

  const place = () => bubble(page, 'news 5 .').evaluate((line) => line.getBoundingClientRect().top);
  await bubble(page, 'news 5 .').scrollIntoViewIfNeeded();
  await expect(bubble(page, 'news 5 .')).toBeInViewport({ ratio: 1 });
  const before = await place();
  await hold(pair, pair.consultant, 'cancel');
  await expect(page.locator('[data-announcer]')).toHaveText('Missed call from Dr. Noor Vance');
  expect(Math.abs((await place()) - before)).toBeLessThan(1);
});

test('a missed call is said to a screen reader where its conversation is open', async ({ page }) => {
  const pair = await makePair();
  await say(pair, pair.patient, 'Good morning');
  await hold(pair, pair.consultant, 'cancel');
  await signIn(page, pair.patient);
  await openConversation(page, pair.conversationId);
  await expect(call(page)).toHaveCount(1);
  const announcer = page.locator('[data-announcer]');
  await expect(announcer).toBeEmpty();
  await hold(pair, pair.consultant, 'cancel', 'video', page);
  await expect(announcer).toHaveText('Missed call from Dr. Noor Vance');
});

test('without a network the log stays, says that it may be old, and loads when there is one again', async ({
  page,
  context,
}) => {
  const pair = await makePair();
  await hold(pair, pair.consultant, 'cancel');
  await signIn(page, pair.patient);
  await page.goto(`${HERE}/calls`);
  await expect(call(page)).toHaveCount(1);
  await context.setOffline(true);
  await expect(page.getByText('This list may be out of date.')).toBeVisible();
  await hold(pair, pair.consultant, 'cancel');
  await context.setOffline(false);
  await expect(call(page)).toHaveCount(2, { timeout: 20_000 });
  await expect(page.getByText('This list may be out of date.')).toBeHidden();
});

test('a long log is loaded as one goes down', async ({ page }) => {
  const pair = await makePair();
  for (let count = 0; count < 32; count += 1) await hold(pair, pair.consultant, 'cancel');
  await signIn(page, pair.patient);
  await page.goto(`${HERE}/calls`);
  await expect(call(page).first()).toBeVisible();
  await call(page).nth(29).scrollIntoViewIfNeeded();
  await expect(call(page)).toHaveCount(32);
  await expect(page.getByText('Loading earlier calls…')).toBeHidden();
});

for (const [screen, device] of Object.entries(SCREENS)) {
  test(`the log and what tells of calls keep WCAG 2.2 AA in light and dark: ${screen}`, async ({
    browser,
    watch,
  }) => {
    test.slow();
    const context = await browser.newContext({ ...device, locale: 'en-GB', reducedMotion: 'reduce' });
    watchOver(context, watch.faults);
    const page = await context.newPage();
    const pair = await makePair({
      patient: 'Ada Bello',
      consultant: 'Prof. Dr. med. Alexandra Maria Schmidt-Rottenberg',
    });
    await signIn(page, pair.patient);
    await page.goto(`${HERE}/calls`);
    await expect(page.getByText('No calls yet')).toBeVisible();
    await checkScreen(page, 'empty log');

    await page.goto(`${HERE}/appointments`);
    await expect(page.getByRole('heading', { level: 3 })).toBeVisible();
    await hold(pair, pair.consultant, 'cancel', 'video', page);
    await expect(page.locator('[data-toast]')).toBeVisible();
    await page.locator('[data-toast]').hover();
    await checkScreen(page, 'toast of a missed call');
    await page.goto(HERE);
    await expect(page.getByRole('list', { name: 'Conversations' })).toContainText('Missed call');
    await checkScreen(page, 'inbox with a missed call');
    await hold(pair, pair.patient, 'talk', 'audio');
    await page.goto(`${HERE}/calls`);
    await expect(call(page)).toHaveCount(2);
    await checkScreen(page, 'log');
    await openConversation(page, pair.conversationId);
    await expect(call(page)).toHaveCount(2);
    await checkScreen(page, 'calls between messages');
    await context.close();
  });
}

type Fate = 'cancel' | 'decline' | 'talk';

/**
 * Lets one call the other, past the app.
 *
 * @param calleePage where the callee's app is open; it declines there
 */
async function hold(
  pair: Pair,
  from: TestPerson,
  fate: Fate,
  callType: 'video' | 'audio' = 'video',
  calleePage?: Page,
): Promise<void> {
  const to = from.id === pair.patient.id ? pair.consultant : pair.patient;
  const caller = await enter(pair, from);
  const callee = calleePage === undefined ? await enter(pair, to) : undefined;
  const ringing = heard(caller, 'call:ringing');
  place(caller, pair, to, callType);
  await ringing;
  if (fate === 'cancel') await caller.emitWithAck('call:end', { toUserId: to.id });
  else if (fate === 'talk') {
    const accepted = heard(caller, 'call:accepted');
    callee?.emit('call:accept', { toUserId: from.id });
    await accepted;
    await caller.emitWithAck('call:end', { toUserId: to.id });
  } else {
    const rejected = heard(caller, 'call:rejected');
    if (callee === undefined) await calleePage?.getByRole('button', { name: 'Decline', exact: true }).click();
    else callee.emit('call:reject', { toUserId: from.id });
    await rejected;
  }
  caller.disconnect();
  callee?.disconnect();
}

async function enter({ conversationId }: Pair, { id, role, token }: TestPerson): Promise<Socket> {
  const socket = io(`${THERE}/chat`, { auth: { token }, transports: ['websocket'], forceNew: true });
  await socket.emitWithAck('join_conversation', { conversationId, userId: id, userType: role });
  return socket;
}

function place(caller: Socket, { conversationId }: Pair, to: TestPerson, callType = 'video'): void {
  caller.emit('call:initiate', { toUserId: to.id, conversationId, callType });
}

function heard(socket: Socket, event: string): Promise<unknown> {
  return new Promise((resolve) => socket.once(event, resolve));
}
