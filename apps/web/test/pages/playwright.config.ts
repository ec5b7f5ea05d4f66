import { defineConfig } from '@playwright/test';
import app from '../../playwright.config.ts';

// The pages of the guides in an app of their own, made from the packed SDK: `npm run test:pages`.
export default defineConfig({
  testDir: '.',
  testMatch: '*.pasted.ts',
  outputDir: '../../../../node_modules/.cache/pages-tests',
  workers: 1,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  forbidOnly: process.env.CI === 'true',
  reporter: [['list'], ['../support/count-reporter.ts']],
  use: app.use ?? {},
});
