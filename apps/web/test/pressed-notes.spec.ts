import { composer, expect, feed, HERE, test } from './support/app.ts';
import { type ClosedApp, closedAppOf } from './support/closed-app.ts';
import { makePair, type Pair, say } from './support/people.ts';
import { callerOf } from './support/ringing.ts';

const MESSAGE = 'New message';
const RING = 'Video call';

/** A message is pushed to the browser; it is shown although a window of the same origin is looked at that is none of the app. */
async function pushMessage(app: ClosedApp, pair: Pair): Promise<void> {
  await say(pair, pair.consultant, 'Hello');
  await app.deliverNext();
  await expect.poll(async () => (await app.shown()).map(({ title }) => title)).toEqual([MESSAGE]);
}

for (const { name, path, hasScripts } of [
  { name: 'a page of the documentation', path: '/api/v1/api-docs', hasScripts: true },
  { name: 'the page of the kept mails', path: '/dev/mail', hasScripts: true },
  { name: 'the page of a link from a mail', path: '/verify-email#token=none', hasScripts: true },
  { name: 'the app before it has started', path: '/calls', hasScripts: false },
]) {
  test(`a notification that is pressed opens its conversation, where all that is open is ${name}`, async ({
    page,
    context,
  }) => {
    const pair = await makePair();
    const app = await closedAppOf(pair, page, context);
    const other = await context.newPage();
    const line = await context.newCDPSession(other);
    await line.send('Emulation.setScriptExecutionDisabled', { value: !hasScripts });
    await other.goto(`${HERE}${path}`);
    const windows = await app.watchWindows();
    await pushMessage(app, pair);
    await app.press(MESSAGE);
    expect(await windows()).toEqual({ focused: [], opened: [`/c/${pair.conversationId}`] });
    await app.close();
  });
}

test('a notification that is pressed leads the window of the app to its conversation, and no other', async ({
  page,
  context,
}) => {
  const pair = await makePair();
  const app = await closedAppOf(pair, page, context);
  await pushMessage(app, pair);
  const calls = await context.newPage();
  await calls.goto(`${HERE}/calls`);
  await expect(calls.getByRole('heading', { name: 'Calls', exact: true })).toBeVisible();
  const docs = await context.newPage();
  await docs.goto(`${HERE}/api/v1/api-docs`);
  const windows = await app.watchWindows();
  await app.press(MESSAGE);
  await expect(composer(calls)).toBeVisible();
  await expect(feed(calls)).toContainText('Hello');
  expect(await windows()).toEqual({ focused: ['/calls'], opened: [] });
  await app.close();
});

test('a ring is answered: the closed app opens at the conversation, rings there, and the call is accepted', {
  tag: '@journey',
}, async ({ page, context }) => {
  const pair = await makePair();
  const app = await closedAppOf(pair, page, context);
  const windows = await app.watchWindows();
  const caller = await callerOf(pair);
  const accepted = caller.next('call:accepted');
  await caller.ring();
  await app.deliverNext();
  await expect.poll(async () => (await app.shown()).map(({ title }) => title)).toEqual([RING]);
  await app.press(RING, 'answer');
  expect(await app.shown()).toEqual([]);
  const { opened } = await windows();
  expect(opened).toEqual([`/c/${pair.conversationId}`]);

  const window = await context.newPage();
  await window.goto(`${HERE}${opened[0]}`);
  await window.getByRole('button', { name: 'Accept', exact: true }).click();
  await accepted;
  caller.leave();
  await app.close();
});
