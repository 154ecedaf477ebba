import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

// Workers and the processes that tests start load the same large dependencies. This halves the time of each load.
process.env['NODE_COMPILE_CACHE'] ??= fileURLToPath(new URL('node_modules/.cache/compile', import.meta.url));

export default defineConfig({
  test: {
    projects: ['spec', 'packages/*', 'scripts/{codegen,spec,check,demo}'],
    // `pnpm test` runs 4 workers, which projects don't inherit from here. That is more than two cores, because
    // many tests wait for timers, sockets and child processes.
    // By path: a dependency of the root on a package would invalidate every task of turbo when that package changes.
    reporters: ['default', './scripts/check/src/summary.ts'],
    coverage: {
      provider: 'v8',
      include: ['packages/*/src/**'],
      exclude: ['**/generated/**'],
    },
  },
});
