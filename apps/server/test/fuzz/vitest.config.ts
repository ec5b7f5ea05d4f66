import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

// Thousands of bad events and requests against the built server, and calls in every order of signals: `npm run test:fuzz`.
export default defineConfig({
  test: {
    name: 'fuzz',
    root: fileURLToPath(new URL('../../../..', import.meta.url)),
    include: ['apps/server/test/fuzz/**/*.fuzz.ts', 'packages/client/test/**/*.fuzz.ts'],
    pool: 'forks',
    maxWorkers: 1,
    hookTimeout: 60_000,
  },
});
