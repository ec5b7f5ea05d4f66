import type { Page } from '@playwright/test';
import { expect, HERE, openConversation, signIn, test } from './support/app.ts';
import { book, type Pair, register, say } from './support/people.ts';

const MANY = 40;
const SCREENS = {
  phone: { viewport: { width: 360, height: 740 }, hasTouch: true },
  desktop: { viewport: { width: 1280, height: 720 } },
} as const;

/** A consultant with more rows on every page than a window holds, and a patient who may choose among as many. */
async function crowd() {
  const consultant = await register('consultant', 'Dr. Noor Vance');
  const pairs: Pair[] = [];
  await inLanes(MANY, async (number) => {
    const patient = await register('patient', `Patient Number ${number}`);
    const pair = { patient, consultant, ...(await book(patient, consultant)) };
    pairs.push(pair);
    await say(pair, patient, `I am number ${number}`);
  });
  await inLanes(MANY, (number) => register('consultant', `Crowded Consultant ${number}`));
  return { consultant, pairs };
}

/** The calls of a log, as the server would give them: ringing forty people takes too long. */
async function withCalls(page: Page, pairs: readonly Pair[]): Promise<void> {
  const calls = pairs.map(({ conversationId, patient, consultant }, index) => {
    const time = new Date(Date.now() - index * 60_000).toISOString();
    return {
      id: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
      conversationId,
      callerId: patient.id,
      calleeId: consultant.id,
      callType: 'audio',
      status: 'missed',
      startedAt: time,
      answeredAt: null,
      endedAt: time,
    };
  });
  await page.route('**/api/v1/chat/calls?*', (route) => route.fulfill({ json: { calls, missedCount: 0 } }));
}

test('no page makes the whole window scroll, however much stands in it', async ({ browser, watch }) => {
  test.slow();
  const { consultant, pairs } = await crowd();
  const [pair] = pairs;
  if (pair === undefined) throw new Error('there is nobody');
  for (const [name, device] of Object.entries(SCREENS)) {
    const context = await browser.newContext({ ...device, locale: 'en-GB' });
    const page = await context.newPage();
    context.on('weberror', (error) => watch.faults.push(`uncaught: ${error.error().stack}`));
    await withCalls(page, pairs);
    const check = async (path: string, last: string) => {
      await page.goto(`${HERE}${path}`);
      await expect(page.getByText(last).first()).toBeAttached();
      expect(await overflow(page), `${path} on a ${name}`).toEqual({ height: 0, width: 0, scrolled: 0 });
    };

    await signIn(page, consultant);
    await check('/', 'Patient Number 39');
    await check('/appointments', 'Patient Number');
    await check('/calls', 'Patient Number 39');
    await check('/check', 'Connection');
    await check('/settings', 'Language');
    await openConversation(page, pair.conversationId);
    await check(`/c/${pair.conversationId}`, 'I am number');

    await context.clearCookies();
    await signIn(page, pair.patient);
    await check('/appointments/new', 'Crowded Consultant');
    await context.close();
  }
});

/** By how much the page is larger than the window, and how far it lets itself be scrolled all the same. */
function overflow(page: Page) {
  return page.evaluate(() => {
    const { scrollHeight, clientHeight, scrollWidth, clientWidth } = document.documentElement;
    window.scrollTo(0, 10_000);
    const inner = [...document.querySelectorAll('.h-dvh')].map((element) => {
      element.scrollTo(0, 10_000);
      return element.scrollTop;
    });
    return {
      height: scrollHeight - clientHeight,
      width: scrollWidth - clientWidth,
      scrolled: window.scrollY + inner.reduce((sum, top) => sum + top, 0),
    };
  });
}

/** Some at a time: registering is slow on purpose. */
async function inLanes(count: number, act: (number: number) => Promise<unknown>): Promise<void> {
  let next = 0;
  const lane = async () => {
    while (next < count) {
      const number = next;
      next += 1;
      await act(number);
    }
  };
  await Promise.all(Array.from({ length: 4 }, lane));
}
