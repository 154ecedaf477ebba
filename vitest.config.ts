import { summary } from '@optimaldial/checks/summary';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: ['spec', 'packages/*', 'scripts/{codegen,spec,check,demo}'],
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
