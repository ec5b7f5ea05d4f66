import { defineConfig } from 'vitest/config';

// The proxies of deploy/ before two nodes: `npm run test:places`, which needs HAProxy and nginx.
export default defineConfig({
  test: {
    name: 'places',
    root: import.meta.dirname,
    include: ['**/*.places.ts'],
    pool: 'forks',
    maxWorkers: 1,
    testTimeout: 90_000,
    hookTimeout: 60_000,
  },
});
