import { type Browser, chromium, expect, type Page, test } from '@playwright/test';
import { type LaunchedServer, launchServer } from '../support/launch-server.ts';
import { makePastedApp, type PastedApp } from './pasted-app.ts';

const PAGE = 'http://localhost:5173';

let server: LaunchedServer;
let app: PastedApp;
let browser: Browser;
let proxied: Browser;

test.beforeAll(async ({ launchOptions }) => {
  test.setTimeout(300_000);
  server = await launchServer();
  app = await makePastedApp(server.port);
  /** The addresses of the guide lead to the servers of this test, and all others nowhere. */
  const launch = (pages: number) => {
    const rules = [`MAP localhost:5173 127.0.0.1:${pages}`, `MAP localhost:3000 127.0.0.1:${server.port}`];
    const others = (launchOptions.args ?? []).filter((flag) => !flag.startsWith('--host-resolver-rules'));
    return chromium.launch({
      ...launchOptions,
      args: [
        ...others,
        `--host-resolver-rules=${[...rules, 'MAP * ~NOTFOUND', 'EXCLUDE 127.0.0.1'].join(', ')}`,
      ],
    });
  };
  browser = await launch(await app.serve());
  proxied = await launch(await app.serve('proxied.config.js'));
});

test.afterAll(async () => {
  await Promise.all([browser?.close(), proxied?.close()]);
  app?.close();
  await server?.close();
});

async function enter(page: Page, address: string, role: 'patient' | 'consultant'): Promise<void> {
  await page.goto(`${PAGE}/${address}.html`);
  await page.getByRole('button', { name: role }).click();
  await expect(page.getByText(/ writes to /)).toBeVisible();
}

async function write(page: Page, text: string): Promise<void> {
  await page.getByLabel('Message').fill(text);
  await page.getByLabel('Message').press('Enter');
  await expect(page.getByText(text, { exact: false })).toContainText(/\((sent|read)\)/);
}

async function writeToEachOther(patient: Page, consultant: Page): Promise<void> {
  const [question, answer] = [`Hello ${Date.now()}`, `Good morning ${Date.now()}`];
  await write(patient, question);
  await expect(consultant.getByText(question)).toBeVisible();
  await write(consultant, answer);
  await expect(patient.getByText(answer)).toBeVisible();
}

for (const address of ['plain', 'react', 'vue', 'svelte', 'react-native'])
  test(`${address}: two people write to each other in two tabs, from a page on another port`, async () => {
    const context = await browser.newContext();
    const [patient, consultant] = [await context.newPage(), await context.newPage()];
    await enter(patient, address, 'patient');
    await enter(consultant, address, 'consultant');
    await writeToEachOther(patient, consultant);
    await context.close();
  });

test('behind a proxy the page is of one address with the server, and cookies do', async () => {
  const [home, practice] = [await proxied.newContext(), await proxied.newContext()];
  const [patient, consultant] = [await home.newPage(), await practice.newPage()];
  await enter(patient, 'proxied', 'patient');
  await enter(consultant, 'proxied', 'consultant');
  await writeToEachOther(patient, consultant);
  expect((await home.cookies()).map(({ name, httpOnly }) => [name, httpOnly])).toContainEqual([
    'access_token',
    true,
  ]);
  const sound = await patient.evaluate(async () =>
    (await fetch('/sounds/chime.mp3')).headers.get('content-type'),
  );
  expect(sound).toBe('audio/mpeg');
  await Promise.all([home.close(), practice.close()]);
});

test('the component test of the guide runs with the packed testing kit', async () => {
  test.setTimeout(120_000);
  expect(await app.runComponentTest()).toMatch(/3 passed/);
});

test('the page for a phone fits the types of React Native', async () => {
  test.setTimeout(120_000);
  await app.checkPhoneTypes();
});
