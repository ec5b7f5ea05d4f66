// Runs Vitest with the arguments given and closes with `N passed, N failed`, the line that CI reads.
// Where CI=true a skipped test is a failure: nothing may be passed over there in silence.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runNode } from './run-node.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const directory = mkdtempSync(join(tmpdir(), 'jiggy-test-'));
const reportFile = join(directory, 'report.json');

const exitCode = await runNode([
  join(root, 'node_modules/vitest/vitest.mjs'),
  'run',
  `--root=${root}`,
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${reportFile}`,
  ...process.argv.slice(2),
]);
const { passed, failed, skipped } = readReport();
rmSync(directory, { recursive: true });

const forbidSkipping = process.env.CI === 'true';
if (exitCode !== 0 || failed > 0 || passed === 0 || (forbidSkipping && skipped > 0)) process.exitCode = 1;
if (passed + failed === 0) console.error('no test has run');
if (forbidSkipping && skipped > 0) console.error('in CI no test may be skipped');
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);

function readReport() {
  if (!existsSync(reportFile)) return { passed: 0, failed: exitCode === 0 ? 0 : 1, skipped: 0 };
  const report = JSON.parse(readFileSync(reportFile, 'utf8'));
  // A file that fails outside its tests (an import, a hook) has no failed test to be counted by; nor has a stray rejection.
  const brokenFiles = report.testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
  );
  const failures = report.numFailedTests + brokenFiles.length;
  return {
    passed: report.numPassedTests,
    failed: failures === 0 && exitCode !== 0 && report.numTotalTests > 0 ? 1 : failures,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}
