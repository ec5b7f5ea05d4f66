import { defineConfig } from 'vitest/config';

// Thousands of bad events and requests against the built server: `npm run test:fuzz`.
export default defineConfig({
  test: {
    name: 'fuzz',
    root: import.meta.dirname,
    include: ['**/*.fuzz.ts'],
    pool: 'forks',
    maxWorkers: 1,
    hookTimeout: 60_000,
  },
});
