import type { Reporter, TestModule } from 'vitest/node';

/**
 * A reporter that prints `N passed, N failed` as the last line. A file that fails to load, an unhandled
 * error and a disabled test count as failed. A test that skips itself with a reason counts as neither.
 */
export default class Summary implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly unknown[]): void {
    let passed = 0;
    let failed = unhandled.length;
    for (const module of modules) {
      failed += module.errors().length;
      for (const test of module.children.allTests()) {
        const result = test.result();
        if (result.state === 'passed') passed++;
        else if (result.state !== 'skipped' || result.note === undefined) failed++;
      }
    }
    // After the output of all other reporters. A run that fails outside of a test counts as one failure.
    process.once('exit', (code) => {
      console.log(`${passed} passed, ${failed === 0 && code !== 0 ? 1 : failed} failed`);
    });
  }
}
