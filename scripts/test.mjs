// Runs the tests of every day, or with arguments just Vitest with them, and closes with `N passed, N failed`, the line that CI
// reads. Where CI=true a skipped test is a failure: nothing may be passed over there in silence.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runNode } from './run-node.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const directory = mkdtempSync(join(tmpdir(), 'jiggy-test-'));
const wishes = process.argv.slice(2);

const results = [await runVitest(wishes)];
if (wishes.length === 0) results.push(await runBrowserTests());
rmSync(directory, { recursive: true });

const total = (kind) => results.reduce((sum, result) => sum + result[kind], 0);
const [passed, failed, skipped] = ['passed', 'failed', 'skipped'].map(total);
const forbidSkipping = process.env.CI === 'true';
if (failed > 0 || passed === 0 || (forbidSkipping && skipped > 0)) process.exitCode = 1;
if (passed + failed === 0) console.error('no test has run');
if (forbidSkipping && skipped > 0) console.error('in CI no test may be skipped');
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);

async function runVitest(args) {
  const file = join(directory, 'vitest.json');
  const exitCode = await runNode([
    join(root, 'node_modules/vitest/vitest.mjs'),
    'run',
    `--root=${root}`,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${file}`,
    ...args,
  ]);
  if (!existsSync(file)) return nothingRan(exitCode);
  const report = JSON.parse(readFileSync(file, 'utf8'));
  // A file that fails outside its tests (an import, a hook) has no failed test to be counted by; nor has a stray rejection.
  const brokenFiles = report.testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
  );
  return {
    passed: report.numPassedTests,
    failed: asFailures(report.numFailedTests + brokenFiles.length, exitCode, report.numTotalTests),
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

/** The journeys through the app in Chromium, against the server as `npm start` runs it; `npm run test:browser` runs all. */
async function runBrowserTests() {
  const built = await runNode([join(root, 'scripts/build.mjs')]);
  if (built !== 0) return nothingRan(built);
  const file = join(directory, 'playwright.json');
  process.env.PLAYWRIGHT_JSON_OUTPUT_FILE = file;
  const exitCode = await runNode([
    join(root, 'node_modules/@playwright/test/cli.js'),
    'test',
    `--config=${join(root, 'apps/web/playwright.config.ts')}`,
    '--grep=@journey',
    '--reporter=list,json',
  ]);
  if (!existsSync(file)) return nothingRan(exitCode);
  const { expected, unexpected, flaky, skipped } = JSON.parse(readFileSync(file, 'utf8')).stats;
  return { passed: expected, failed: asFailures(unexpected + flaky, exitCode, expected), skipped };
}

function nothingRan(exitCode) {
  return { passed: 0, failed: exitCode === 0 ? 0 : 1, skipped: 0 };
}

/** A runner that ends badly without a failed test to show for it counts as one failure. */
function asFailures(counted, exitCode, ran) {
  return counted === 0 && exitCode !== 0 && ran > 0 ? 1 : counted;
}
