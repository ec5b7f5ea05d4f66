import { defineConfig } from '@playwright/test';

/**
 * What this browser must not do beside its pages. The later one of two such switches counts, so the first line repeats what
 * Playwright turns off by itself and a test could notice; the second is a page for the address bar in each window, which
 * cost more than a tenth of the processor's time.
 */
const UNWANTED_FEATURES = [
  'AvoidUnnecessaryBeforeUnloadCheckSync,DestroyProfileOnBrowserClose,HttpsUpgrades,MediaRouter,PaintHolding,OptimizationHints',
  'WebUIOmniboxPopup,WebUIOmniboxAimPopup,AimEnabled,PreconnectToSearch',
];

export default defineConfig({
  testDir: 'test',
  outputDir: '../../node_modules/.cache/browser-tests',
  globalSetup: './test/support/start-server.ts',
  workers: 2,
  fullyParallel: true,
  projects: [
    { name: 'app', testIgnore: '**/test/calls/**' },
    // Real calls take two browsers each: one call at a time in each worker, and more patience.
    { name: 'calls', testMatch: '**/test/calls/**/*.spec.ts', fullyParallel: false, timeout: 120_000 },
  ],
  timeout: 60_000,
  expect: { timeout: 15_000 },
  forbidOnly: process.env.CI === 'true',
  reporter: [['list'], ['./test/support/count-reporter.ts']],
  use: {
    browserName: 'chromium',
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
    screenshot: 'only-on-failure',
    // Recording slows every test down; ask for it where one fails: TRACE=1
    trace: process.env.TRACE ? 'retain-on-failure' : 'off',
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        `--disable-features=${UNWANTED_FEATURES.join()}`,
        // Whatever a page might ask for elsewhere is not found: no test depends on, or speaks to, the outside.
        '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1',
      ],
    },
  },
});
