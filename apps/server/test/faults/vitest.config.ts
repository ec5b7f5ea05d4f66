import { defineConfig } from 'vitest/config';

// Faults that take too long for every run of the tests: `npm run test:faults`.
export default defineConfig({
  test: {
    name: 'faults',
    root: import.meta.dirname,
    include: ['**/*.faults.ts'],
    pool: 'forks',
    maxWorkers: 1,
    testTimeout: 180_000,
    hookTimeout: 60_000,
  },
});
