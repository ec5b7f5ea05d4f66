import { defineConfig } from 'vitest/config';

// The artefact as it is deployed: `npm run test:package`. Takes a build of everything, so it has a command of its own.
export default defineConfig({
  test: {
    name: 'package',
    root: import.meta.dirname,
    include: ['**/*.package.ts'],
    pool: 'forks',
    maxWorkers: 1,
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
