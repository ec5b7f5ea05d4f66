import type { FullResult, Reporter, TestCase } from '@playwright/test/reporter';

/** Closes with `N passed, N failed`, the line that CI reads. */
class CountReporter implements Reporter {
  private readonly outcomes = new Map<string, ReturnType<TestCase['outcome']>>();

  onTestEnd(test: TestCase): void {
    this.outcomes.set(test.id, test.outcome());
  }

  onEnd({ status }: FullResult): void {
    const outcomes = [...this.outcomes.values()];
    const passed = outcomes.filter((outcome) => outcome === 'expected' || outcome === 'flaky').length;
    const failed = outcomes.filter((outcome) => outcome === 'unexpected').length;
    // A fault outside of the tests, in the setup for one, has no test to be counted by.
    const counted = failed === 0 && status !== 'passed' ? 1 : failed;
    process.stdout.write(`${passed} passed, ${counted} failed\n`);
  }

  printsToStdio(): boolean {
    return false;
  }
}

// biome-ignore lint/style/noDefaultExport: Playwright takes a reporter by its default export
export default CountReporter;
