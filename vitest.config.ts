import { statfsSync } from 'node:fs';
import { defaultClientConditions, defaultServerConditions } from 'vite';
import { defineConfig } from 'vitest/config';

// Decorators and constructor injection need no plugin: the transformer reads tsconfig.json.
const server = {
  // Files of one worker share what they import, the whole server: reading it anew for each costs as much as the tests.
  isolate: false,
  testTimeout: 60_000,
  hookTimeout: 120_000,
  globalSetup: ['apps/server/test/support/global-setup.ts'],
};

// The SDK as it stands in its sources, built or not.
const SOURCE = '@jiggy-care/source';
const fromSources = {
  resolve: { conditions: [SOURCE, ...defaultClientConditions] },
  ssr: { resolve: { conditions: [SOURCE, ...defaultServerConditions] } },
};

// Each server has a database of its own, 40 MB of files: in memory it is copied ten times as fast as on a disk.
const memory = '/dev/shm';
if (freeBytes(memory) > 4e9) process.env.TMPDIR = memory;

function freeBytes(directory: string): number {
  try {
    const { bavail, bsize } = statfsSync(directory);
    return bavail * bsize;
  } catch {
    return 0;
  }
}

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
        ...fromSources,
        test: {
          name: 'unit',
          isolate: false,
          testTimeout: 60_000,
          include: ['{apps,packages}/*/src/**/*.test.{ts,tsx}', 'packages/client/examples/**/*.test.tsx'],
        },
      },
      {
        extends: true,
        test: {
          ...server,
          name: 'server',
          include: ['apps/server/test/**/*.test.ts', 'packages/client/test/**/*.test.ts'],
        },
      },
      {
        // What has to do with how things are stored again, on the embedded database.
        extends: true,
        test: {
          ...server,
          name: 'server-embedded',
          include: ['apps/server/test/{storage,journeys,mail}/**/*.test.ts'],
        },
      },
    ],
  },
});
