// Checks the import directions of .dependency-cruiser.cjs, and that the checker still sees what it should.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cruise } from 'dependency-cruiser';
import extractTSConfig from 'dependency-cruiser/config-utl/extract-ts-config';
import { listFiles } from './list-files.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const config = createRequire(import.meta.url)('../.dependency-cruiser.cjs');
const { tsConfig, enhancedResolveOptions, ...options } = config.options;

const faults = [...(await selfCheck()), ...(await check(root))];
for (const fault of faults) console.error(fault);
if (faults.length > 0) process.exitCode = 1;

/** All that is wrong with the imports below a directory, one line each. */
async function check(directory) {
  const files = ['apps', 'packages', 'scripts'].flatMap((name) => listFiles(directory, name));
  const sources = files.filter((file) => /\.(tsx?|mjs)$/.test(file));
  const { modules, summary } = await readImports(directory, sources);

  // With a TypeScript it does not know the cruiser reads nothing and is content.
  const seen = new Set(modules.map(({ source }) => source));
  const unread = sources.filter((file) => !seen.has(file));
  return [
    ...unread.map((file) => `not-read: ${file}: dependency-cruiser passed over it`),
    ...(sources.length === 0 ? ['not-read: there is no source file at all'] : []),
    ...summary.violations.map(
      ({ rule, from, to }) => `${rule.name}: ${from} → ${to}: ${reasonOf(rule.name)}`,
    ),
    ...sources
      .filter((file) => readsEnvironment(directory, file))
      .map((file) => `door: process.env: ${file}: only config/ reads the environment`),
    ...sources
      .filter((file) => asksTheClock(directory, file))
      .map((file) => `pure: clock: ${file}: time and chance come in as arguments`),
    ...sources
      .filter((file) => namesUsers(directory, file))
      .map((file) => `door: users: ${file}: only people/ names that table; ask it, or borrow its SQL`),
  ];
}

async function readImports(directory, sources) {
  const result = await cruise(
    sources,
    { ...options, baseDir: directory, validate: true, ruleSet: { forbidden: config.forbidden } },
    enhancedResolveOptions,
    { tsConfig: extractTSConfig(join(root, tsConfig.fileName)) },
  );
  return result.output;
}

function reasonOf(ruleName) {
  return config.forbidden.find(({ name }) => name === ruleName).comment;
}

function readsEnvironment(directory, file) {
  if (!/^(apps\/server|packages\/[^/]+)\/src\//.test(file) || /\.test\.ts$/.test(file)) return false;
  if (file.startsWith('apps/server/src/config/')) return false;
  return /\bprocess\s*\??[.[]\s*['"]?env\b|\benv\b[^;]*from 'node:process'/.test(
    readFileSync(join(directory, file), 'utf8'),
  );
}

function asksTheClock(directory, file) {
  if (!file.startsWith('apps/server/src/calls/rules/') || /\.test\.ts$/.test(file)) return false;
  return /\bDate\.now\b|\bnew Date\(\)|\bperformance\.|\bMath\.random\b|\bset(Timeout|Interval|Immediate)\b/.test(
    readFileSync(join(directory, file), 'utf8'),
  );
}

/** The word at all, so that no spelling of a statement slips through: the product speaks of people. */
function namesUsers(directory, file) {
  if (!file.startsWith('apps/server/src/') || /\.test\.ts$|\/testing\//.test(file)) return false;
  if (/^apps\/server\/src\/(people|database)\//.test(file)) return false;
  return /\busers\b/.test(readFileSync(join(directory, file), 'utf8'));
}

/** Plants one violation of each kind in a directory of its own and complains about those that are not found. */
async function selfCheck() {
  const planted = {
    'apps/server/src/errors/upward.ts': ["import '../auth/tokens.ts';", 'down-only: errors'],
    'apps/server/src/calls/sideways.ts': ["import '../messages/circle-a.ts';", 'down-only: calls'],
    'apps/server/src/calls/rules/clock.ts': ['export const now = Date.now();', 'pure: clock'],
    'apps/server/src/calls/rules/crypto.ts': ["import 'node:crypto';", 'pure: apps/server/src/calls/rules'],
    'apps/server/src/calls/rules/gateway.ts': [
      "import type {} from '../sideways.ts';",
      'pure: apps/server/src/calls/rules',
    ],
    'apps/server/src/changes/stranger.ts': ["import '../calls/log.repository.ts';", 'repository-in-its-room'],
    'apps/server/src/calls/log.repository.ts': ["import 'drizzle-orm';", undefined],
    'apps/server/src/cellar/lost.ts': ["import '../errors/upward.ts';", 'room-without-floor'],
    'apps/server/src/admin/lost.ts': ["import '../cellar/lost.ts';", 'into-room-without-floor'],
    'apps/server/src/messages/circle-a.ts': ["import type {} from './circle-b.ts';", 'no-circle'],
    'apps/server/src/messages/circle-b.ts': ["import type {} from './circle-a.ts';", undefined],
    'apps/server/src/auth/tokens.ts': ["import 'no-such-package';", 'not-found'],
    'apps/server/src/edge/sockets.ts': ["import type {} from 'socket.io';", 'door: socket.io'],
    'apps/server/src/edge/query.ts': ["import 'drizzle-orm/pg-core';", 'door: drizzle-orm'],
    'apps/server/src/auth/claims.ts': ["import 'jose';", 'door: jose'],
    'apps/server/src/edge/environment.ts': ['export const port = process.env.PORT;', 'door: process.env'],
    'apps/server/src/bookings/strangers.ts': ["export const all = 'select name from users';", 'door: users'],
    'apps/server/src/bookings/table.ts': [
      "import { bookings, users } from '../database/schema.ts';",
      'door: users',
    ],
    'apps/server/src/config/tooling.ts': ["import 'vitest';", 'not-at-run-time'],
    'apps/server/src/config/borrowed.ts': ["import 'express';", 'undeclared'],
    'packages/client/src/call/steps/sideways.ts': [
      "import type {} from '../peer/neighbour.ts';",
      'down-only: steps',
    ],
    'packages/client/src/call/peer/neighbour.ts': ['export type {};', undefined],
    'apps/web/src/neighbour.ts': ["import '../../server/src/auth/claims.ts';", 'apps-apart'],
    'packages/protocol/src/upward.ts': [
      "import '../../../apps/web/src/neighbour.ts';",
      'packages-below-apps',
    ],
    'packages/protocol/src/heavy.ts': ["import 'rxjs';", 'protocol-on-zod-alone'],
    'apps/server/package.json': [
      '{"devDependencies":{"vitest":"*"},"dependencies":{"jose":"*","rxjs":"*"}}',
      undefined,
    ],
  };
  const directory = mkdtempSync(join(tmpdir(), 'check-imports-'));
  try {
    symlinkSync(join(root, 'node_modules'), join(directory, 'node_modules'));
    for (const [file, [text]] of Object.entries(planted)) {
      mkdirSync(dirname(join(directory, file)), { recursive: true });
      writeFileSync(join(directory, file), text);
    }
    const found = await check(directory);
    return Object.entries(planted)
      .filter(([file, [, rule]]) => rule && !found.some((line) => line.startsWith(`${rule}: ${file}`)))
      .map(([file, [, rule]]) => `self-check: the planted ${file} was not found by the rule "${rule}"`);
  } finally {
    rmSync(directory, { recursive: true });
  }
}
