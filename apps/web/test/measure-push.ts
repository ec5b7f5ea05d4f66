import { chromium } from '@playwright/test';
import { io } from 'socket.io-client';
import config from '../playwright.config.ts';
import { launchServer } from './support/launch-server.ts';

/*
 * Measures how a closed app is told, with the real service worker in Chromium, and prints what it found. What a push service
 * of a browser maker adds is not in it: ours is on this machine and hands on at once.
 *
 * Run it after a build, on a quiet machine: node apps/web/test/measure-push.ts
 */

const CALLS = 20;
const MESSAGES = 1_000;
const AT_ONCE = 10;
const POLL_MS = 2;

const server = await launchServer({ PUSH_HOSTS: '127.0.0.1' });
process.env.WEB_TEST_PORT = String(server.port);
// They read the port when they are loaded.
const { makePair, say, HERE, PASSWORD, THERE } = await import('./support/people.ts');
const { ClosedApp } = await import('./support/closed-app.ts');

const browser = await chromium.launch(config.use?.launchOptions ?? {});
const context = await browser.newContext({ locale: 'en-GB' });
const pair = await makePair();
const app = await ClosedApp.of(context);
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const print = (line: string) => void process.stdout.write(`${line}\n`);
try {
  await turnOnAndClose();
  await measureRings();
  await measureMessages();
} finally {
  await browser.close();
  await app.close();
  await server.close();
}

async function turnOnAndClose(): Promise<void> {
  const page = await context.newPage();
  await context.request.post(`${HERE}/api/v1/auth/login`, {
    headers: { 'X-Client-Type': 'web' },
    data: { email: pair.patient.email, password: PASSWORD },
  });
  await page.goto(`${HERE}/settings`);
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.getByRole('switch', { name: 'Notify me when someone writes' }).click();
  await page.getByText('This device · Not reached yet').waitFor();
  await app.closePage(page);
}

async function measureRings(): Promise<void> {
  const { patient, consultant, conversationId } = pair;
  const caller = io(`${THERE}/chat`, { auth: { token: consultant.token }, transports: ['websocket'] });
  const joining = { conversationId, userId: consultant.id, userType: 'consultant' };
  await caller.emitWithAck('join_conversation', joining);
  const [toService, toNote, toRejected]: [number[], number[], number[]] = [[], [], []];
  for (let call = 0; call < CALLS; call += 1) {
    let ringingAt = 0;
    caller.once('call:ringing', () => {
      ringingAt = performance.now();
    });
    const rejected = new Promise<number>((resolve) =>
      caller.once('call:rejected', () => resolve(performance.now())),
    );
    const initiation = { toUserId: patient.id, conversationId, callType: 'video' };
    const { data } = await caller.emitWithAck('call:initiate', initiation);
    const isBrought = () =>
      app.service
        .broughtTo(app.browser)
        .some(({ note }) => note.kind === 'call' && note.callId === data.callId);
    while (!isBrought()) await pause(POLL_MS);
    toService.push(performance.now() - ringingAt);
    // The end of the ring before may be among them, where it was declined before its sender had looked.
    while (app.waiting > 0) await app.deliverNext();
    while (!(await app.shown()).some(({ title }) => title === 'Video call')) await pause(POLL_MS);
    toNote.push(performance.now() - ringingAt);
    const pressedAt = performance.now();
    const [rejectedAt] = await Promise.all([rejected, app.press('decline')]);
    toRejected.push(rejectedAt - pressedAt);
  }
  caller.disconnect();
  tell('call:ringing at the caller, to the push service', toService);
  tell('call:ringing at the caller, to the notification of the closed app', toNote);
  tell('Decline in the notification, to call:rejected at the caller', toRejected);
}

async function measureMessages(): Promise<void> {
  const posted = await app.watchPosts();
  const startedAt = performance.now();
  let mayEndAt = Number.POSITIVE_INFINITY;
  const handingOn = (async () => {
    // After the last message comes one more note at the most, 3 s later.
    while (app.waiting > 0 || performance.now() < mayEndAt) {
      if (app.waiting > 0) await app.deliverNext();
      else await pause(POLL_MS);
    }
  })();
  for (let sent = 0; sent < MESSAGES; sent += AT_ONCE)
    await Promise.all(
      Array.from({ length: AT_ONCE }, (_, nth) => say(pair, pair.consultant, `${sent + nth}`)),
    );
  const sentMs = performance.now() - startedAt;
  mayEndAt = performance.now() + 8_000;
  await handingOn;
  const receipts = (await posted()).filter(
    ({ path, status }) => path.endsWith('/receipts') && status === 204,
  );
  const notes = (await app.shown()).filter(({ title }) => title === 'New message');
  const delivered = await countDelivered();
  print(
    `${MESSAGES} messages in ${(sentMs / 1_000).toFixed(1)} s: ${receipts.length} notes and receipts, ` +
      `${notes.length} of them to be seen, ${delivered} messages delivered`,
  );
}

/** How many of them their sender sees as delivered. */
async function countDelivered(): Promise<number> {
  const answer = await fetch(
    `${THERE}/api/v1/chat/conversations/${pair.conversationId}/messages?limit=500&offset=0`,
    { headers: { Authorization: `Bearer ${pair.consultant.token}` } },
  );
  const older = await fetch(
    `${THERE}/api/v1/chat/conversations/${pair.conversationId}/messages?limit=500&offset=500`,
    { headers: { Authorization: `Bearer ${pair.consultant.token}` } },
  );
  const pages = [await answer.json(), await older.json()] as {
    messages: { deliveredAt?: string | null }[];
  }[];
  return pages.flatMap(({ messages }) => messages).filter(({ deliveredAt }) => Boolean(deliveredAt)).length;
}

function tell(what: string, times: readonly number[]): void {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number) => Math.round(sorted[Math.floor((sorted.length - 1) * share)] ?? 0);
  print(`${what}: median ${at(0.5)} ms, slowest ${at(1)} ms of ${times.length}`);
}
