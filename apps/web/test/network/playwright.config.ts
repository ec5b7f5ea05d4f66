import { defineConfig } from '@playwright/test';

// Calls over networks of their own, with faults that browsers cannot fake: `npm run test:network`, as root.
export default defineConfig({
  testDir: '.',
  testMatch: '*.network.ts',
  outputDir: '../../../../node_modules/.cache/network-tests',
  workers: 1,
  timeout: 180_000,
  expect: { timeout: 10_000 },
  forbidOnly: process.env.CI === 'true',
  reporter: [['list'], ['../support/count-reporter.ts']],
  use: { browserName: 'chromium', locale: 'en-GB', screenshot: 'only-on-failure' },
});
