import { defineConfig } from 'vitest/config';
import type { Reporter, TestModule } from 'vitest/node';

/** Prints `N passed, N failed` as the last line. A file that fails to load and an unhandled error count as failed. */
const summary: Reporter = {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly unknown[]) {
    let passed = 0;
    let failed = unhandled.length;
    for (const module of modules) {
      failed += module.errors().length;
      for (const test of module.children.allTests()) {
        if (test.result().state === 'passed') passed++;
        else failed++;
      }
    }
    // After the output of all other reporters.
    process.once('exit', () => console.log(`${passed} passed, ${failed} failed`));
  },
};

export default defineConfig({
  test: {
    projects: ['spec', 'packages/*', 'scripts', 'scripts/{codegen,spec,check,demo}'],
    // More workers than cores, because many tests wait for timers, sockets and child processes.
    maxWorkers: 3,
    reporters: ['default', summary],
    coverage: {
      provider: 'v8',
      include: ['packages/*/src/**'],
      exclude: ['**/generated/**'],
    },
  },
});
