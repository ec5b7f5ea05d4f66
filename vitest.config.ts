import { defineConfig } from 'vitest/config';

// Decorators and constructor injection need no plugin: the transformer reads tsconfig.json.
const server = {
  // Files of one worker share what they import, the whole server: reading it anew for each costs as much as the tests.
  isolate: false,
  testTimeout: 60_000,
  hookTimeout: 120_000,
  globalSetup: ['apps/server/test/support/global-setup.ts'],
};

export default defineConfig({
  test: {
    pool: 'forks',
    // One more than the processors of the smallest machine: tests of a server mostly wait.
    maxWorkers: 3,
    setupFiles: ['scripts/test-setup.ts'],
    expect: { poll: { timeout: 15_000 } },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          isolate: false,
          testTimeout: 60_000,
          include: ['apps/*/src/**/*.test.{ts,tsx}', 'packages/*/src/**/*.test.{ts,tsx}'],
        },
      },
      {
        extends: true,
        test: {
          ...server,
          name: 'server',
          include: ['apps/server/test/**/*.test.ts'],
        },
      },
      {
        extends: true,
        test: {
          ...server,
          name: 'client',
          include: ['packages/client/test/**/*.test.ts'],
        },
      },
      {
        // The same stories again, on a real PostgreSQL.
        extends: true,
        test: {
          ...server,
          name: 'server-postgres',
          include: ['apps/server/test/{storage,journeys}/**/*.test.ts'],
          env: { TEST_DATABASE: 'postgres' },
        },
      },
    ],
  },
});
