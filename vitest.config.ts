import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: ['spec', 'packages/*', 'scripts/{codegen,spec,check,demo}'],
    // More workers than cores, because many tests wait for timers, sockets and child processes.
    maxWorkers: 3,
    // By path: a dependency of the root on a package would invalidate every task of turbo when that package changes.
    reporters: ['default', './scripts/check/src/summary.ts'],
    coverage: {
      provider: 'v8',
      include: ['packages/*/src/**'],
      exclude: ['**/generated/**'],
    },
  },
});
